"""Typed answers that somebody could type, the first of them fully right."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lms.catalog.package.checks.unique import repeated
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.questions import (
    NumberAnswerShape,
    NumberBlank,
    Numeric,
    ShortAnswer,
    TextAnswerShape,
    TextBlank,
)
from lms.catalog.package.yaml_file import Document, Place
from lms.catalog.rules import MOST_TYPED
from lms.core.text import LANGUAGES, fold, is_one_line

ALL_RIGHT = 100
FIELDS = {"absolute": ("value",), "relative": ("value",), "range": ("min", "max"), "any": ()}
FOREIGN = {
    "absolute": ("min", "max"),
    "relative": ("min", "max"),
    "range": ("value", "tolerance"),
    "any": ("value", "tolerance", "min", "max"),
}


def typed_problems(
    document: Document, at: Place, question: ShortAnswer | Numeric | TextBlank | NumberBlank
) -> Iterator[Problem]:
    """What is wrong with the answers of the question or gap at place `at` of its file."""
    yield from repeated(document, (*at, "answers"), question.answers)
    if Decimal(question.answers[0].fraction) != ALL_RIGHT:
        words = "the first answer is the right one; write fraction: 100"
        yield document.problem((*at, "answers", 0, "fraction"), words)
    if isinstance(question, Numeric | NumberBlank):
        yield from _numbers_problems(document, at, question)
        return
    for number, text in enumerate(question.answers):
        place = (*at, "answers", number)
        yield from _pattern_problems(document, place, text, is_first=number == 0)


def _numbers_problems(
    document: Document, at: Place, question: Numeric | NumberBlank
) -> Iterator[Problem]:
    for number, answer in enumerate(question.answers):
        yield from _number_problems(document, (*at, "answers", number), answer)
    if question.answers[0].kind == "any":
        words = "the first answer is shown as the right one; write a number"
        yield document.problem((*at, "answers", 0, "kind"), words)
    if isinstance(question, Numeric):
        yield from _unit_problems(document, at, question)


def _unit_problems(document: Document, at: Place, question: Numeric) -> Iterator[Problem]:
    for number, unit in enumerate(question.units):
        place = (*at, "units", number)
        if number == 0 and Decimal(unit.per_base) != 1:
            words = 'the numbers are in the first unit; write per_base: "1" or leave it out'
            yield document.problem((*place, "per_base"), words)
        if Decimal(unit.per_base) == 0:
            yield document.problem(
                (*place, "per_base"), "zero; write how many make one of the first"
            )
        for language in LANGUAGES:
            if not fold(unit.text.in_(language)):
                words = "nothing is left of this when it is compared; write letters or a sign"
                yield document.problem((*place, "text", language), words)
    if question.unit_needed and not question.units:
        yield document.problem((*at, "unit_needed"), "no unit is listed; write `units`")


def _pattern_problems(
    document: Document, place: Place, answer: TextAnswerShape, *, is_first: bool
) -> Iterator[Problem]:
    for language in LANGUAGES:
        pattern = answer.text.in_(language)
        words = None
        if not is_one_line(pattern.strip(), most=MOST_TYPED):
            words = f"nobody can type this; write one line of at most {MOST_TYPED} characters"
        elif not fold(pattern):
            words = "nothing is left of this when it is compared; write letters or digits"
        elif is_first and not pattern.replace("*", "").strip():
            words = "the first answer is shown as the right one; write more than *"
        if words:
            yield document.problem((*place, "text", language), words)


def _number_problems(
    document: Document, place: Place, answer: NumberAnswerShape
) -> Iterator[Problem]:
    for field in FIELDS[answer.kind]:
        if getattr(answer, field) is None:
            words = f"is missing; an answer of kind {answer.kind} needs it"
            yield document.problem((*place, field), words)
    for field in FOREIGN[answer.kind]:
        if getattr(answer, field) is not None:
            words = f"an answer of kind {answer.kind} has no {field}; remove it"
            yield document.problem((*place, field), words)
    low, high = answer.min, answer.max
    if low is not None and high is not None and Decimal(low) > Decimal(high):
        yield document.problem((*place, "max"), f"smaller than min; write {low} or more")
