from __future__ import annotations

from fractions import Fraction
from uuid import UUID

import pytest

from lms.learning.rules import OpenAttempt, Place, Step, first_step, points_of, step_of, unit_line
from lms.progress.rules import EnrolmentState, RequirementState
from tests.factories import NOON
from tests.learning.world import ONLINE, the_course

ID = UUID(int=7)


@pytest.fixture
def course(session):
    return the_course(session)


def placed(course, *keys, is_active=True, completed_at=None):
    met = {key: RequirementState(met_at=NOON, tries=1) for key in keys}
    state = EnrolmentState(requirements=met, course_completed_at=completed_at)
    return Place(ID, ID, is_active, course, state)


def online(*units):
    return [f"{unit}/{part}" for unit in units for part in ONLINE]


@pytest.mark.parametrize(
    ("score", "points"),
    [(5 / 6, 5), (0.75, Fraction(9, 2)), (0.0, 0), (1.0, 6), (17 / 18, Fraction(17, 3))],
)
def test_the_points_behind_a_kept_score_are_exact(course, score, points):
    assert points_of(course.activity("u01", "quiz"), score) == points


def test_a_lesson_has_no_points(course):
    assert points_of(course.activity("u01", "lesson"), 1.0) is None


def test_the_unit_right_after_an_unfinished_one_is_next(course):
    place = placed(course, *online("u01"), "u02/lesson/viewed")
    third, fourth = (unit_line(place, course.unit(key)) for key in ("u03", "u04"))
    assert third.is_next
    assert not fourth.is_next
    assert [part.key for part in third.missing] == ["quiz", "scenario"]


def test_an_open_attempt_comes_before_the_next_part(course):
    attempt = OpenAttempt(ID, ID, "u01/quiz", slot=3, slots=6, answered=2, saved_at=NOON)
    step = step_of(placed(course), {"u01/quiz": attempt}, has_certificate=False)
    assert step is not None
    assert (step.kind, step.activity.key) == ("attempt", "quiz")


@pytest.mark.parametrize(
    ("keys", "kind", "part"),
    [
        ([], "activity", "u01/lesson"),
        (["u01/lesson/viewed"], "activity", "u01/quiz"),
        (online("u01", "u02", "u03", "u04", "u05"), "activity", "course/test"),
        ([*online("u01", "u02", "u03", "u04", "u05"), "course/test/passed"], "waiting", None),
    ],
)
def test_the_next_step_follows_the_order_of_the_course(course, keys, kind, part):
    step = step_of(placed(course, *keys), {}, has_certificate=False)
    assert (step.kind, step.activity and step.activity.address) == (kind, part)


def test_a_completed_course_leads_to_its_certificate_and_then_to_nothing_more(course):
    place = placed(course, completed_at=NOON)
    assert step_of(place, {}, has_certificate=False).kind == "claim"
    assert step_of(place, {}, has_certificate=True).kind == "done"


def test_a_course_that_was_left_has_no_next_step(course):
    assert step_of(placed(course, is_active=False), {}, has_certificate=False) is None


def test_of_several_courses_the_open_attempt_comes_first(course):
    place = placed(course)
    steps = [Step("activity", place), Step("done", place), Step("attempt", place)]
    assert first_step(steps).kind == "attempt"
    assert first_step([]) is None
