from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from lms.accounts.models import AuditEvent
from lms.cohorts.operations import withdraw
from lms.core.errors import Forbidden, NotFound
from lms.practice.models import Observation
from lms.practice.operations import ChecklistIncomplete, correct, sign_off
from lms.practice.queries import observations_of
from lms.practice.rules import AlreadyCorrected
from lms.progress.operations import rebuild
from lms.progress.queries import outcomes_of, progress_of
from tests import factories
from tests.practice.factories import (
    START,
    a_critical_line,
    after,
    lines_of,
    observe,
    practical_activity,
)


@pytest.fixture
def cohort(session):
    return factories.make_cohort(session)


@pytest.fixture
def trainee(session):
    return factories.make_person(session)


@pytest.fixture
def enrolment(session, trainee, cohort):
    return factories.enrol(session, trainee, cohort)


@pytest.fixture
def trainer(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))


@pytest.fixture
def colleague(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))


@pytest.fixture
def activity(session):
    return practical_activity(session)


def met_at(session, enrolment, activity):
    return progress_of(session, enrolment).requirement(activity.requirement_key).met_at


def put_right(session, viewer, observation_id, activity, *, missed=(), at=None):
    done = correct(
        session,
        viewer=viewer,
        observation_id=observation_id,
        activity=activity,
        lines=lines_of(activity.practical, missed=missed),
        reason="wrong person",
        at=at or after(60),
    )
    session.commit()
    return done


def test_a_passing_observation_signs_off(session, trainer, enrolment, activity):
    done = observe(session, trainer, enrolment, activity, remark="calm")
    assert done.is_met
    assert done.result.is_passed
    assert met_at(session, enrolment, activity) == START
    (row,) = observations_of(session, enrolment)
    assert (row.id, row.remark, row.is_passed, row.assessor_id) == (
        done.observation_id, "calm", True, trainer.person_id,
    )  # fmt: skip


def test_a_missed_critical_line_is_kept_and_signs_nothing_off(
    session, trainer, enrolment, activity
):
    done = observe(session, trainer, enrolment, activity, missed=[a_critical_line(activity)])
    assert not done.is_met
    assert met_at(session, enrolment, activity) is None
    assert [fact.outcome for fact in outcomes_of(session, enrolment)] == ["not_met"]


def test_a_practical_of_a_locked_unit_may_be_signed(session, trainer, enrolment):
    last = practical_activity(session, "u05")
    assert observe(session, trainer, enrolment, last).is_met


def test_a_sign_off_outlasts_a_later_failure(session, trainer, enrolment, activity):
    observe(session, trainer, enrolment, activity)
    missed = [a_critical_line(activity)]
    assert observe(session, trainer, enrolment, activity, missed=missed, at=after(5)).is_met
    assert met_at(session, enrolment, activity) == START


def test_the_button_pressed_twice_is_one_observation(session, trainer, enrolment, activity):
    first = observe(session, trainer, enrolment, activity)
    again = observe(session, trainer, enrolment, activity, at=after(0.5))
    assert again == first
    assert len(observations_of(session, enrolment)) == 1
    assert len(outcomes_of(session, enrolment)) == 1


def test_another_remark_or_a_later_go_is_another_observation(session, trainer, enrolment, activity):
    observe(session, trainer, enrolment, activity)
    observe(session, trainer, enrolment, activity, at=after(0.5), remark="calm")
    observe(session, trainer, enrolment, activity, at=after(30))
    assert len(observations_of(session, enrolment)) == 3


def test_two_assessors_are_two_people(session, trainer, colleague, enrolment, activity):
    of_two = replace(activity, practical=replace(activity.practical, assessors=2))
    assert not observe(session, trainer, enrolment, of_two).is_met
    assert not observe(session, trainer, enrolment, of_two, at=after(1)).is_met
    assert observe(session, colleague, enrolment, of_two, at=after(2)).is_met


def test_nobody_signs_their_own_practical(session, trainee, cohort, enrolment, activity):
    factories.give_role(session, trainee, "trainer", cohort)
    with pytest.raises(Forbidden):
        observe(session, factories.viewer_for(session, trainee), enrolment, activity)


def test_an_ended_enrolment_takes_no_sign_off(session, trainer, enrolment, activity):
    withdraw(session, enrolment_id=enrolment, reason="left", at=START, by=trainer.account_id)
    with pytest.raises(Forbidden):
        observe(session, trainer, enrolment, activity)


