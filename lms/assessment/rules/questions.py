"""A question as the bank holds it, and the typed shapes that its body is read into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lms.assessment.rules.typed import (
    AcceptedNumber,
    AcceptedText,
    Folding,
    accepted_number,
    accepted_text,
)
from lms.catalog.rules import MOST_TYPED, Citation
from lms.core.errors import DomainError
from lms.core.text import LANGUAGES, Text, is_one_line

ChoiceType = Literal["single_choice", "multiple_response", "true_false"]
QuestionType = Literal[
    "single_choice", "multiple_response", "true_false", "matching", "ordering",
    "short_answer", "numeric",
]  # fmt: skip
Use = Literal["unit", "test", "both"]

TRUE = Text(ar="صواب", ckb="ڕاستە", en="True")
FALSE = Text(ar="خطأ", ckb="هەڵەیە", en="False")


class InvalidQuestion(DomainError):
    """A question's body does not have the shape of its type."""

    code = "invalid_question"


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question as a package gives it to the bank; `body` is plain JSON, as in the package.

    unit_key: the unit it asks about ('u03'), also for the course test's own items.
    """

    key: str
    type: QuestionType
    body: Mapping[str, Any]
    unit_key: str
    objective: str
    use: Use = "unit"
    is_absolute: bool = False

    @property
    def content_hash(self) -> str:
        """SHA-256 of type and body: equal questions are one version."""
        content = {"type": self.type, "body": self.body}
        plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """A text with a key: an option to match, or a line to put in order."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose, with what is said to who chose it."""

    key: str
    text: Text
    is_right: bool
    feedback: Text | None = None


@dataclass(frozen=True, slots=True)
class Stem:
    """A line to match, and the key of the option that belongs to it."""

    key: str
    text: Text
    match: str


@dataclass(frozen=True, slots=True)
class _Common:
    text: Text
    explanation: Text | None
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ChoiceQuestion(_Common):
    """Choose one, choose all that are right, or true and false as options of those keys."""

    options: tuple[Option, ...]
    type: ChoiceType


@dataclass(frozen=True, slots=True)
class MatchingQuestion(_Common):
    """Give each stem its option; some options are left over."""

    stems: tuple[Stem, ...]
    options: tuple[Line, ...]
    type: Literal["matching"] = field(default="matching")


@dataclass(frozen=True, slots=True)
class OrderingQuestion(_Common):
    """Put the items in order; they are held in the right one."""

    items: tuple[Line, ...]
    type: Literal["ordering"] = field(default="ordering")


@dataclass(frozen=True, slots=True)
class ShortAnswerQuestion(_Common):
    """Type a text; the best answer whose pattern it fits counts, in whatever language."""

    answers: tuple[AcceptedText, ...]
    folding: Folding
    type: Literal["short_answer"] = field(default="short_answer")


@dataclass(frozen=True, slots=True)
class NumericQuestion(_Common):
    """Type a number; the best answer that it is near enough to counts."""

    answers: tuple[AcceptedNumber, ...]
    type: Literal["numeric"] = field(default="numeric")


TypedQuestion = ShortAnswerQuestion | NumericQuestion
Question = ChoiceQuestion | MatchingQuestion | OrderingQuestion | TypedQuestion


def read_question(kind: str, body: Mapping[str, Any]) -> Question:
    """The typed question in a body. Raises InvalidQuestion."""
    try:
        question = _read(kind, body)
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise InvalidQuestion(f"{kind}: {error!r}", type=kind) from error
    problem = _problem(question)
    if problem:
        raise InvalidQuestion(problem, type=kind)
    return question


