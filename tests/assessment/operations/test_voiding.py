"""An attempt that two people decided not to count."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.models import AuditEvent
from lms.assessment.models import AttemptStep, AttemptVoid
from lms.assessment.operations import AlreadyVoided, NoAttemptLeft
from lms.assessment.queries.attempts import grades_of
from lms.core.errors import Forbidden, NotFound
from lms.core.ids import new_id
from lms.progress.operations import (
    answer_reversal,
    ask_reversal,
    override_completion,
    rebuild,
)
from lms.progress.queries import progress_of
from lms.progress.rules import AlreadyAnswered, SecondPersonNeeded
from tests.assessment.operations.test_scenarios import best_way
from tests.assessment.operations.test_sending import send, sent
from tests.assessment.world import after

QUIZ = "u01/quiz/passed"
ALL = (1, 2, 3, 4, 5, 6)


def met_at(session, taker, key=QUIZ):
    return progress_of(session, taker.enrolment.id).requirement(key).met_at


def test_nothing_changes_until_a_second_person_confirms(session, taker, ask, answer):
    attempt = taker.take()
    asked = ask(attempt)
    assert met_at(session, taker)
    answer(asked)
    assert met_at(session, taker) is None
    assert grades_of(session, [attempt])[attempt].is_voided
    assert rebuild(session, only_check=True) == []


def test_who_asked_does_not_confirm_but_may_decline(session, taker, asker, ask, answer):
    asked = ask(taker.take())
    with pytest.raises(SecondPersonNeeded):
        answer(asked, viewer=asker)
    answer(asked, viewer=asker, is_confirmed=False)
    assert met_at(session, taker)
    with pytest.raises(AlreadyAnswered):
        answer(asked)


def test_another_passed_attempt_still_stands(session, taker, void):
    first, _other = taker.take(), taker.take(at=after(10))
    void(first)
    state = progress_of(session, taker.enrolment.id).requirement(QUIZ)
    assert state.met_at >= after(21)
    assert state.best_score == 1.0
    assert rebuild(session, only_check=True) == []


def test_when_both_are_voided_none_stands(session, taker, void):
    first, other = taker.take(), taker.take(at=after(10))
    void(first)
    void(other, at=30)
    assert met_at(session, taker) is None
    assert not taker.stand(at=after(40)).is_passed


def test_voiding_a_failed_attempt_leaves_what_passed(session, taker, void):
    failed, _passed = taker.take(wrong=ALL), taker.take(at=after(10))
    before = met_at(session, taker)
    void(failed)
    assert met_at(session, taker) == before


def test_a_pass_from_before_a_reversal_does_not_come_back(session, taker, asker, second, void):
    taker.take()
    asked = ask_reversal(
        session, viewer=asker, enrolment_id=taker.enrolment.id, requirement_key=QUIZ,
        ground="identity_error", reason="x", at=after(5),
    )  # fmt: skip
    answer_reversal(session, viewer=second, reversal_id=asked, is_confirmed=True, at=after(6))
    void(taker.take(at=after(10)))
    assert met_at(session, taker) is None


def test_an_open_attempt_is_closed_by_it(session, taker, void):
    attempt = taker.start()
    taker.answer(attempt, at=after(1))
    void(attempt)
    assert met_at(session, taker) is None
    stand = taker.stand(at=after(30))
    assert (stand.open, stand.is_passed, stand.used) == (None, False, 0)
    kinds = session.scalars(select(AttemptStep.kind).where(AttemptStep.attempt_id == attempt)).all()
    assert kinds.count("close") == 1


def test_an_open_scenario_is_closed_and_another_starts(taker, void):
    first = taker.start_scenario()
    void(first)
    assert taker.start_scenario(at=after(30)) != first


def test_a_scenario_that_passed_is_taken_back(session, taker, void):
    attempt = taker.start_scenario()
    for node, choice in best_way(taker.activity("u01/scenario").scenario):
        taker.choose(attempt, node, choice, at=after(1))
    assert met_at(session, taker, "u01/scenario/passed")
    void(attempt)
    assert met_at(session, taker, "u01/scenario/passed") is None


def test_its_place_is_given_back_or_stays_used(session, taker, void):
    taker.open_course_test()
    used = [taker.take("course/test", wrong=ALL, at=after(100 * n)) for n in (0, 1)]
    taker.take("course/test", wrong=ALL, at=after(200 + 1440))
    assert taker.stand("course/test", at=after(9000)).left == 0
    void(used[0], at=9001, restores=False)
    assert taker.stand("course/test", at=after(9100)).left == 0
    with pytest.raises(NoAttemptLeft):
        taker.start("course/test", at=after(9100))
    void(used[1], at=9002, restores=True)
    stand = taker.stand("course/test", at=after(9100))
    assert (stand.left, stand.used) == (1, 2)


def test_an_absolute_item_missed_in_a_void_test_asks_for_no_exercise(taker, void):
    taker.open_course_test()
    missed = taker.start("course/test")
    taker.answer(missed, wrong=taker.absolute_positions(missed), at=after(1))
    taker.submit(missed, at=after(2))
    assert taker.stand("course/test", at=after(3)).is_remedial_due
    void(missed)
    assert not taker.stand("course/test", at=after(30)).is_remedial_due


def test_asking_again_gives_the_request_that_waits(taker, ask):
    attempt = taker.take()
    assert ask(attempt) == ask(attempt, at=30, restores=False)


def test_what_is_void_is_not_voided_again(taker, ask, void):
    attempt = taker.take()
    void(attempt)
    with pytest.raises(AlreadyVoided):
        ask(attempt, at=40)


def test_nobody_voids_their_own(session, taker, cohort, ask, answer):
    attempt = taker.take()
    with pytest.raises(Forbidden):
        ask(attempt, viewer=taker.viewer)
    asked = ask(attempt)
    with pytest.raises(Forbidden):
        answer(asked, viewer=taker.viewer)


def test_what_is_not_there_is_absent(ask, answer):
    with pytest.raises(NotFound):
        ask(new_id())
    with pytest.raises(NotFound):
        answer(new_id())


def test_both_people_are_logged_and_the_reason_is_sealed(session, taker, asker, second, void):
    void(taker.take())
    kept = session.scalars(select(AttemptVoid)).one()
    assert b"Somebody" not in kept.reason_sealed
    event = session.scalars(select(AuditEvent).where(AuditEvent.verb == "void_attempt")).one()
    assert (event.account_id, event.second_account_id) == (second.account_id, asker.account_id)


def missing_one(taker, place, *, at):
    """A test with one absolute item wrong; the attempt and the item's key."""
    attempt = taker.start("course/test", at=after(at))
    wrong = taker.absolute_positions(attempt)[place]
    taker.answer(attempt, wrong=(wrong,), at=after(at + 1))
    taker.submit(attempt, at=after(at + 2))
    return attempt, taker.head(attempt).slots[wrong - 1].key


