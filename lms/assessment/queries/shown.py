"""A question as its macro prints it, in one language and an attempt's own order."""

from __future__ import annotations

from dataclasses import dataclass

from lms.assessment.queries.attempts import Slot
from lms.assessment.rules.questions import (
    ChoiceQuestion,
    EssayQuestion,
    EvidenceQuestion,
    MarkedQuestion,
    MatchingQuestion,
    OrderingQuestion,
    Question,
    TypedQuestion,
)
from lms.assessment.rules.responses import Response
from lms.assessment.rules.writing import word_count


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One option, stem or item in the language of the page."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Writing:
    """What a text to write is asked to be, and how many words stand there."""

    min_words: int | None
    max_words: int | None
    words: int
    template: str


@dataclass(frozen=True, slots=True)
class Filing:
    """Which files answer a question. accept: of image and text."""

    accept: tuple[str, ...]
    max_files: int
    max_kilobytes: int


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as its macro prints it, lines in the attempt's own order."""

    type: str
    text: str
    options: tuple[ShownLine, ...] = ()
    stems: tuple[ShownLine, ...] = ()
    items: tuple[ShownLine, ...] = ()
    is_typed: bool = False
    hint: str | None = None
    writing: Writing | None = None
    filing: Filing | None = None


def shown(question: Question, slot: Slot, language: str, response: Response) -> ShownQuestion:
    """The question in one language and the attempt's order; an ordering in the order answered."""
    text, order = question.text.in_(language), slot.arrangement
    if isinstance(question, TypedQuestion):
        return ShownQuestion(question.type, text, is_typed=True)
    if isinstance(question, EssayQuestion | EvidenceQuestion):
        return shown_to_mark(question, text, language, response)
    if isinstance(question, OrderingQuestion):
        lines = {item.key: ShownLine(item.key, item.text.in_(language)) for item in question.items}
        keys = list(response) or list(order.items)
        return ShownQuestion(question.type, text, items=tuple(lines[key] for key in keys))
    if not isinstance(question, ChoiceQuestion | MatchingQuestion):
        return ShownQuestion(question.type, text)
    options = {each.key: ShownLine(each.key, each.text.in_(language)) for each in question.options}
    lines_in_order = tuple(options[key] for key in order.options)
    if isinstance(question, ChoiceQuestion):
        return ShownQuestion(question.type, text, options=lines_in_order)
    stems = {stem.key: ShownLine(stem.key, stem.text.in_(language)) for stem in question.stems}
    in_order = tuple(stems[key] for key in order.stems)
    return ShownQuestion(question.type, text, options=lines_in_order, stems=in_order)


def shown_to_mark(
    question: MarkedQuestion, text: str, language: str, response: Response
) -> ShownQuestion:
    """What a trainer will mark: a text to write, or files to give."""
    if isinstance(question, EvidenceQuestion):
        filing = Filing(question.accept, question.max_files, question.max_kilobytes)
        return ShownQuestion(question.type, text, filing=filing)
    template = question.template.in_(language) if question.template else ""
    written = str(response) if response else ""
    writing = Writing(question.min_words, question.max_words, word_count(written), template)
    return ShownQuestion(question.type, text, is_typed=True, writing=writing)


def is_full(question: Question, response: Response) -> bool:
    """Whether an answer is complete: every stem of a matching question has its option."""
    if isinstance(question, MatchingQuestion):
        return len(response) == len(question.stems)
    return bool(response)
