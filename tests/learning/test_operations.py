from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from lms.cohorts.models import Enrolment
from lms.core.errors import Forbidden, NotFound
from lms.learning.operations import mark_as_read
from lms.progress.models import Outcome
from lms.progress.queries import progress_of
from lms.progress.rules import Locked
from tests import factories
from tests.factories import NOON
from tests.learning.world import meet


def read(session, asking, enrolment_id, unit_key="u01", activity_key="lesson", at=NOON):
    return mark_as_read(
        session, viewer=asking, enrolment_id=enrolment_id, unit_key=unit_key,
        activity_key=activity_key, at=at,
    )  # fmt: skip


def outcomes(session):
    return session.scalar(select(func.count()).select_from(Outcome))


def test_reading_twice_keeps_the_first_moment_and_one_fact(session, asking, enrolment):
    read(session, asking, enrolment)
    read(session, asking, enrolment, at=NOON.replace(hour=11))
    assert progress_of(session, enrolment).requirement("u01/lesson/viewed").met_at == NOON
    assert outcomes(session) == 1


def test_reading_leads_on_to_the_quiz(session, asking, enrolment):
    assert read(session, asking, enrolment).address == "u01/quiz"


def test_after_a_reversal_it_can_be_read_again(session, asking, enrolment):
    read(session, asking, enrolment)
    meet(session, enrolment, "u01/lesson/viewed", outcome="reversed")
    read(session, asking, enrolment, at=NOON.replace(hour=11))
    assert progress_of(session, enrolment).is_met("u01/lesson/viewed")


def test_a_lesson_of_a_locked_unit_cannot_be_marked(session, asking, enrolment):
    with pytest.raises(Locked):
        read(session, asking, enrolment, unit_key="u02")
    assert outcomes(session) == 0


def test_only_a_lesson_can_be_read(session, asking, enrolment):
    with pytest.raises(NotFound):
        read(session, asking, enrolment, activity_key="quiz")


def test_a_course_that_was_left_takes_no_more_facts(session, asking, enrolment):
    session.execute(update(Enrolment).values(enrolment_state="withdrawn"))
    with pytest.raises(Forbidden):
        read(session, asking, enrolment)


def test_somebody_elses_enrolment_is_not_there(session, cohort, asking, enrolment):
    other = factories.enrol(session, factories.make_person(session), cohort)
    with pytest.raises(NotFound):
        read(session, asking, other)
