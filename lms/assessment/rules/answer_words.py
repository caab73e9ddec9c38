"""Answers as lines to read, in one language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import cast

from lms.assessment.rules.grading import (
    ALL_RIGHT,
    NONE_RIGHT,
    best_accepted,
    chosen_option,
    grade,
    right_response,
)
from lms.assessment.rules.questions import (
    Blank,
    ChoiceBlank,
    ChoiceQuestion,
    ClozeQuestion,
    EssayQuestion,
    HotspotQuestion,
    LikertQuestion,
    Line,
    MarkedQuestion,
    MatchingQuestion,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Question,
    Region,
    TypedQuestion,
    UngradedQuestion,
)
from lms.assessment.rules.responses import Response
from lms.assessment.rules.typed import Accepted
from lms.core.text import Text

NO_ANSWER = "…"
FSI, PDI = "\u2068", "\u2069"  # what stands between is read in the direction of its own script


def answer_words(question: Question, response: Response, language: str) -> tuple[str, ...]:
    """An answer as lines to read: options, `stem: option` pairs, lines in order, what was typed."""
    if not response:
        return ()
    if isinstance(question, TypedQuestion | EssayQuestion):
        return (str(response),)
    if isinstance(question, MatchingQuestion):
        return _pairs(question, cast("dict[str, str]", response), language)
    if isinstance(question, ClozeQuestion):
        given = cast("dict[str, str]", response)
        blanks = question.blanks_in(language)
        return _gaps([_said(each, given.get(each.key), language) for each in blanks])
    if isinstance(question, OrderingQuestion):
        lines = {item.key: item.text.in_(language) for item in question.items}
        return tuple(f"{place}. {lines[key]}" for place, key in enumerate(response, start=1))
    chosen = set(response)
    return tuple(
        words
        for words, each in zip(line_words(question, language), lines_of(question), strict=True)
        if each.key in chosen
    )


def right_words(question: Question, language: str) -> tuple[str, ...]:
    """The fully right answer as lines to read; what is looked at where a trainer marks."""
    if isinstance(question, TypedQuestion):
        return (accepted_text(question.answers[0], question, language),)
    if isinstance(question, ClozeQuestion):
        return _gaps([_right(blank, language) for blank in question.blanks_in(language)])
    if isinstance(question, MarkedQuestion):
        return tuple(criterion.text.in_(language) for criterion in question.rubric)
    return answer_words(question, right_response(question), language)


def accepted_words(question: Question, language: str) -> tuple[str, ...]:
    """Every answer that earns something, those that do not earn all with their share."""
    if not isinstance(question, TypedQuestion):
        return right_words(question, language)
    return tuple(
        accepted_text(each, question, language) + _share_words(each.fraction)
        for each in question.answers
        if each.fraction
    )


def offered_words(question: Question, language: str) -> tuple[str, ...]:
    """What there is to choose from or to put in order, each with the share it earns, if a part."""
    if isinstance(question, MatchingQuestion):
        return tuple(option.text.in_(language) for option in question.options)
    if isinstance(question, OrderingQuestion):
        return tuple(item.text.in_(language) for item in question.items)
    words = line_words(question, language)
    if isinstance(question, ChoiceQuestion):
        return tuple(map(_with_share, words, question.options))
    return words


def gap_words(blank: Blank, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a gap offers, nothing where one types; and what earns something in it."""
    if isinstance(blank, ChoiceBlank):
        texts = [option.text.in_(language) for option in blank.options]
        return tuple(map(_with_share, texts, blank.options)), (_right(blank, language),)
    return (), tuple(
        each.words_in(language) + _share_words(each.fraction)
        for each in blank.answers
        if each.fraction
    )


def unit_words(question: Question, language: str) -> tuple[str, ...]:
    """The units that may stand with a number, as in `1000 m = 1 km`."""
    if not isinstance(question, NumericQuestion) or not question.units:
        return ()
    first, *others = question.units
    base = first.text.in_(language)
    return (
        base,
        *(f"{float(unit.per_base):.12g} {unit.text.in_(language)} = 1 {base}" for unit in others),
    )


def _with_share(words: str, option: Option) -> str:
    """An option with what it earns by weights; nothing more for all or nothing."""
    return words if option.share in (NONE_RIGHT, ALL_RIGHT) else words + _share_words(option.share)


