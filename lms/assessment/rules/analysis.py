"""How a question did in a quiz, by the formulas of Moodle's quiz statistics. Pure.

Shares are percentages. Source: docs.moodle.org, "Quiz statistics calculations"; its effective
weight is left out: it compares places in a quiz, and here each attempt draws its own questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from lms.assessment.rules.questions import (
    Blank,
    ChoiceBlank,
    ChoiceQuestion,
    ClozeQuestion,
    HotspotQuestion,
    MatchingQuestion,
    Option,
    OrderingQuestion,
    Question,
    Region,
    TypedQuestion,
    UngradedQuestion,
)
from lms.assessment.rules.typed import Accepted, AcceptedNumber

ANYTHING = ("", "")  # the pattern `*`, parted at its stars
FEWEST_ANSWERS = 10  # fewer say more about who answered than about the question


@dataclass(frozen=True, slots=True)
class Earned:
    """What one attempt earned at a question, of its points, and in the rest of the quiz."""

    mark: Fraction
    rest: Fraction


@dataclass(frozen=True, slots=True)
class Figures:
    """facility: the mean mark. deviation: the standard deviation of the marks.

    discrimination: how marks go with the rest of the quiz, -100 to 100; efficiency: of what the
    marks' spread allows. Both are nothing where all marks, or all rests, are alike.
    """

    facility: float
    deviation: float
    discrimination: float | None
    efficiency: float | None


def figures_of(earned: Sequence[Earned], points: int) -> Figures | None:
    """The figures of a question; nothing from too few answers, or where nothing is graded."""
    if len(earned) < FEWEST_ANSWERS or not points:
        return None
    marks, rests = [one.mark for one in earned], [one.rest for one in earned]
    spread, rest_spread = covariance(marks, marks), covariance(rests, rests)
    together, most = covariance(marks, rests), covariance(sorted(marks), sorted(rests))
    product = spread * rest_spread
    return Figures(
        facility=float(100 * mean(marks) / points),
        deviation=100 * sqrt(spread) / points,
        discrimination=100 * float(together) / sqrt(product) if product else None,
        efficiency=float(100 * together / most) if most else None,
    )


def mean(values: Sequence[Fraction]) -> Fraction:
    """The arithmetic mean."""
    return sum(values, Fraction(0)) / len(values)


def covariance(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction:
    """The sample's covariance; of a list with itself, its variance."""
    mean_first, mean_second = mean(first), mean(second)
    products = (
        (one - mean_first) * (other - mean_second) for one, other in zip(first, second, strict=True)
    )
    return sum(products, Fraction(0)) / (len(first) - 1)


def guess_score(question: Question) -> Fraction | None:
    """What somebody earns on average who guesses, in percent; nothing where that is not known.

    As in Moodle, what is typed or written cannot be guessed, and any number of ticks has no mean.
    """
    if isinstance(question, UngradedQuestion):
        return None
    if isinstance(question, ChoiceQuestion):
        return None if question.type == "multiple_response" else 100 * _mean_share(question.options)
    if isinstance(question, MatchingQuestion):
        return Fraction(100, len(question.options))
    if isinstance(question, OrderingQuestion):
        # Each place is followed by its right neighbour in one of n orders.
        return Fraction(100, len(question.items)) if question.grading == "adjacent" else None
    if isinstance(question, HotspotQuestion):
        return Fraction(100, len(question.regions)) if question.choose == 1 else None
    if isinstance(question, ClozeQuestion):
        weights = sum(blank.weight for blank in question.blanks)
        total = sum((each.weight * _guessed(each) for each in question.blanks), Fraction(0))
        return total / weights
    if isinstance(question, TypedQuestion):
        return 100 * _any_share(question)
    return Fraction(0)


def _mean_share(options: Sequence[Option]) -> Fraction:
    return sum((max(option.share, Fraction(0)) for option in options), Fraction(0)) / len(options)


def _guessed(blank: Blank) -> Fraction:
    if isinstance(blank, ChoiceBlank):
        return 100 * _mean_share(blank.options)
    return Fraction(0)


def _any_share(question: TypedQuestion) -> Fraction:
    """What anything typed earns, where one of the answers takes it: any number, or `*`."""
    shares = (each.fraction for each in question.answers if _takes_anything(each))
    return max(shares, default=Fraction(0))


def _takes_anything(answer: Accepted) -> bool:
    if isinstance(answer, AcceptedNumber):
        return answer.low is None and answer.high is None
    return ANYTHING in answer.patterns


@dataclass(frozen=True, slots=True)
class Chosen:
    """How often one option was chosen."""

    text: str
    is_right: bool
    count: int


def choices_of(
    question: Question, responses: Iterable[Sequence[str]], language: str
) -> tuple[tuple[Chosen, ...], int]:
    """How often each option was chosen, and how many chose none."""
    lines = _options_of(question)
    counted: Counter[str] = Counter()
    unanswered = 0
    for response in responses:
        counted.update(response)
        unanswered += not response
    if not lines:
        return (), 0
    found = [Chosen(line.text.in_(language), line.is_right, counted[line.key]) for line in lines]
    return tuple(found), unanswered


def _options_of(question: Question) -> Sequence[Option | Region]:
    if isinstance(question, ChoiceQuestion):
        return question.options
    return question.regions if isinstance(question, HotspotQuestion) else ()


def first_finished(attempts: Iterable[tuple[object, int]]) -> set[tuple[object, int]]:
    """Of (whose, number) the first of each: what later tries have practised does not count."""
    first: dict[object, int] = {}
    for whose, number in attempts:
        first[whose] = min(number, first.get(whose, number))
    return set(first.items())
