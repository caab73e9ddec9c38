"""A question as its macro prints it, in one language and an attempt's own order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from lms.assessment.queries.attempts import Slot
from lms.assessment.rules.pictures import ShownPicture, picture_in
from lms.assessment.rules.questions import (
    Blank,
    ChoiceBlank,
    ChoiceQuestion,
    ClozeQuestion,
    DescriptionQuestion,
    EssayQuestion,
    EvidenceQuestion,
    HotspotQuestion,
    LikertQuestion,
    Line,
    MatchingQuestion,
    NumberBlank,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Question,
    Region,
    ShortAnswerQuestion,
    Stem,
)
from lms.assessment.rules.responses import Response
from lms.assessment.rules.typed import AcceptedNumber
from lms.assessment.rules.writing import word_count


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One option, stem, item or region in the language of the page."""

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
class ShownGap:
    """A gap in a text. number: from 1, as the text is read; options: none where one types."""

    key: str
    number: int
    options: tuple[ShownLine, ...] = ()
    is_number: bool = False
    may_be_negative: bool = False


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as its macro prints it, lines in the attempt's own order.

    parts: a text's words and gaps in turn. choose: how many to choose, where the page says so:
    exactly that many options, or at most that many regions. units: what may stand with a number.
    """

    type: str
    text: str
    options: tuple[ShownLine, ...] = ()
    stems: tuple[ShownLine, ...] = ()
    items: tuple[ShownLine, ...] = ()
    parts: tuple[str | ShownGap, ...] = ()
    picture: ShownPicture | None = None
    choose: int = 0
    units: tuple[str, ...] = ()
    is_unit_needed: bool = False
    may_be_negative: bool = False
    is_typed: bool = False
    hint: str | None = None
    writing: Writing | None = None
    filing: Filing | None = None

    @property
    def gaps(self) -> tuple[ShownGap, ...]:
        """The gaps of a text, in the order of reading."""
        return tuple(part for part in self.parts if isinstance(part, ShownGap))


def shown(question: Question, slot: Slot, language: str, response: Response) -> ShownQuestion:
    """The question in one language and the attempt's order; an ordering in the order answered."""
    bare = ShownQuestion(question.type, question.text.in_(language))
    if isinstance(question, EssayQuestion):
        return replace(bare, is_typed=True, writing=_writing(question, language, response))
    if isinstance(question, EvidenceQuestion):
        limits = question.max_files, question.max_kilobytes
        return replace(bare, filing=Filing(question.accept, *limits))
    if isinstance(question, OrderingQuestion):
        keys = list(response) or list(slot.arrangement.items)
        return replace(bare, items=_in_order(question.items, keys, language))
    show = SHOWN.get(type(question))
    return show(bare, question, slot, language) if show else bare


def _choice(
    bare: ShownQuestion, question: ChoiceQuestion, slot: Slot, language: str
) -> ShownQuestion:
    options = _in_order(question.options, slot.arrangement.options, language)
    right = sum(option.is_right for option in question.options)
    return replace(bare, options=options, choose=right if question.says_count else 0)


def _matching(
    bare: ShownQuestion, question: MatchingQuestion, slot: Slot, language: str
) -> ShownQuestion:
    options = _in_order(question.options, slot.arrangement.options, language)
    return replace(
        bare, options=options, stems=_in_order(question.stems, slot.arrangement.stems, language)
    )


def _short_answer(
    bare: ShownQuestion, _question: ShortAnswerQuestion, _slot: Slot, _language: str
) -> ShownQuestion:
    return replace(bare, is_typed=True)


def _numeric(
    bare: ShownQuestion, question: NumericQuestion, _slot: Slot, language: str
) -> ShownQuestion:
    return replace(
        bare,
        is_typed=True,
        units=tuple(unit.text.in_(language) for unit in question.units),
        is_unit_needed=question.is_unit_needed,
        may_be_negative=may_be_negative(question.answers),
    )


def _cloze(
    bare: ShownQuestion, question: ClozeQuestion, _slot: Slot, language: str
) -> ShownQuestion:
    number = {blank.key: n for n, blank in enumerate(question.blanks_in(language), start=1)}
    parts = (
        part if isinstance(part, str) else _gap(part, number[part.key], language)
        for part in question.parts_in(language)
    )
    return replace(bare, parts=tuple(parts))


def _gap(blank: Blank, number: int, language: str) -> ShownGap:
    if isinstance(blank, ChoiceBlank):
        return ShownGap(blank.key, number, _lines(blank.options, language))
    if isinstance(blank, NumberBlank):
        return ShownGap(
            blank.key, number, is_number=True, may_be_negative=may_be_negative(blank.answers)
        )
    return ShownGap(blank.key, number)


def _hotspot(
    bare: ShownQuestion, question: HotspotQuestion, _slot: Slot, language: str
) -> ShownQuestion:
    return replace(
        bare,
        options=_lines(question.regions, language),
        picture=picture_in(question, language),
        choose=question.choose,
    )


def _likert(
    bare: ShownQuestion, question: LikertQuestion, _slot: Slot, language: str
) -> ShownQuestion:
    return replace(bare, options=_lines(question.scale, language))


SHOWN: dict[type[Any], Callable[[ShownQuestion, Any, Slot, str], ShownQuestion]] = {
    ChoiceQuestion: _choice,
    MatchingQuestion: _matching,
    ShortAnswerQuestion: _short_answer,
    NumericQuestion: _numeric,
    ClozeQuestion: _cloze,
    HotspotQuestion: _hotspot,
    LikertQuestion: _likert,
}
Keyed = Line | Option | Stem | Region


def _lines(lines: Iterable[Keyed], language: str) -> tuple[ShownLine, ...]:
    return tuple(ShownLine(line.key, line.text.in_(language)) for line in lines)


def _in_order(lines: Sequence[Keyed], keys: Iterable[str], language: str) -> tuple[ShownLine, ...]:
    by_key = {line.key: line for line in _lines(lines, language)}
    return tuple(by_key[key] for key in keys)


def may_be_negative(answers: Iterable[AcceptedNumber]) -> bool:
    """Whether a number that somebody is told something about is below nothing.

    Some phones' keyboards for decimals have no minus: there the whole keyboard is needed.
    """
    return any(each.low is not None and each.low < 0 for each in answers)


def _writing(question: EssayQuestion, language: str, response: Response) -> Writing:
    """What a text is asked to be, and how long it is."""
    template = question.template.in_(language) if question.template else ""
    written = str(response) if response else ""
    return Writing(question.min_words, question.max_words, word_count(written), template)


def is_full(question: Question, response: Response) -> bool:
    """Whether an answer is complete: every stem has its option, every gap is filled.

    Where nothing is asked nothing is missing.
    """
    if isinstance(question, DescriptionQuestion):
        return True
    if isinstance(question, MatchingQuestion):
        return len(response) == len(question.stems)
    if isinstance(question, ClozeQuestion):
        return len(cast("dict[str, str]", response)) == len(question.blanks)
    return bool(response)
