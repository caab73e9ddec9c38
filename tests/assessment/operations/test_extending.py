"""More time for a person, from then on and in what is open."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.models import AuditEvent
from lms.assessment.models import AttemptExtension, ExtraTime
from lms.assessment.operations import AttemptClosed, close_due, give_extra_time
from lms.assessment.queries.attempts import grades_of
from lms.assessment.queries.extra_time import extra_time_of
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.timing import Extra
from lms.core.errors import Forbidden
from tests.assessment.world import after

TEST = "course/test"


@pytest.fixture
def give(session, taker, trainer):
    taker.open_course_test()

    def _give(*, at, activity=TEST, viewer=trainer, **extra):
        return give_extra_time(
            session, viewer=viewer, enrolment_id=taker.enrolment.id, activity=activity,
            extra=Extra(**extra), reason="Reads slowly", at=after(at),
        )  # fmt: skip

    return _give


@pytest.mark.parametrize(
    ("extra", "minutes"), [({"percent": 125}, 75), ({"percent": 150}, 90), ({"minutes": 7}, 67)]
)
@pytest.mark.parametrize("activity", [TEST, None])
def test_an_attempt_started_afterwards_is_longer(taker, give, extra, minutes, activity):
    assert give(at=-1, activity=activity, **extra).extended == 0
    assert taker.head(taker.start(TEST)).deadline_at == after(minutes)


def test_an_open_attempt_becomes_longer_everywhere(session, taker, give):
    attempt = taker.start(TEST)
    assert give(at=30, percent=150).extended == 1
    assert close_due(session, at=after(61)) == 0
    taker.save(attempt, 1, right_response(taker.question(attempt, 1)), at=after(89))
    with pytest.raises(AttemptClosed):
        taker.save(attempt, 2, right_response(taker.question(attempt, 2)), at=after(90))
    assert close_due(session, at=after(91)) == 1
    grade = grades_of(session, [attempt])[attempt]
    assert (grade.score, grade.closed_at) == (1, after(90))


def test_what_is_over_or_handed_in_stays_so(session, taker, give):
    attempt = taker.start(TEST)
    assert give(at=60, percent=150).extended == 0
    taker.submit(attempt, at=after(61))
    assert grades_of(session, [attempt])[attempt].closed_at == after(60)
    assert give(at=62, percent=150).extended == 0


def test_several_are_not_added_up_and_none_takes_time_away(session, taker, give):
    attempt = taker.start(TEST)
    assert [give(at=minute, minutes=more).extended for minute, more in ((1, 20), (2, 5), (3, 30))] \
        == [1, 0, 1]  # fmt: skip
    assert taker.head(attempt).deadline_at == after(90)
    kept = session.scalars(select(AttemptExtension).order_by(AttemptExtension.id)).all()
    assert [each.deadline_at for each in kept] == [after(80), after(90)]


def test_another_activity_is_not_touched(taker, give):
    attempt = taker.start(TEST)
    assert give(at=1, activity="u01/quiz", minutes=20).extended == 0
    assert taker.head(attempt).deadline_at == after(60)


def test_the_reason_is_sealed_and_the_act_logged(session, taker, trainer, give):
    give(at=1, percent=125)
    kept = session.scalars(select(ExtraTime)).one()
    assert b"slowly" not in kept.reason_sealed
    assert [one.reason for one in extra_time_of(session, taker.enrolment.id)] == ["Reads slowly"]
    event = session.scalars(select(AuditEvent).where(AuditEvent.verb == "give_extra_time")).one()
    assert (event.account_id, event.subject_id) == (trainer.account_id, taker.enrolment.id)


def test_nobody_gives_time_to_themselves(taker, give):
    with pytest.raises(Forbidden):
        give(at=1, viewer=taker.viewer, percent=125)


def test_saving_costs_as_much_with_extra_time(taker, give, statements):
    attempt = taker.start(TEST)
    give(at=1, percent=125)
    response = right_response(taker.question(attempt, 1))
    with statements() as sent:
        taker.save(attempt, 1, response, at=after(2))
    assert len(sent) <= 4
