"""How much of a question an answer gets right, exactly.

Source: spec/attempts.md, "Question types".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from lms.assessment.rules.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    TypedQuestion,
)
from lms.assessment.rules.typed import AcceptedNumber, AcceptedText, is_fitting, number_in
from lms.catalog.rules import MOST_TYPED
from lms.core.errors import DomainError
from lms.core.text import fold, is_one_line

Response = list[str] | dict[str, str] | str
Accepted = AcceptedText | AcceptedNumber
NONE_RIGHT, ALL_RIGHT = Fraction(0), Fraction(1)


class InvalidResponse(DomainError):
    """The answer does not fit its question."""

    code = "invalid_response"


class NotOneLine(InvalidResponse):
    """A typed answer is too long, or holds a control character."""

    code = "not_one_line"


class NotANumber(InvalidResponse):
    """What was typed where a number is asked for cannot be read as one."""

    code = "not_a_number"


def canonical_response(question: Question, response: object) -> Response:
    """The answer in the one form that is stored and compared; empty when none was given.

    Choice and ordering: a list of keys (chosen ones in the question's order; the whole new
    order). Matching: stem key -> option key, for the stems that were given one. Typed: the text
    as it was typed, without spaces around it. Raises InvalidResponse.
    """
    if isinstance(question, TypedQuestion):
        return _typed(question, response)
    if isinstance(question, MatchingQuestion):
        return _matched(question, response or {})
    keys = _keys([] if response is None else response)
    if isinstance(question, OrderingQuestion):
        if keys and set(keys) != {item.key for item in question.items}:
            raise InvalidResponse("an order names every line once")
        return keys
    known = [option.key for option in question.options]
    if not set(keys) <= set(known):
        raise InvalidResponse("no such option")
    if question.type != "multiple_response" and len(keys) > 1:
        raise InvalidResponse("one answer only")
    return [key for key in known if key in keys]


def _keys(response: object) -> list[str]:
    if not isinstance(response, Sequence) or isinstance(response, str | bytes):
        raise InvalidResponse("a list of keys is needed")
    keys = [key for key in response if isinstance(key, str)]
    if len(keys) < len(response) or len(set(keys)) < len(keys):
        raise InvalidResponse("keys are texts, each once")
    return keys


def _matched(question: MatchingQuestion, response: object) -> dict[str, str]:
    if not isinstance(response, Mapping):
        raise InvalidResponse("a map of stems is needed")
    options = {option.key for option in question.options}
    stems = [stem.key for stem in question.stems]
    if not set(response) <= set(stems):
        raise InvalidResponse("no such stem")
    if not all(isinstance(key, str) and key in options for key in response.values()):
        raise InvalidResponse("no such option")
    return {stem: response[stem] for stem in stems if stem in response}


def _typed(question: TypedQuestion, response: object) -> str:
    line = response or ""
    if not isinstance(line, str):
        raise InvalidResponse("a text is needed")
    line = line.strip()
    if not is_one_line(line, most=MOST_TYPED):
        raise NotOneLine
    if not fold(line):
        return ""  # marks alone: nothing that could be seen or compared
    if isinstance(question, NumericQuestion) and number_in(line) is None:
        raise NotANumber
    return line


def right_response(question: Question) -> Response:
    """The answer that is fully right."""
    if isinstance(question, TypedQuestion):
        return question.answers[0].example
    if isinstance(question, MatchingQuestion):
        return {stem.key: stem.match for stem in question.stems}
    if isinstance(question, OrderingQuestion):
        return [item.key for item in question.items]
    return [option.key for option in question.options if option.is_right]


def grade(question: Question, response: object) -> Fraction:
    """The part of the question that is right, from 0 to 1. Raises InvalidResponse."""
    answer = canonical_response(question, response)
    if not answer:
        return NONE_RIGHT
    if isinstance(question, TypedQuestion) and isinstance(answer, str):
        best = best_accepted(question, answer)
        return best.fraction if best else NONE_RIGHT
    if isinstance(question, MatchingQuestion) and isinstance(answer, dict):
        pairs = sum(answer.get(stem.key) == stem.match for stem in question.stems)
        return Fraction(pairs, len(question.stems))
    if isinstance(question, OrderingQuestion):
        return _neighbours(question, list(answer))
    if isinstance(question, ChoiceQuestion):
        return _chosen(question, set(answer))
    raise InvalidResponse("the answer does not fit its question")


def best_accepted(question: TypedQuestion, typed: str) -> Accepted | None:
    """The accepted answer that a typed one fits and that earns most; the first of equals."""
    fitting: list[Accepted]
    if isinstance(question, NumericQuestion):
        number = number_in(typed)
        if number is None:
            return None
        fitting = [each for each in question.answers if each.low <= number <= each.high]
    else:
        folded = question.folding.of(typed)
        fitting = [
            each
            for each in question.answers
            if any(is_fitting(parts, folded) for parts in each.patterns)
        ]
    return max(fitting, key=lambda each: each.fraction, default=None)


def _neighbours(question: OrderingQuestion, order: Sequence[str]) -> Fraction:
    """Neighbours in their right order, of all neighbours."""
    place = {item.key: number for number, item in enumerate(question.items)}
    right = sum(place[second] - place[first] == 1 for first, second in pairwise(order))
    return Fraction(right, len(question.items) - 1)


def _chosen(question: ChoiceQuestion, chosen: set[str]) -> Fraction:
    """`partial_floor0`: the share of right ones chosen less the share of wrong ones, 0 at least."""
    right = {option.key for option in question.options if option.is_right}
    wrong = {option.key for option in question.options} - right
    lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else NONE_RIGHT
    return max(NONE_RIGHT, Fraction(len(chosen & right), len(right)) - lost)