def accepted_text(answer: Accepted, question: TypedQuestion, language: str) -> str:
    """What may be typed, with the unit where there is one."""
    units = getattr(question, "units", ())
    unit = f" {units[0].text.in_(language)}" if units else ""
    return answer.words_in(language) + unit


def _share_words(share: Fraction) -> str:
    """` (33.33 %)`: exact, or cut to two decimals; nothing for all."""
    return "" if share == 1 else f" ({float(share * 100):.4g} %)"


def lines_of(question: Question) -> Sequence[Option | Region | Line]:
    """What may be chosen, where something is chosen from a list."""
    if isinstance(question, ChoiceQuestion):
        return question.options
    if isinstance(question, HotspotQuestion):
        return question.regions
    return question.scale if isinstance(question, LikertQuestion) else ()


def line_words(question: Question, language: str) -> tuple[str, ...]:
    """The lines to choose from; regions with the numbers that they have on the picture."""
    texts = [each.text.in_(language) for each in lines_of(question)]
    if isinstance(question, HotspotQuestion):
        texts = [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
    return tuple(texts)


def _pairs(question: MatchingQuestion, given: Mapping[str, str], language: str) -> tuple[str, ...]:
    options = {option.key: option.text.in_(language) for option in question.options}
    arrow = "→" if language == "en" else "←"  # the way of reading; bidi does not turn it
    return tuple(
        f"{stem.text.in_(language)} {arrow} {options[given[stem.key]]}"
        for stem in question.stems
        if stem.key in given
    )


def _gaps(words: Sequence[str]) -> tuple[str, ...]:
    """One line for each gap; where there are more, numbered, and each in its own direction."""
    if len(words) == 1:
        return tuple(words)
    return tuple(f"{number}. {FSI}{each}{PDI}" for number, each in enumerate(words, start=1))


def _said(blank: Blank, given: str | None, language: str) -> str:
    if not given:
        return NO_ANSWER
    option = chosen_option(blank, given) if isinstance(blank, ChoiceBlank) else None
    return option.text.in_(language) if option else given


def _right(blank: Blank, language: str) -> str:
    if isinstance(blank, ChoiceBlank):
        return next(option.text.in_(language) for option in blank.options if option.is_right)
    return blank.answers[0].words_in(language)


def notes_on(question: Question, response: Response, language: str) -> tuple[str, ...]:
    """What the package says to who chose an option, or typed what fits an answer."""
    verdict = _verdict_note(question, response)
    last = (verdict.in_(language),) if verdict else ()
    if isinstance(question, ClozeQuestion):
        return (*_gap_notes(question, cast("dict[str, str]", response or {}), language), *last)
    return (*(note.in_(language) for note in _notes(question, response) if note), *last)


def _gap_notes(question: ClozeQuestion, given: Mapping[str, str], language: str) -> Iterator[str]:
    """What is said to each gap, with its number where there are more."""
    blanks = question.blanks_in(language)
    for number, blank in enumerate(blanks, start=1):
        note = _blank_note(blank, given.get(blank.key, ""))
        if note:
            words = note.in_(language)
            yield words if len(blanks) == 1 else f"{number}. {words}"


def _notes(question: Question, response: Response) -> Iterator[Text | None]:
    if isinstance(question, TypedQuestion):
        best = best_accepted(question, str(response)) if response else None
        yield best.feedback if best else None
    elif isinstance(question, ChoiceQuestion | HotspotQuestion):
        chosen: Collection[str] = response
        for each in question.options if isinstance(question, ChoiceQuestion) else question.regions:
            yield each.feedback if each.key in chosen else None


def _blank_note(blank: Blank, given: str) -> Text | None:
    found: Option | Accepted | None
    if isinstance(blank, ChoiceBlank):
        found = chosen_option(blank, given)
    else:
        found = best_accepted(blank, given) if given else None
    return found.feedback if found else None


def _verdict_note(question: Question, response: Response) -> Text | None:
    """What is said to an answer that is wholly, partly, or not at all right."""
    if isinstance(question, UngradedQuestion):
        return None
    part = grade(question, response)
    if part is None:
        return None
    if part == ALL_RIGHT:
        return question.feedback.correct
    return question.feedback.partial if part > NONE_RIGHT else question.feedback.incorrect