def test_the_exercise_is_about_the_last_test_that_counts(taker, void):
    taker.open_course_test()
    _first, missed = missing_one(taker, 0, at=0)
    exercise = taker.take("course/test", at=after(5), is_remedial=True)
    second, other = missing_one(taker, -1, at=10)
    assert missed != other
    void(exercise, at=30)
    void(second, at=40)
    asked = taker.start("course/test", at=after(50), is_remedial=True)
    assert taker.head(asked).slots[0].key == missed


def test_answers_sent_into_a_void_attempt_are_told_so(taker, void):
    attempt = taker.start()
    void(attempt)
    step = sent(taker, attempt, answered=after(1))
    got = send(taker, attempt, step, at=after(40))
    assert (got.state.name, got.steps[0].counts) == ("voided", False)


def test_a_voided_failed_attempt_is_no_try_and_leaves_no_score(session, taker, void):
    better, worse = taker.take(wrong=(1, 2, 3)), taker.take(wrong=ALL, at=after(10))
    void(better)
    state = progress_of(session, taker.enrolment.id).requirement(QUIZ)
    assert (state.tries, state.best_score) == (1, 0.0)
    void(worse, at=30)
    state = progress_of(session, taker.enrolment.id).requirement(QUIZ)
    assert (state.tries, state.best_score, state.met_at) == (0, None, None)
    assert rebuild(session, only_check=True) == []


def test_a_voided_pass_leaves_the_tries_that_count(session, taker, void):
    passed = taker.take()
    taker.take(wrong=(1, 2, 3), at=after(10))
    void(passed)
    state = progress_of(session, taker.enrolment.id).requirement(QUIZ)
    assert (state.tries, state.best_score, state.met_at) == (1, 0.5, None)


def test_voiding_a_failed_attempt_under_a_decision_says_nothing_of_a_pass(
    session, taker, asker, void
):
    failed = taker.take(wrong=ALL)
    override_completion(
        session, viewer=asker, enrolment_id=taker.enrolment.id, target=QUIZ, kind="complete",
        reason="Shown in class.", evidence=None, at=after(5),
    )  # fmt: skip
    void(failed)
    assert met_at(session, taker) == after(5)
    assert rebuild(session, only_check=True) == []
