"""After two people took a sign-off back, only what is observed later signs off again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.practice.operations import correct
from lms.practice.queries import observations_of
from lms.progress.operations import answer_reversal, ask_reversal, override_completion, rebuild
from lms.progress.queries import outcomes_of, progress_of
from tests import factories
from tests.practice.factories import a_critical_line, after, lines_of, observe, practical_activity


@pytest.fixture
def cohort(session):
    return factories.make_cohort(session)


@pytest.fixture
def enrolment(session, cohort):
    return factories.enrol(session, factories.make_person(session), cohort)


@pytest.fixture
def trainer(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))


@pytest.fixture
def colleague(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))


@pytest.fixture
def activity(session):
    return practical_activity(session)


@pytest.fixture
def take_back(session, cohort, enrolment, activity):
    """Two people take the sign-off back, the second one so many minutes after the start."""
    asker, second = (
        factories.viewer_for(session, factories.make_staff(session, role, cohort))
        for role in ("coordinator", "approver")
    )

    def _take_back(at):
        reversal_id = ask_reversal(
            session, viewer=asker, enrolment_id=enrolment, ground="identity_error", reason="x",
            requirement_key=activity.requirement_key, at=after(at - 1),
        )  # fmt: skip
        answer_reversal(
            session, viewer=second, reversal_id=reversal_id, is_confirmed=True, at=after(at)
        )
        session.commit()

    return _take_back


def met_at(session, enrolment, activity):
    return progress_of(session, enrolment).requirement(activity.requirement_key).met_at


def all_lines(activity):
    return [line.key for line in activity.practical.lines]


def put_right(session, viewer, observation_id, activity, *, at):
    done = correct(
        session, viewer=viewer, observation_id=observation_id, activity=activity,
        lines=lines_of(activity.practical), reason="a line", at=after(at),
    )  # fmt: skip
    session.commit()
    return done


def test_a_failed_checklist_afterwards_signs_nothing_off(
    session, trainer, enrolment, activity, take_back
):
    observe(session, trainer, enrolment, activity)
    take_back(10)
    failed = observe(
        session, trainer, enrolment, activity, missed=all_lines(activity), at=after(20)
    )
    assert not failed.is_met
    assert met_at(session, enrolment, activity) is None
    assert sorted(fact.outcome for fact in outcomes_of(session, enrolment)) == [
        "met", "not_met", "reversed",
    ]  # fmt: skip
    assert rebuild(session, only_check=True) == []


def test_a_passing_one_afterwards_signs_off_at_its_own_instant(
    session, trainer, enrolment, activity, take_back
):
    observe(session, trainer, enrolment, activity)
    take_back(10)
    assert observe(session, trainer, enrolment, activity, at=after(20)).is_met
    assert met_at(session, enrolment, activity) == after(20)


def test_where_two_must_sign_both_sign_again(
    session, trainer, colleague, enrolment, activity, take_back
):
    of_two = replace(activity, practical=replace(activity.practical, assessors=2))
    observe(session, trainer, enrolment, of_two)
    assert observe(session, colleague, enrolment, of_two, at=after(1)).is_met
    take_back(10)
    assert not observe(session, trainer, enrolment, of_two, at=after(20)).is_met
    assert met_at(session, enrolment, activity) is None
    assert observe(session, colleague, enrolment, of_two, at=after(21)).is_met


def test_the_same_checklist_right_after_it_is_not_the_button_pressed_twice(
    session, trainer, enrolment, activity, take_back
):
    observe(session, trainer, enrolment, activity, at=after(9.5))
    take_back(10)
    assert observe(session, trainer, enrolment, activity, at=after(10.25)).is_met
    assert len(observations_of(session, enrolment)) == 2


def test_a_correction_of_an_earlier_observation_signs_nothing_off(
    session, trainer, enrolment, activity, take_back
):
    first = observe(session, trainer, enrolment, activity)
    take_back(10)
    second = put_right(session, trainer, first.observation_id, activity, at=20)
    assert not second.is_met
    assert not put_right(session, trainer, second.observation_id, activity, at=21).is_met
    assert met_at(session, enrolment, activity) is None


def test_a_correction_that_takes_a_sign_off_back_leaves_what_others_saw(
    session, trainer, colleague, enrolment, activity
):
    of_two = replace(activity, practical=replace(activity.practical, assessors=2))
    first = observe(session, trainer, enrolment, of_two)
    observe(session, colleague, enrolment, of_two, at=after(1))
    correct(
        session, viewer=trainer, observation_id=first.observation_id, activity=of_two,
        lines=lines_of(activity.practical, missed=[a_critical_line(activity)]), reason="a line",
        at=after(5),
    )  # fmt: skip
    assert met_at(session, enrolment, activity) is None
    assert observe(session, trainer, enrolment, of_two, at=after(20)).is_met


def test_it_can_be_taken_back_again(session, trainer, enrolment, activity, take_back):
    observe(session, trainer, enrolment, activity)
    take_back(10)
    observe(session, trainer, enrolment, activity, at=after(20))
    take_back(30)
    missed = [a_critical_line(activity)]
    assert not observe(session, trainer, enrolment, activity, missed=missed, at=after(40)).is_met


def test_the_practicals_of_other_units_stay_as_they_are(
    session, trainer, enrolment, activity, take_back
):
    other = practical_activity(session, "u02")
    observe(session, trainer, enrolment, other)
    observe(session, trainer, enrolment, activity)
    take_back(10)
    missed = [a_critical_line(other)]
    assert observe(session, trainer, enrolment, other, missed=missed, at=after(20)).is_met


def test_what_others_did_stays_as_it_is(session, cohort, trainer, enrolment, activity, take_back):
    other = factories.enrol(session, factories.make_person(session), cohort)
    observe(session, trainer, other, activity)
    observe(session, trainer, enrolment, activity)
    take_back(10)
    missed = [a_critical_line(activity)]
    assert observe(session, trainer, other, activity, missed=missed, at=after(20)).is_met
    assert not any(row.is_taken_back for row in observations_of(session, other))


def test_what_was_seen_before_is_kept_and_marked(
    session, trainer, enrolment, activity, take_back, statements
):
    observe(session, trainer, enrolment, activity)
    take_back(10)
    observe(session, trainer, enrolment, activity, at=after(20))
    with statements() as sent:
        newest, earlier = observations_of(session, enrolment)
    assert (newest.is_taken_back, earlier.is_taken_back) == (False, True)
    assert (newest.is_standing, earlier.is_standing) == (True, False)
    assert len(sent) == 1


def test_an_observation_takes_no_decision_back(session, cohort, enrolment, trainer, activity):
    """What a coordinator set as done stays so; a failed observation is just that."""
    who = factories.make_staff(session, "coordinator", cohort)
    override_completion(
        session, viewer=factories.viewer_for(session, who), enrolment_id=enrolment,
        target=activity.requirement_key, kind="complete", reason="x", at=after(0),
    )  # fmt: skip
    observe(session, trainer, enrolment, activity, missed=[a_critical_line(activity)], at=after(1))
    assert [one.outcome for one in outcomes_of(session, enrolment)] == ["not_met"]
    assert progress_of(session, enrolment).is_met(activity.requirement_key)
