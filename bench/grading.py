"""Grading an attempt of 25 items, beside a comparison of the same answers with their keys."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from ruamel.yaml import YAML

from lms.assessment.rules.attempts import GradedSlot, judge
from lms.assessment.rules.grading import grade, right_response
from lms.assessment.rules.questions import Question, points_of
from lms.assessment.rules.reading import read_question
from lms.assessment.rules.responses import Response
from tests.assessment.variants import GRADED

ITEMS = 25
ROUNDS = 7
TIMES = 400
COURSE = Path("courses/c01-blue-policing")
Asked = tuple[Question, Response]


def measure() -> None:
    """Print the time of one attempt: of the course's own questions, and of every kind."""
    print(f"\nGrading an attempt of {ITEMS} items, median (range) of {ROUNDS} rounds of {TIMES}:")
    for title, asked in (("course", of_the_course()), ("every kind", of_every_kind())):
        ours = [timed(lambda asked=asked: graded(asked)) for _ in range(ROUNDS)]  # type: ignore[misc]
        bare = [timed(lambda asked=asked: compared(asked)) for _ in range(ROUNDS)]  # type: ignore[misc]
        print(
            f"  {title:<11} ours {spread(ours)} ms   bare comparison {spread(bare)} ms", flush=True
        )


def of_the_course() -> list[Asked]:
    """Questions of the course test and its units, mixed."""
    found = [
        read_question(each["type"], each)
        for path in sorted(COURSE.glob("*/questions.yaml"))
        for each in YAML(typ="safe").load(path)
    ]
    return answered(Random(7).sample(found, ITEMS))


def of_every_kind() -> list[Asked]:
    """Every graded kind and way of grading in turn."""
    kinds = [read_question(*GRADED[name]) for name in sorted(GRADED)]
    return answered([kinds[n % len(kinds)] for n in range(ITEMS)])


def answered(questions: list[Question]) -> list[Asked]:
    """Each with its right answer: the most work that an answer gives."""
    return [(question, right_response(question)) for question in questions]


def graded(asked: list[Asked]) -> bool:
    """What handing in reckons."""
    slots = [GradedSlot(grade(each, given), points_of(each)) for each, given in asked]
    return judge(slots, pass_percent=80).is_passed


def compared(asked: list[Asked]) -> bool:
    """The least that could be called grading: whole answers equal to stored ones."""
    right = sum(given == right_response(each) for each, given in asked)
    return Fraction(right, len(asked)) >= Fraction(4, 5)


def timed(work: Callable[[], bool]) -> float:
    """Milliseconds of one attempt."""
    began = perf_counter()
    for _ in range(TIMES):
        work()
    return (perf_counter() - began) * 1000 / TIMES


def spread(values: list[float]) -> str:
    """`0.21 (0.20-0.25)`."""
    return f"{median(values):.3f} ({min(values):.3f}-{max(values):.3f})"
