"""Questions of the bank as a Moodle XML file, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lms.assessment.rules.typed import share_of
from lms.core.text import Language
from lms.interop.rules.exported import Exported, text_of
from lms.interop.rules.gift_writing import category_path
from lms.interop.rules.moodle_cloze_writing import cloze_text
from lms.interop.rules.moodle_losses import losses, refusal
from lms.interop.rules.moodle_numbers import centred, unit_factor
from lms.interop.rules.percents import percent_of

__all__ = ["losses", "write_moodle_xml"]

Body = Mapping[str, Any]
Lines = Iterator[str]
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = {
    "single_choice": "multichoice", "multiple_response": "multichoice",
    "true_false": "truefalse", "short_answer": "shortanswer", "numeric": "numerical",
    "matching": "matching", "ordering": "ordering", "cloze": "cloze", "essay": "essay",
    "file_evidence": "essay", "description": "description",
}  # fmt: skip
GRADINGS = {
    "exact": "ALL_OR_NOTHING",
    "adjacent": "RELATIVE_NEXT_EXCLUDE_LAST",
    "longest": "LONGEST_ORDERED_SUBSET",
}
FILE_TYPES = {"image": "web_image", "text": ".txt"}


def write_moodle_xml(questions: Sequence[Exported], *, language: Language) -> bytes:
    """The file; a question that it cannot hold has no place in it, as `losses` says."""
    lines, category = [HEAD, "<quiz>"], tuple[str, ...]()
    for question in questions:
        if refusal(question, language):
            continue
        if question.category != category:
            category = question.category
            lines += _category(category)
        lines += _question(question, language)
    return "\n".join([*lines, "</quiz>", ""]).encode()


def _category(names: tuple[str, ...]) -> Lines:
    yield '<question type="category">'
    yield f"<category><text>{_escaped(category_path(names))}</text></category>"
    yield "</question>"


def _question(question: Exported, language: Language) -> Lines:
    body, kind = question.body, question.type
    writer = _Writer(body, language)
    yield f'<question type="{TYPES[kind]}">'
    yield f"<name><text>{_escaped(question.key)}</text></name>"
    asked = cloze_text(body, language) if kind == "cloze" else text_of(body["text"], language)
    yield _text("questiontext", asked)
    yield from writer.optional("generalfeedback", body.get("explanation"))
    yield f"<defaultgrade>{_mark(question)}</defaultgrade>"
    yield f"<idnumber>{_escaped(question.key)}</idnumber>"
    yield from OWN[kind](writer)
    yield from writer.verdicts()
    if question.tags:
        yield "<tags>"
        yield from (f"<tag><text>{_escaped(tag)}</text></tag>" for tag in question.tags)
        yield "</tags>"
    yield "</question>"


def _mark(question: Exported) -> int:
    return 0 if question.type == "description" else question.body.get("mark", 1)


def _escaped(text: str) -> str:
    return escape(text)


def _text(name: str, text: str, **attributes: str) -> str:
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<{name}{given} format="plain_text"><text>{_escaped(text)}</text></{name}>'


class _Writer:
    """The elements of one question's body."""

    def __init__(self, body: Body, language: Language) -> None:
        self.body, self.language = body, language

    def optional(self, name: str, value: Any) -> Lines:
        """An element for a text that is there."""
        if text := text_of(value, self.language):
            yield _text(name, text)

    def said(self, part: Body) -> str:
        """The feedback of an option or an answer."""
        return "".join(self.optional("feedback", part.get("feedback")))

    def verdicts(self) -> Lines:
        """What is said to a right, partly right and wrong answer."""
        said = self.body.get("feedback") or {}
        yield from self.optional("correctfeedback", said.get("correct"))
        yield from self.optional("partiallycorrectfeedback", said.get("partial"))
        yield from self.optional("incorrectfeedback", said.get("incorrect"))

    def shuffles(self) -> str:
        """Whether the options are shuffled."""
        return f"<shuffleanswers>{int(self.body.get('shuffle', True))}</shuffleanswers>"

    def answer(self, text: str, share: str, said: str, more: str = "") -> str:
        """An answer with what it earns."""
        inner = f"<text>{_escaped(text)}</text>{more}{said}"
        return f'<answer fraction="{share}" format="plain_text">{inner}</answer>'


def _single(writer: _Writer) -> Lines:
    shares = [Fraction(1) if option.get("correct") else share_of(option.get("fraction", 0))
              for option in writer.body["options"]]  # fmt: skip
    yield from _choice(writer, shares, single="true")


def _multiple(writer: _Writer) -> Lines:
    yield from _choice(writer, shares_of(writer.body), single="false")


def shares_of(body: Body) -> list[Fraction]:
    """What each option of a multiple response earns or costs."""
    options = body["options"]
    if body.get("grading") == "weights":
        return [share_of(option.get("fraction") or 0) for option in options]
    right = sum(bool(option.get("correct")) for option in options)
    wrong = max(1, len(options) - right)
    return [Fraction(1, right) if option.get("correct") else Fraction(-1, wrong)
            for option in options]  # fmt: skip


