"""The parts of one answer in a GIFT question: weight, text, feedback."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.assessment.rules.questions import QuestionType
from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_text import Texts
from lms.interop.rules.percents import ALL, percent_in

WEIGHT = re.compile(r"%\s*([-+0-9.,]*)\s*%")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question's type and the part of the body that its answers make."""

    type: QuestionType
    parts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One answer as it stands in the file, its escapes held."""

    percent: int | str
    text: str
    feedback: str

    def said(self, texts: Texts) -> dict[str, Any]:
        """The answer's feedback as a body holds it, or nothing."""
        found = texts.plain(self.feedback)
        return {"feedback": {texts.language: found}} if found else {}


def parts_of(raw: str, *, weight: int) -> Part:
    """An answer without its mark. weight: what it earns where it does not say. Raises Broken."""
    raw = raw.strip()
    found = WEIGHT.match(raw)
    percent: int | str | None = weight
    if found:
        percent = percent_in(found[1].removeprefix("+"))
        raw = raw[found.end() :]
    if percent is None:
        raise Broken(f"“{found[0] if found else ''}” is no percentage from -100 to 100.")
    text, _sep, feedback = raw.partition("#")
    return Part(percent, text.strip(), feedback.strip())


def without_empty(raws: Sequence[str]) -> list[str]:
    """Answers without what stands before the first mark, where that is nothing."""
    return [raw for at, raw in enumerate(raws) if at or raw.strip()]


def full_first(answers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers with the first that earns all before the others, keys in order. Raises Broken."""
    full = next((each for each in answers if each["fraction"] == ALL), None)
    if full is None:
        raise Broken("No answer earns 100 %.")
    ordered = [full, *(each for each in answers if each is not full)]
    return [
        {name: value for name, value in each.items() if (name, value) != ("fraction", ALL)}
        | {"key": f"a{at}"}
        for at, each in enumerate(ordered, start=1)
    ]
