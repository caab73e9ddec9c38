"""Two trainers correct one observation at the same moment."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import AuditEvent
from lms.core.ids import new_id
from lms.practice.models import Observation
from lms.practice.operations import correct
from lms.practice.queries import observations_of
from lms.practice.rules import AlreadyCorrected
from tests import factories
from tests.practice.factories import after, lines_of, observe, practical_activity
from tests.support.at_once import AT_ONCE, alone, at_once


def observe_somebody(session):
    """A committed observation: its id, the enrolment's, and the trainer who made it."""
    cohort = factories.make_cohort(session)
    enrolment_id = factories.enrol(session, factories.make_person(session), cohort)
    trainer = factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))
    kept = observe(session, trainer, enrolment_id, practical_activity(session))
    return kept.observation_id, enrolment_id, trainer


@pytest.fixture
def observed(own_app):
    return alone(own_app, observe_somebody)


def test_of_many_corrections_at_once_one_is_kept_and_the_others_are_refused(own_app, observed):
    observation_id, enrolment_id, trainer = observed

    def act(session, number):
        activity = practical_activity(session)
        try:
            return correct(
                session, viewer=trainer, observation_id=observation_id, activity=activity,
                lines=lines_of(activity.practical), reason=f"reason {number}", at=after(60),
            )  # fmt: skip
        except AlreadyCorrected:
            session.rollback()
            return None

    got = at_once(own_app, act)
    audited = select(func.count()).where(AuditEvent.subject_id == observation_id)
    assert [one is not None for one in got].count(True) == 1
    assert len(got) == AT_ONCE
    assert len(alone(own_app, lambda session: observations_of(session, enrolment_id))) == 2
    assert alone(own_app, lambda session: session.scalar(audited)) == 1


def test_the_database_itself_keeps_one_correction_of_an_observation(session):
    observation_id, enrolment_id, trainer = observe_somebody(session)
    row = {
        "occurred_at": after(1), "recorded_at": after(1), "enrolment_id": enrolment_id,
        "activity": "u01/practical", "assessor_id": trainer.person_id, "lines": {},
        "is_passed": False, "supersedes_id": observation_id,
    }  # fmt: skip
    session.add_all([Observation(id=new_id(), **row), Observation(id=new_id(), **row)])
    with pytest.raises(IntegrityError):
        session.flush()
