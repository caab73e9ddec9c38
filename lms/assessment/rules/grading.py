"""How much of a question an answer gets right, exactly.

Source: spec/attempts.md, "Question types".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import cast

from lms.assessment.rules.questions import (
    Blank,
    ChoiceBlank,
    ChoiceQuestion,
    ClozeQuestion,
    FilledField,
    HotspotQuestion,
    MarkedQuestion,
    MatchingQuestion,
    MaybeOption,
    NumberField,
    NumericQuestion,
    OrderingQuestion,
    Question,
    TypedField,
    TypedQuestion,
    UngradedQuestion,
)
from lms.assessment.rules.responses import Response, canonical_response, number_typed
from lms.assessment.rules.typed import (
    Accepted,
    AcceptedText,
    MaybeAccepted,
    is_fitting,
)

Part = Fraction | None  # of a question; nothing until a trainer has marked it
NONE_RIGHT, ALL_RIGHT = Fraction(0), Fraction(1)


def grade(question: Question, response: object) -> Part:
    """The part of the question that is right, from 0 to 1; None until a trainer has marked it.

    No answer earns nothing, and neither does what is never graded. Raises InvalidResponse.
    """
    answer = canonical_response(question, response)
    if not answer or isinstance(question, UngradedQuestion):
        return NONE_RIGHT
    if isinstance(question, MarkedQuestion):
        return None
    if isinstance(question, TypedQuestion):
        return accepted_share(best_accepted(question, cast(str, answer)))
    if isinstance(question, MatchingQuestion):
        pairs = cast("dict[str, str]", answer)
        right = sum(pairs.get(stem.key) == stem.match for stem in question.stems)
        return Fraction(right, len(question.stems))
    if isinstance(question, ClozeQuestion):
        return _filled(question, cast("dict[str, str]", answer))
    if isinstance(question, OrderingQuestion):
        return ORDERED[question.grading](_places(question, answer))
    if isinstance(question, HotspotQuestion):
        return _hits(question, answer)
    return _chosen(question, answer)


def right_response(question: Question) -> Response:
    """An answer that is fully right; empty where a trainer marks, or nothing is graded."""
    if isinstance(question, TypedQuestion):
        return right_words(question)
    if isinstance(question, MatchingQuestion):
        return {stem.key: stem.match for stem in question.stems}
    if isinstance(question, ClozeQuestion):
        return {blank.key: right_words(blank) for blank in question.blanks}
    if isinstance(question, OrderingQuestion):
        return [item.key for item in question.items]
    if isinstance(question, HotspotQuestion):
        return [region.key for region in question.regions if region.is_right]
    if isinstance(question, ChoiceQuestion):
        return [option.key for option in question.options if option.is_right]
    return []


def right_words(asked: FilledField) -> str:
    """What is fully right in one field: the key of an option, or a text to type."""
    if isinstance(asked, ChoiceBlank):
        return next(option.key for option in asked.options if option.is_right)
    example = asked.answers[0].example
    if isinstance(asked, NumericQuestion) and asked.units:
        return f"{example} {asked.units[0].text.ar}"
    return example


def blank_share(blank: Blank, given: str) -> Fraction:
    """The part of a gap that is right."""
    if isinstance(blank, ChoiceBlank):
        return option_share(chosen_option(blank, given))
    return accepted_share(best_accepted(blank, given))


def chosen_option(blank: ChoiceBlank, key: str) -> MaybeOption:
    """The option that a gap was filled with."""
    return next((option for option in blank.options if option.key == key), None)


def option_share(option: MaybeOption) -> Fraction:
    """What a chosen option earns; below nothing is nothing."""
    return max(NONE_RIGHT, option.share) if option else NONE_RIGHT


def best_accepted(asked: TypedField, typed: str) -> MaybeAccepted:
    """The accepted answer that a typed one fits and that earns most; the first of equals."""
    fitting: list[Accepted] = []
    if isinstance(asked, NumberField):
        number = number_typed(asked, typed)
        if number is not None:
            fitting += (each for each in asked.answers if each.has(number))
    else:
        folded = asked.folding.of(typed)
        fitting += (each for each in asked.answers if _is_any_fitting(each, folded))
    return max(fitting, key=lambda each: each.fraction, default=None)


def _is_any_fitting(answer: AcceptedText, folded: str) -> bool:
    return any(is_fitting(parts, folded) for parts in answer.patterns)


def accepted_share(answer: MaybeAccepted) -> Fraction:
    """What a typed answer earns."""
    return answer.fraction if answer else NONE_RIGHT


def _filled(question: ClozeQuestion, given: dict[str, str]) -> Fraction:
    """The mean of the gaps by their weights."""
    earned = sum(
        blank.weight * blank_share(blank, given.get(blank.key, "")) for blank in question.blanks
    )
    return Fraction(earned) / sum(blank.weight for blank in question.blanks)


def _places(question: OrderingQuestion, order: Collection[str]) -> list[int]:
    """The right place of each line, in the order given, from 0."""
    place = {item.key: number for number, item in enumerate(question.items)}
    return [place[key] for key in order]


def _neighbours(places: Sequence[int]) -> Fraction:
    """Neighbours in their right order, of all neighbours."""
    right = sum(second - first == 1 for first, second in pairwise(places))
    return Fraction(right, len(places) - 1)


def _exactly(places: Sequence[int]) -> Fraction:
    """All when every line stands in its place, else nothing."""
    return Fraction(list(places) == sorted(places))


def _longest(places: Sequence[int]) -> Fraction:
    """The most lines that stand in the right order among themselves, of all lines."""
    tails: list[int] = []  # the smallest place that a run of each length can end with
    for place in places:
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
    return Fraction(len(tails), len(places))


ORDERED = {"adjacent": _neighbours, "exact": _exactly, "longest": _longest}


def _hits(question: HotspotQuestion, chosen: Collection[str]) -> Fraction:
    right = {region.key for region in question.regions if region.is_right}
    return _less_the_wrong(right, len(question.regions), chosen)


def _chosen(question: ChoiceQuestion, chosen: Collection[str]) -> Fraction:
    """By its grading: the weights of what was chosen, all of it or nothing, or a share."""
    return CHOSEN[question.grading](question, chosen)


def _weights(question: ChoiceQuestion, chosen: Collection[str]) -> Fraction:
    total = sum(option.share for option in question.options if option.key in chosen)
    return max(NONE_RIGHT, Fraction(total))


def _all_or_nothing(question: ChoiceQuestion, chosen: Collection[str]) -> Fraction:
    right = {option.key for option in question.options if option.is_right}
    return Fraction(set(chosen) == right)


def _partial_floor0(question: ChoiceQuestion, chosen: Collection[str]) -> Fraction:
    right = {option.key for option in question.options if option.is_right}
    return _less_the_wrong(right, len(question.options), chosen)


CHOSEN = {
    "weights": _weights,
    "all_or_nothing": _all_or_nothing,
    "partial_floor0": _partial_floor0,
}


def _less_the_wrong(right: set[str], count: int, chosen: Collection[str]) -> Fraction:
    """The share of right ones chosen less the share of wrong ones, 0 at least."""
    hits = sum(key in right for key in chosen)
    misses = len(chosen) - hits
    lost = Fraction(misses, count - len(right)) if misses else NONE_RIGHT
    return max(NONE_RIGHT, Fraction(hits, len(right)) - lost)
