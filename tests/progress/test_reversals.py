"""What a confirmed reversal takes back, what it leaves, and what may meet it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.assessment.operations import close_due
from lms.core.ids import new_id
from lms.progress.models import CompletionReversal, CompletionReversalAnswer
from lms.progress.operations import answer_reversal, ask_reversal, rebuild, record_outcome
from lms.progress.queries import progress_of
from lms.progress.rules import AlreadyAnswered, ReversalOutdated
from tests import factories
from tests.assessment.operations.test_scenarios import best_way
from tests.assessment.world import START, Taker, after

QUIZ = "u01/quiz/passed"
SCENARIO = "u01/scenario/passed"


@pytest.fixture
def cohort(session):
    return factories.make_cohort(session)


@pytest.fixture
def person(session):
    return factories.make_person(session)


@pytest.fixture
def enrolment(session, person, cohort):
    return factories.enrol(session, person, cohort)


@pytest.fixture
def asker(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "coordinator", cohort))


@pytest.fixture
def second(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "approver", cohort))


@pytest.fixture
def record(session, enrolment):
    def _record(outcome, *, at, key=QUIZ, fact_id=None):
        return record_outcome(
            session, enrolment_id=enrolment, requirement_key=key, outcome=outcome, score=None,
            occurred_at=after(at), fact_id=fact_id or new_id(), recorded_by=None,
        )  # fmt: skip

    return _record


@pytest.fixture
def ask(session, asker, enrolment):
    def _ask(*, at, key=QUIZ):
        return ask_reversal(
            session, viewer=asker, enrolment_id=enrolment, requirement_key=key,
            ground="attempt_voided", reason="x", at=after(at),
        )  # fmt: skip

    return _ask


@pytest.fixture
def answer(session, second):
    def _answer(reversal_id, *, at, is_confirmed=True):
        answer_reversal(
            session, viewer=second, reversal_id=reversal_id, is_confirmed=is_confirmed, at=after(at)
        )

    return _answer


@pytest.fixture
def taker(session, person, enrolment, record):
    """The trainee, who may take the quiz of unit 1."""
    record("met", at=0, key="u01/lesson/viewed")
    return Taker(session, person, enrolment)


def met_at(session, enrolment, key=QUIZ):
    return progress_of(session, enrolment).requirement(key).met_at


def test_an_old_request_does_not_take_a_later_completion_back(
    session, enrolment, record, ask, answer
):
    record("met", at=1)
    old = ask(at=2)
    record("reversed", at=3)
    record("met", at=4)
    with pytest.raises(ReversalOutdated) as refused:
        answer(old, at=5)
    assert refused.value.status == 409
    assert met_at(session, enrolment) == after(4)
    assert session.scalars(select(CompletionReversalAnswer)).all() == []


def test_what_is_not_met_now_is_not_taken_back_again(session, enrolment, record, ask, answer):
    record("met", at=1)
    old = ask(at=2)
    record("reversed", at=3)
    with pytest.raises(ReversalOutdated):
        answer(old, at=5)
    assert session.scalars(select(CompletionReversalAnswer)).all() == []


def test_an_outdated_request_can_be_declined(session, enrolment, record, ask, answer):
    record("met", at=1)
    old = ask(at=2)
    record("reversed", at=3)
    record("met", at=4)
    answer(old, at=5, is_confirmed=False)
    assert met_at(session, enrolment) == after(4)
    assert session.scalars(select(CompletionReversalAnswer.answer)).all() == ["declined"]


def test_beside_an_outdated_request_a_new_one_may_be_asked_for(
    session, enrolment, record, ask, answer
):
    record("met", at=1)
    old = ask(at=2)
    record("reversed", at=3)
    record("met", at=4)
    new = ask(at=5)
    assert new != old
    assert ask(at=6) == new
    answer(new, at=7)
    assert met_at(session, enrolment) is None
    with pytest.raises(ReversalOutdated):
        answer(old, at=8)


def test_a_decided_request_says_so_rather_than_that_it_is_outdated(record, ask, answer):
    record("met", at=1)
    asked = ask(at=2)
    answer(asked, at=3)
    with pytest.raises(AlreadyAnswered):
        answer(asked, at=4)


def test_what_a_fast_clock_dated_ahead_can_be_taken_back(session, enrolment, record, ask, answer):
    record("met", at=60)
    asked = ask(at=1)
    answer(asked, at=2)
    assert met_at(session, enrolment) is None
    kept = session.get_one(CompletionReversal, asked)
    assert (kept.recorded_at, kept.occurred_at) == (after(1), after(60) + timedelta(microseconds=1))


def test_the_fact_that_met_it_sent_again_does_not_meet_it_again(
    session, enrolment, record, ask, answer
):
    fact_id = new_id()
    record("met", at=1, fact_id=fact_id)
    answer(ask(at=2), at=3)
    record("met", at=9, fact_id=fact_id)
    assert met_at(session, enrolment) is None


@pytest.mark.parametrize("at", [0, 2, 2.5])
def test_a_fact_from_before_that_arrives_late_does_not_meet_it_again(
    session, enrolment, record, ask, answer, at
):
    record("met", at=1)
    answer(ask(at=2), at=3)
    record("met", at=at)
    assert met_at(session, enrolment) is None
    assert rebuild(session, only_check=True) == []


def test_handing_a_graded_attempt_in_again_does_not_meet_it_again(
    session, enrolment, taker, ask, answer
):
    attempt = taker.take(at=after(1))
    assert met_at(session, enrolment) == after(3)
    answer(ask(at=4), at=5)
    taker.submit(attempt, at=after(6))
    assert close_due(session, at=after(600)) == 0
    assert met_at(session, enrolment) is None


def test_an_attempt_whose_time_ended_before_is_dated_then_and_does_not_meet_it_again(
    session, enrolment, record, taker, ask, answer
):
    taker.open_course_test()
    test = "course/test/passed"
    attempt = taker.start("course/test", at=START)
    taker.answer(attempt, at=after(1))
    deadline = taker.head(attempt).deadline_at
    assert deadline is not None
    minutes = (deadline - START) / timedelta(minutes=1)
    record("met", at=2, key=test)
    answer(ask(at=minutes + 1, key=test), at=minutes + 2)
    assert close_due(session, at=after(minutes + 3)) == 1
    assert met_at(session, enrolment, test) is None


def test_an_attempt_handed_in_afterwards_meets_it_again_at_that_instant(
    session, enrolment, record, taker, ask, answer
):
    record("met", at=1)
    begun_before = taker.start(at=after(2))
    taker.answer(begun_before, at=after(3))
    answer(ask(at=4), at=5)
    taker.submit(begun_before, at=after(6))
    assert met_at(session, enrolment) == after(6)


def test_a_scenario_ended_before_stays_taken_back_and_one_ended_later_counts(
    session, enrolment, record, taker, ask, answer
):
    record("met", at=0, key=QUIZ)
    ended = walk_lawfully(taker, at=after(1))
    assert met_at(session, enrolment, SCENARIO) is not None
    answer(ask(at=20, key=SCENARIO), at=21)
    taker.submit(ended, at=after(22))
    assert met_at(session, enrolment, SCENARIO) is None
    walk_lawfully(taker, at=after(30))
    assert met_at(session, enrolment, SCENARIO) == after(30)


def walk_lawfully(taker, *, at):
    """A whole scenario to its lawful ending; the attempt's id."""
    attempt = taker.start_scenario(at=at)
    for step in best_way(taker.activity("u01/scenario").scenario):
        taker.choose(attempt, *step, at=at)
    return attempt
