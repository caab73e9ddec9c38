from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from lms.assessment.rules.attempts import Step
from lms.assessment.rules.marking import (
    Mark,
    MarkIncomplete,
    part_of,
    question_state,
    standing_marks,
)
from lms.assessment.rules.reading import read_question
from tests.assessment.questions import body, text
from tests.factories import NOON

RUBRIC = [
    {"key": key, "text": text(key),
     "levels": [{"key": str(points), "points": points, "text": text(str(points))}
                for points in range(most + 1)]}
    for key, most in (("law", 4), ("clarity", 2))
]  # fmt: skip
ESSAY = read_question("essay", {"text": text("an essay"), "rubric": RUBRIC})
CHOICE = read_question("single_choice", body("single_choice"))
LIKERT = read_question(
    "likert",
    {"text": text("a scale"), "scale": [{"key": k, "text": text(k)} for k in "ab"]},
)
OPEN, CLOSED = False, True


@pytest.mark.parametrize(
    ("levels", "part"),
    [
        ({"law": "0", "clarity": "0"}, Fraction(0)),
        ({"law": "3", "clarity": "1"}, Fraction(2, 3)),
        ({"law": "4", "clarity": "2"}, Fraction(1)),
    ],
)
def test_a_mark_is_the_points_of_its_levels_of_the_most_there_are(levels, part):
    assert part_of(ESSAY.rubric, levels) == part


@pytest.mark.parametrize("levels", [{}, {"law": "4"}, {"law": "4", "clarity": "9"}])
def test_a_criterion_without_one_of_its_levels_is_refused(levels):
    with pytest.raises(MarkIncomplete):
        part_of(ESSAY.rubric, levels)


@pytest.mark.parametrize(
    ("question", "response", "is_whole", "is_closed", "marked", "state"),
    [
        (CHOICE, [], True, OPEN, None, "todo"),
        (CHOICE, ["a"], False, OPEN, None, "invalid"),
        (CHOICE, ["a"], True, OPEN, None, "complete"),
        (CHOICE, [], True, CLOSED, None, "gave_up"),
        (CHOICE, ["a"], True, CLOSED, None, "graded_right"),
        (CHOICE, ["b"], True, CLOSED, None, "graded_wrong"),
        (CHOICE, ["b"], True, CLOSED, Fraction(1, 2), "man_partial"),
        (LIKERT, ["a"], True, CLOSED, None, "complete"),
        (LIKERT, [], True, CLOSED, None, "gave_up"),
        (ESSAY, "", True, CLOSED, None, "gave_up"),
        (ESSAY, "", True, CLOSED, Fraction(0), "man_gave_up"),
        (ESSAY, "text", True, CLOSED, None, "needs_grading"),
        (ESSAY, "text", True, CLOSED, Fraction(0), "man_wrong"),
        (ESSAY, "text", True, CLOSED, Fraction(1, 10**6 + 1), "man_wrong"),
        (ESSAY, "text", True, CLOSED, Fraction(1, 10**6), "man_partial"),
        (ESSAY, "text", True, CLOSED, 1 - Fraction(1, 10**6), "man_partial"),
        (ESSAY, "text", True, CLOSED, Fraction(10**6, 10**6 + 1), "man_right"),
        (ESSAY, "text", True, CLOSED, Fraction(1), "man_right"),
    ],
)
def test_one_question_stands_as_moodle_names_it(
    question, response, is_whole, is_closed, marked, state
):
    found = question_state(
        question, response, is_whole=is_whole, is_closed=is_closed, marked=marked
    )
    assert found == state


def test_a_partly_right_answer_is_partial():
    matching = read_question("matching", body("matching"))
    stem = matching.stems[0]
    found = question_state(matching, {stem.key: stem.match}, is_whole=True, is_closed=True)
    assert found == "graded_partial"


def a_mark(number, *, minutes=0, answer=1, part=Fraction(1)):
    return Mark(
        UUID(int=number), NOON + timedelta(minutes=minutes), 1, UUID(int=answer), {}, part, "",
        UUID(int=99),
    )  # fmt: skip


def test_the_latest_mark_of_the_answer_that_counts_stands_whatever_order_they_come_in():
    answers = {1: Step(UUID(int=1), NOON, "answer", 1, "text")}
    marks = [a_mark(3, minutes=2), a_mark(1), a_mark(2, minutes=2), a_mark(4, minutes=9, answer=7)]
    for order in (marks, marks[::-1]):
        assert standing_marks(order, answers)[1].id == UUID(int=3)
    assert standing_marks(marks, {}) == {}