def _choice(writer: _Writer, shares: list[Fraction], *, single: str) -> Lines:
    yield f"<single>{single}</single>"
    yield writer.shuffles()
    yield "<answernumbering>abc</answernumbering>"
    for option, share in zip(writer.body["options"], shares, strict=True):
        text = text_of(option["text"], writer.language)
        yield writer.answer(text, percent_of(share), writer.said(option))


def _true_false(writer: _Writer) -> Lines:
    for key, is_right in (("true", writer.body["answer"]), ("false", not writer.body["answer"])):
        said = "".join(writer.optional("feedback", writer.body.get(f"feedback_{key}")))
        yield writer.answer(key, "100" if is_right else "0", said)


def _short_answer(writer: _Writer) -> Lines:
    yield f"<usecase>{int(writer.body.get('case', False))}</usecase>"
    for each in writer.body["answers"]:
        text = text_of(each["text"], writer.language)
        yield writer.answer(text, _percent(each), writer.said(each))


def _percent(answer: Body) -> str:
    return percent_of(share_of(answer.get("fraction", 100)))


def _numeric(writer: _Writer) -> Lines:
    for each in writer.body["answers"]:
        value, tolerance = centred(each)
        more = f"<tolerance>{tolerance}</tolerance>"
        yield writer.answer(value, _percent(each), writer.said(each), more)
    units = writer.body.get("units") or ()
    if units:
        yield "<units>"
        for unit in units:
            name = _escaped(text_of(unit["text"], writer.language))
            factor = f"<multiplier>{unit_factor(unit)}</multiplier>"
            yield f"<unit>{factor}<unit_name>{name}</unit_name></unit>"
        yield "</units>"
    yield f"<unitgradingtype>{1 if writer.body.get('unit_needed') else 0}</unitgradingtype>"
    yield f"<unitpenalty>{'1.0' if writer.body.get('unit_needed') else '0.1'}</unitpenalty>"
    yield f"<showunits>{0 if units else 3}</showunits>"


def _matching(writer: _Writer) -> Lines:
    yield writer.shuffles()
    options = {each["key"]: text_of(each["text"], writer.language)
               for each in writer.body["options"]}  # fmt: skip
    pairs = [(text_of(stem["text"], writer.language), options[stem["match"]])
             for stem in writer.body["stems"]]  # fmt: skip
    used = {stem["match"] for stem in writer.body["stems"]}
    pairs += [("", text) for key, text in options.items() if key not in used]
    for stem, option in pairs:
        answer = f"<answer><text>{_escaped(option)}</text></answer>"
        inner = f"<text>{_escaped(stem)}</text>{answer}"
        yield f'<subquestion format="plain_text">{inner}</subquestion>'


def _ordering(writer: _Writer) -> Lines:
    yield "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>"
    yield f"<gradingtype>{GRADINGS[writer.body.get('grading', 'adjacent')]}</gradingtype>"
    for at, item in enumerate(writer.body["items"], start=1):
        yield writer.answer(text_of(item["text"], writer.language), str(at), "")


def _essay(writer: _Writer) -> Lines:
    body = writer.body
    yield "<responseformat>plain</responseformat><attachments>0</attachments>"
    for key, name in (("min_words", "minwordlimit"), ("max_words", "maxwordlimit")):
        if body.get(key) is not None:
            yield f"<{name}>{body[key]}</{name}>"
    yield from _looked_at(writer)
    yield from writer.optional("responsetemplate", body.get("template"))


def _evidence(writer: _Writer) -> Lines:
    body = writer.body
    yield "<responseformat>noinline</responseformat><responserequired>0</responserequired>"
    count = f"{body.get('max_files', 1)}"
    yield f"<attachments>{count}</attachments><attachmentsrequired>1</attachmentsrequired>"
    kinds = ",".join(FILE_TYPES[kind] for kind in body.get("accept", ("image",)))
    yield f"<filetypeslist>{kinds}</filetypeslist>"
    yield f"<maxbytes>{body.get('max_kilobytes', 4096) * 1024}</maxbytes>"
    yield from _looked_at(writer)


def _looked_at(writer: _Writer) -> Lines:
    """What the trainer looks at: the criteria, a line each."""
    lines = [text_of(each["text"], writer.language) for each in writer.body["rubric"]]
    yield _text("graderinfo", "\n".join(lines))


def _nothing(_writer: _Writer) -> Lines:
    yield from ()


OWN: Mapping[str, Callable[[_Writer], Lines]] = {
    "single_choice": _single,
    "multiple_response": _multiple,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _nothing,
    "essay": _essay,
    "file_evidence": _evidence,
    "description": _nothing,
}