def _read(kind: str, body: Mapping[str, Any]) -> Question:
    common = (
        Text.from_mapping(body["text"]),
        _text(body.get("explanation")),
        read_citations(body.get("sources", ())),
    )
    if kind == "single_choice":
        return ChoiceQuestion(*common, tuple(map(_option, body["options"])), "single_choice")
    if kind == "multiple_response":
        return ChoiceQuestion(*common, tuple(map(_option, body["options"])), "multiple_response")
    if kind == "true_false":
        return ChoiceQuestion(*common, _true_and_false(body), "true_false")
    if kind == "matching":
        return MatchingQuestion(
            *common, tuple(map(_stem, body["stems"])), tuple(map(_line, body["options"]))
        )
    if kind == "ordering":
        return OrderingQuestion(*common, tuple(map(_line, body["items"])))
    if kind == "short_answer":
        return ShortAnswerQuestion(*common, *_accepted_texts(body))
    if kind == "numeric":
        return NumericQuestion(*common, tuple(map(accepted_number, body["answers"])))
    raise InvalidQuestion(f"unknown type {kind}", type=kind)


def read_citations(found: Sequence[Mapping[str, Any]]) -> tuple[Citation, ...]:
    """The citations of a package's `sources` list."""
    return tuple(Citation(each["source"], each.get("article")) for each in found)


def _text(found: Mapping[str, str] | None) -> Text | None:
    return Text.from_mapping(found) if found else None


def _line(found: Mapping[str, Any]) -> Line:
    return Line(found["key"], Text.from_mapping(found["text"]))


def _stem(found: Mapping[str, Any]) -> Stem:
    return Stem(found["key"], Text.from_mapping(found["text"]), found["match"])


def _option(found: Mapping[str, Any]) -> Option:
    return Option(
        key=found["key"],
        text=Text.from_mapping(found["text"]),
        is_right=bool(found.get("correct", False)),
        feedback=_text(found.get("feedback")),
    )


def _accepted_texts(body: Mapping[str, Any]) -> tuple[tuple[AcceptedText, ...], Folding]:
    folding = Folding(
        keeps_spelling=not body.get("fold", True), keeps_case=bool(body.get("case", False))
    )
    return tuple(accepted_text(each, folding) for each in body["answers"]), folding


def _true_and_false(body: Mapping[str, Any]) -> tuple[Option, ...]:
    is_true = bool(body["answer"])
    return (
        Option("true", TRUE, is_true, _text(body.get("feedback_true"))),
        Option("false", FALSE, not is_true, _text(body.get("feedback_false"))),
    )


def _problem(question: Question) -> str:
    """Why nobody could answer the question, or nothing."""
    lines: tuple[Line | Option, ...]
    if isinstance(question, TypedQuestion):
        return _typed_problem(question)
    if isinstance(question, OrderingQuestion):
        lines, least = question.items, 2
    else:
        lines, least = question.options, 2
    if len(lines) < least or len({line.key for line in lines}) < len(lines):
        return "two lines or more are needed, with different keys"
    if isinstance(question, ChoiceQuestion):
        right = sum(option.is_right for option in question.options)
        is_wrong_count = right < 1 or (question.type != "multiple_response" and right > 1)
        return "not the right number of right options" if is_wrong_count else ""
    if isinstance(question, MatchingQuestion):
        known = {line.key for line in lines}
        stems = {stem.key for stem in question.stems}
        is_broken = len(stems) < max(1, len(question.stems)) or any(
            stem.match not in known for stem in question.stems
        )
        return "a stem has no option of its own, or no key" if is_broken else ""
    return ""


def _typed_problem(question: TypedQuestion) -> str:
    answers = question.answers
    if not answers or len({each.key for each in answers}) < len(answers):
        return "an answer or more is needed, with different keys"
    if answers[0].fraction != 1 or not all(0 <= each.fraction <= 1 for each in answers):
        return "the first answer earns all, and none more than that"
    if isinstance(question, NumericQuestion):
        is_empty = any(each.low > each.high for each in question.answers)
        return "an answer from a greater number to a smaller one" if is_empty else ""
    return "" if all(map(_is_typeable, question.answers)) else "nobody could type an answer"


def _is_typeable(answer: AcceptedText) -> bool:
    texts = (answer.text.in_(language).strip() for language in LANGUAGES)
    return (
        all(is_one_line(text, most=MOST_TYPED) for text in texts) and ("",) not in answer.patterns
    )
