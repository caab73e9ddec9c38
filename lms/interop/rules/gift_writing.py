"""Questions of the bank as a GIFT file, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.assessment.rules.typed import share_of
from lms.core.text import Language
from lms.interop.rules.exported import Exported
from lms.interop.rules.gift_losses import losses, refusal
from lms.interop.rules.gift_text import ESCAPABLE, FORMAT, HTML
from lms.interop.rules.percents import percent_of

__all__ = ["losses", "write_gift"]

ESCAPED = str.maketrans({**{each: f"\\{each}" for each in ESCAPABLE[:-1]}, "\n": "\\n"})
GRADINGS = {
    "exact": "ALL_OR_NOTHING",
    "adjacent": "RELATIVE_NEXT_EXCLUDE_LAST",
    "longest": "LONGEST_ORDERED_SUBSET",
}
Body = Mapping[str, Any]


def write_gift(questions: Sequence[Exported], *, language: Language) -> str:
    """A file of every question that GIFT can hold; what else is lost, `losses` says before."""
    category: tuple[str, ...] = ()
    parts = []
    for exported in questions:
        if refusal(exported, language):
            continue
        if exported.category != category:
            category = exported.category
            parts.append(f"$CATEGORY: {category_path(category)}\n")
        parts.append(_question(exported, language))
    return "\n".join(parts)


def _question(exported: Exported, language: Language) -> str:
    named = [f"[id:{_named(exported.key)}]", *(f"[tag:{_named(tag)}]" for tag in exported.tags)]
    text = _Writer(language).question(exported)
    return f"// {' '.join(named)}\n::{escaped(exported.key)}::{text}\n"


def category_path(names: Sequence[str]) -> str:
    """Names from the root down as `category_in` reads them."""
    return "/".join(("$course$", "top", *map(_category, names)))


def _category(name: str) -> str:
    """A name with its slashes doubled, apart from the single ones beside it."""
    doubled = name.replace("/", "//")
    return f" {doubled} " if name.startswith("/") or name.endswith("/") else doubled


def _named(name: str) -> str:
    return name.replace("]", "\\]")


def escaped(text: str) -> str:
    """A text whose characters mean nothing to GIFT."""
    return text.translate(ESCAPED)


class _Writer:
    """The questions of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.sections: Mapping[str, Callable[[Body], Iterator[str]]] = {
            "single_choice": self._single,
            "multiple_response": self._multiple,
            "true_false": self._true_false,
            "matching": self._matching,
            "ordering": self._ordering,
            "short_answer": self._short_answer,
            "numeric": self._numeric,
            "essay": self._essay,
        }

    def question(self, exported: Exported) -> str:
        """Text and answers, from the end of the title on."""
        body = exported.body
        if exported.type == "description":
            return self.text(body["text"])
        if exported.type == "cloze":
            return self._cloze(body)
        return self.text(body["text"]) + self._braced(exported.type, body, body)

    def _braced(self, kind: str, answered: Body, body: Body) -> str:
        lines = list(self.sections[kind](answered))
        if body.get("explanation"):
            lines.append("####" + self.text(body["explanation"]))
        return "{" + "\n\t".join(lines) + ("\n}" if len(lines) > 1 else "}")

    def text(self, found: Mapping[str, str]) -> str:
        """A text, marked as plain where its beginning or a tag in it would be read as more."""
        text = found[self.language]
        is_plain = FORMAT.match(text) or HTML.search(text) or text.startswith(("%", "//"))
        return ("[plain]" if is_plain else "") + escaped(text)

    def said(self, found: Body) -> str:
        """The feedback of an answer with its mark, or nothing."""
        return "#" + self.text(found["feedback"]) if found.get("feedback") else ""

    def _single(self, body: Body) -> Iterator[str]:
        yield ""
        for option in body["options"]:
            mark = "=" if option.get("correct") else "~" + _weight(share_of(_fraction(option)))
            yield mark + self.text(option["text"]) + self.said(option)

    def _multiple(self, body: Body) -> Iterator[str]:
        options = body["options"]
        yield ""
        for option, share in zip(options, shares_of(body), strict=True):
            yield "~" + _weight(share) + self.text(option["text"]) + self.said(option)

    def _true_false(self, body: Body) -> Iterator[str]:
        is_true = bool(body["answer"])
        names = (
            ("feedback_false", "feedback_true") if is_true else ("feedback_true", "feedback_false")
        )
        wrong, right = (self.text(body[name]) if body.get(name) else "" for name in names)
        said = f"#{wrong}#{right}" if right else f"#{wrong}" if wrong else ""
        yield ("TRUE" if is_true else "FALSE") + said

    def _matching(self, body: Body) -> Iterator[str]:
        options = {option["key"]: option["text"][self.language] for option in body["options"]}
        yield ""
        for stem in body["stems"]:
            yield f"={self.text(stem['text'])} -> {escaped(options[stem['match']])}"
        matched = {stem["match"] for stem in body["stems"]}
        for key, text in options.items():
            if key not in matched:
                yield f"= -> {escaped(text)}"

    def _ordering(self, body: Body) -> Iterator[str]:
        grading = GRADINGS[body.get("grading", "adjacent")]
        yield f">{len(body['items'])} ALL VERTICAL {grading} SHOW none"
        for item in body["items"]:
            yield self.text(item["text"])

    def _short_answer(self, body: Body) -> Iterator[str]:
        yield ""
        for answer in body["answers"]:
            yield f"=%{_percent(answer)}%{self.text(answer['text'])}{self.said(answer)}"

    def _numeric(self, body: Body) -> Iterator[str]:
        yield "#"
        for answer in body["answers"]:
            yield f"=%{_percent(answer)}%{_number(answer)}{self.said(answer)}"

    def _essay(self, _body: Body) -> Iterator[str]:
        yield from ()

    def _cloze(self, body: Body) -> str:
        blank = body["blanks"][0]
        text = body["text"][self.language]
        is_plain = FORMAT.match(text) or HTML.search(text) or text.startswith(("%", "//"))
        before, _gap, after = text.partition(f"[[{blank['key']}]]")
        braced = self._braced("single_choice", blank, body)
        return f"{'[plain]' if is_plain else ''}{escaped(before)}{braced}{escaped(after)}"


def shares_of(body: Body) -> list[Fraction]:
    """What each option adds, the other gradings said as weights."""
    options = body["options"]
    if body.get("grading") == "weights":
        return [share_of(_fraction(option)) for option in options]
    right = sum(bool(option.get("correct")) for option in options)
    wrong = len(options) - right
    return [
        Fraction(1, right) if option.get("correct") else Fraction(-1, wrong) for option in options
    ]


def _fraction(option: Body) -> int | str:
    found: int | str = option.get("fraction", 100 if option.get("correct") else 0)
    return found


def _weight(share: Fraction) -> str:
    return f"%{percent_of(share)}%" if share else ""


def _percent(answer: Body) -> str:
    return percent_of(share_of(answer.get("fraction", 100)))


def _number(answer: Body) -> str:
    kind = answer.get("kind", "absolute")
    if kind == "any":
        return "*"
    if kind == "range":
        return f"{answer['min']}..{answer['max']}"
    tolerance = answer.get("tolerance", "0")
    if kind == "relative":
        tolerance = f"{abs(Decimal(tolerance) * Decimal(answer['value'])):f}"
    return f"{answer['value']}:{tolerance}" if Decimal(tolerance) else str(answer["value"])
