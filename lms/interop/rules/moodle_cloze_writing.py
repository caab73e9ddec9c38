"""A text with gaps as Moodle writes it: the answers inside the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lms.assessment.rules.questions import GAP
from lms.assessment.rules.typed import share_of
from lms.core.text import Language
from lms.interop.rules.exported import text_of
from lms.interop.rules.found import Body
from lms.interop.rules.numbers import middle_of
from lms.interop.rules.percents import percent_of

ESCAPED = str.maketrans({each: f"\\{each}" for each in "\\~#}"})


def embedded(text: str, blanks: Sequence[Body], language: Language) -> str:
    """The text with each gap's answers in its place."""
    by_key = {blank["key"]: blank for blank in blanks}
    return GAP.sub(lambda found: _gap(by_key[found[1]], language), text)


def _gap(blank: Body, language: Language) -> str:
    kind = {"choice": "MULTICHOICE", "numeric": "NUMERICAL"}.get(blank["type"], "SHORTANSWER")
    if kind == "SHORTANSWER" and blank.get("case"):
        kind = "SHORTANSWER_C"
    answers = "~".join(_answers(blank, language))
    return f"{{{blank.get('weight', 1)}:{kind}:{answers}}}"


def _answers(blank: Body, language: Language) -> Iterator[str]:
    for option in blank.get("options", ()):
        share = percent_of(share_of(option.get("fraction", 100 if option.get("correct") else 0)))
        yield f"%{share}%{_said(option['text'], option, language)}"
    for answer in blank.get("answers", ()):
        share = percent_of(share_of(answer.get("fraction", 100)))
        if "text" in answer:
            yield f"%{share}%{_said(answer['text'], answer, language)}"
            continue
        value, tolerance = middle_of(answer)
        number = value if value == "*" else f"{value}:{tolerance}"
        yield f"%{share}%{number}{_feedback(answer, language)}"


def _said(text: object, part: Body, language: Language) -> str:
    return text_of(text, language).translate(ESCAPED) + _feedback(part, language)


def _feedback(part: Body, language: Language) -> str:
    said = text_of(part.get("feedback"), language)
    return f"#{said.translate(ESCAPED)}" if said else ""
