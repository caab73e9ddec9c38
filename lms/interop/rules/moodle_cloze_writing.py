"""A text with gaps as Moodle writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lms.assessment.rules.questions import GAP
from lms.assessment.rules.typed import share_of
from lms.core.text import Language
from lms.interop.rules.exported import text_of
from lms.interop.rules.moodle_numbers import centred
from lms.interop.rules.percents import percent_of

Body = Mapping[str, Any]
MARKS = re.compile(r'([\\}#~/"=%])')


def cloze_text(body: Body, language: Language) -> str:
    """The text, each gap written out in it."""
    blanks = {blank["key"]: blank for blank in body["blanks"]}
    parts = GAP.split(text_of(body["text"], language))
    return "".join(
        _gap(blanks[part], language) if at % 2 else part for at, part in enumerate(parts)
    )


def _gap(blank: Body, language: Language) -> str:
    kind = blank["type"]
    name = {"choice": "MULTICHOICE", "numeric": "NUMERICAL"}.get(kind, "SHORTANSWER")
    if kind == "short_answer" and blank.get("case"):
        name = "SHORTANSWER_C"
    answers = "~".join(_answers(blank, language))
    return f"{{{blank.get('weight', 1)}:{name}:{answers}}}"


def _answers(blank: Body, language: Language) -> Iterator[str]:
    for option in blank.get("options", ()):
        percent = "100" if option.get("correct") else _percent(option.get("fraction", 0))
        yield _alternative(option, percent, _held(text_of(option["text"], language)), language)
    for answer in blank.get("answers", ()):
        if blank["type"] == "numeric":
            value, tolerance = centred(answer)
            text = "*" if value == "*" else f"{value}:{tolerance}"
        else:
            text = _held(text_of(answer["text"], language))
        yield _alternative(answer, _percent(answer.get("fraction", 100)), text, language)


def _alternative(part: Body, percent: str, text: str, language: Language) -> str:
    mark = "=" if percent == "100" else f"%{percent}%"
    said = text_of(part.get("feedback"), language)
    return f"{mark}{text}" + (f"#{_held(said)}" if said else "")


def _percent(value: int | str) -> str:
    return percent_of(share_of(value))


def _held(text: str) -> str:
    return MARKS.sub(r"\\\1", text)