@pytest.mark.parametrize("change", ["one line left out", "one line too many"])
def test_a_checklist_that_is_not_whole_is_refused(session, trainer, enrolment, activity, change):
    lines = lines_of(activity.practical)
    if change == "one line left out":
        lines.pop(a_critical_line(activity))
    else:
        lines["unknown"] = True
    with pytest.raises(ChecklistIncomplete):
        sign_off(
            session, viewer=trainer, enrolment_id=enrolment, activity=activity, lines=lines,
            at=START,
        )  # fmt: skip
    assert observations_of(session, enrolment) == []


def test_what_is_no_practical_is_not_found(session, trainer, enrolment, activity):
    with pytest.raises(NotFound):
        sign_off(
            session, viewer=trainer, enrolment_id=enrolment,
            activity=replace(activity, practical=None), lines={}, at=START,
        )  # fmt: skip


def test_a_correction_takes_a_sign_off_back(session, trainer, enrolment, activity):
    first = observe(session, trainer, enrolment, activity, remark="calm")
    missed = [a_critical_line(activity)]
    assert not put_right(session, trainer, first.observation_id, activity, missed=missed).is_met
    assert met_at(session, enrolment, activity) is None
    assert {fact.outcome for fact in outcomes_of(session, enrolment)} == {"met", "reversed"}
    newest, earlier = observations_of(session, enrolment)
    assert (newest.is_superseded, earlier.is_superseded) == (False, True)
    assert (newest.reason, newest.remark, earlier.reason) == ("wrong person", "calm", "")


def test_a_correction_meets_what_was_missed(session, trainer, enrolment, activity):
    missed = [a_critical_line(activity)]
    first = observe(session, trainer, enrolment, activity, missed=missed)
    assert put_right(session, trainer, first.observation_id, activity).is_met
    assert met_at(session, enrolment, activity) == after(60)


def test_another_passing_observation_keeps_the_sign_off(
    session, trainer, colleague, enrolment, activity
):
    first = observe(session, trainer, enrolment, activity)
    observe(session, colleague, enrolment, activity, at=after(5))
    missed = [a_critical_line(activity)]
    assert put_right(session, trainer, first.observation_id, activity, missed=missed).is_met


def test_a_correction_is_itself_corrected_and_what_it_replaced_is_not(
    session, trainer, enrolment, activity
):
    first = observe(session, trainer, enrolment, activity)
    missed = [a_critical_line(activity)]
    second = put_right(session, trainer, first.observation_id, activity, missed=missed)
    with pytest.raises(AlreadyCorrected):
        put_right(session, trainer, first.observation_id, activity, at=after(70))
    assert met_at(session, enrolment, activity) is None
    assert put_right(session, trainer, second.observation_id, activity, at=after(80)).is_met
    assert met_at(session, enrolment, activity) == after(80)


def test_an_unknown_observation_or_another_practical_is_not_found(
    session, trainer, enrolment, activity
):
    first = observe(session, trainer, enrolment, activity)
    with pytest.raises(NotFound):
        put_right(session, trainer, enrolment, activity)
    other = practical_activity(session, "u02")
    with pytest.raises(NotFound):
        put_right(session, trainer, first.observation_id, other)


def test_remarks_and_reasons_are_sealed_and_the_correction_is_audited(
    session, trainer, enrolment, activity
):
    first = observe(session, trainer, enrolment, activity, remark="speaks of Salam")
    done = put_right(session, trainer, first.observation_id, activity)
    kept = session.scalars(select(Observation).order_by(Observation.occurred_at)).all()
    assert b"Salam" not in kept[0].remark_sealed
    assert kept[0].reason_sealed is None
    assert b"wrong" not in kept[1].reason_sealed
    assert (kept[1].id, kept[1].supersedes_id) == (done.observation_id, first.observation_id)
    verbs = session.scalars(
        select(AuditEvent.verb).where(AuditEvent.subject_id == first.observation_id)
    ).all()
    assert verbs == ["correct"]


def test_the_summary_is_what_the_facts_say(session, trainer, enrolment, activity):
    first = observe(session, trainer, enrolment, activity)
    put_right(session, trainer, first.observation_id, activity, missed=[a_critical_line(activity)])
    assert rebuild(session, only_check=True) == []


def test_many_observations_are_one_statement(session, trainer, enrolment, activity, statements):
    for minute in range(4):
        observe(session, trainer, enrolment, activity, at=after(minute))
    with statements() as sent:
        assert len(observations_of(session, enrolment)) == 4
    assert len(sent) == 1
