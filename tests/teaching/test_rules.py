from __future__ import annotations

from datetime import timedelta

import pytest

from lms.catalog.queries import latest_version, published_course
from lms.progress.rules import EnrolmentState, RequirementState
from lms.teaching.rules import reasons_to_help, unit_cells
from tests import factories

NOW = factories.NOON
ONLINE = ("lesson/viewed", "quiz/passed", "scenario/passed")


@pytest.fixture
def course(session):
    return published_course(session, latest_version(session, factories.COURSE))


def state(*, met=(), failed=None, last_at=NOW, completed_at=None):
    requirements = {key: RequirementState(met_at=NOW, tries=1) for key in met}
    requirements |= {key: RequirementState(tries=tries) for key, tries in (failed or {}).items()}
    return EnrolmentState(requirements, {}, completed_at, last_at)


def reasons(course, known, *, days=0):
    at = NOW + timedelta(days=days)
    found = reasons_to_help(course, known, enrolled_at=NOW, at=at)
    return [(reason.kind, reason.tries or reason.days) for reason in found]


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        ({}, []),
        ({"u01/quiz/passed": 1}, []),
        ({"u01/quiz/passed": 2}, [("failed", 2)]),
        ({"u01/quiz/passed": 2, "course/test/passed": 3}, [("failed", 2), ("failed", 3)]),
        ({"u01/scenario/passed": 4}, []),
    ],
)
def test_two_failed_tries_at_one_quiz_are_a_reason(course, failed, expected):
    assert reasons(course, state(failed=failed)) == expected


@pytest.mark.parametrize(("days", "expected"), [(6, []), (7, [("quiet", 7)]), (9, [("quiet", 9)])])
def test_a_week_without_work_is_a_reason(course, days, expected):
    assert reasons(course, state(), days=days) == expected
    assert reasons(course, state(last_at=None), days=days) == expected


def test_a_practical_is_a_reason_once_nothing_else_opens_the_test(course):
    online = [f"{unit.key}/{part}" for unit in course.units for part in ONLINE]
    assert reasons(course, state(met=online)) == [("practical", 0)]
    assert reasons(course, state(met=online[:-1])) == []


def test_who_only_waits_for_a_trainer_is_not_called_quiet(course):
    online = [f"{unit.key}/{part}" for unit in course.units for part in ONLINE]
    waiting = state(met=[*online, "course/test/passed"])
    assert reasons(course, waiting, days=30) == [("practical", 0)]


def test_who_has_completed_the_course_needs_nothing(course):
    assert reasons(course, state(completed_at=NOW), days=60) == []


def test_a_cell_a_unit(course):
    cells = unit_cells(course, state(met=[f"u01/{part}" for part in ONLINE]))
    assert cells == ("waiting", "todo", *["locked"] * (len(course.units) - 2))
