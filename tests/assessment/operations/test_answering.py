from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.assessment.models import AttemptStep
from lms.assessment.operations import AttemptClosed
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.responses import InvalidResponse
from lms.core.errors import DifferentBody, NotFound
from lms.core.ids import new_id
from tests import factories
from tests.assessment.world import Taker, after, wrong_response


@pytest.fixture
def attempt(taker):
    return taker.start()


def steps(session, attempt_id):
    counted = select(func.count()).where(AttemptStep.attempt_id == attempt_id)
    return session.scalar(counted)


def right(taker, attempt, position=1):
    return right_response(taker.question(attempt, position))


def wrong(taker, attempt, position=1):
    return wrong_response(taker.question(attempt, position))


def test_the_latest_answer_counts_and_each_is_kept(session, taker, attempt):
    taker.save(attempt, 1, wrong(taker, attempt), at=after(1))
    taker.save(attempt, 1, right(taker, attempt), at=after(2))
    state = taker.state(attempt, at=after(3))
    assert (state.answers[1].response, steps(session, attempt)) == (right(taker, attempt), 2)


def test_the_same_answer_again_stores_nothing(session, taker, attempt):
    for minute in (1, 2):
        taker.save(attempt, 1, right(taker, attempt), at=after(minute))
    assert steps(session, attempt) == 1


@pytest.mark.parametrize("nothing", [None, []])
def test_no_answer_to_a_question_never_answered_stores_nothing(session, taker, attempt, nothing):
    choice = next(n for n in range(1, 7) if hasattr(taker.question(attempt, n), "options")
                  and taker.question(attempt, n).type != "matching")  # fmt: skip
    taker.save(attempt, choice, nothing, at=after(1))
    assert steps(session, attempt) == 0


def test_an_answer_sent_again_by_a_script_is_stored_once(session, taker, attempt):
    fact_id = new_id()
    for minute in (1, 2):
        taker.save(attempt, 1, right(taker, attempt), at=after(minute), fact_id=fact_id)
    assert steps(session, attempt) == 1


def test_the_same_id_with_another_answer_is_refused(taker, attempt):
    fact_id = new_id()
    taker.save(attempt, 1, right(taker, attempt), at=after(1), fact_id=fact_id)
    with pytest.raises(DifferentBody):
        taker.save(attempt, 1, wrong(taker, attempt), at=after(2), fact_id=fact_id)


def test_the_same_id_in_another_slot_is_refused(taker, attempt):
    fact_id = new_id()
    taker.save(attempt, 1, right(taker, attempt), at=after(1), fact_id=fact_id)
    with pytest.raises(DifferentBody):
        taker.save(attempt, 2, right(taker, attempt, 2), at=after(2), fact_id=fact_id)


def test_nothing_is_taken_after_handing_in(taker, attempt):
    taker.submit(attempt, at=after(2))
    with pytest.raises(AttemptClosed):
        taker.save(attempt, 1, right(taker, attempt), at=after(3))


def test_nothing_is_taken_at_the_deadline_or_later(taker):
    taker.open_course_test()
    attempt = taker.start("course/test")
    taker.save(attempt, 1, right(taker, attempt), at=after(59))
    with pytest.raises(AttemptClosed):
        taker.save(attempt, 1, wrong(taker, attempt), at=after(60))


@pytest.mark.parametrize("position", [0, 7, -1])
def test_a_position_outside_the_attempt_is_absent(taker, attempt, position):
    with pytest.raises(NotFound):
        taker.save(attempt, position, [], at=after(1))


def test_an_answer_that_does_not_fit_is_refused(taker, attempt):
    with pytest.raises(InvalidResponse):
        taker.save(attempt, 1, ["no such key"], at=after(1))


def test_nobody_answers_in_another_trainees_attempt(session, taker, attempt, cohort):
    other = factories.make_person(session)
    stranger = Taker(session, other, factories.enrol(session, other, cohort))
    with pytest.raises(NotFound):
        stranger.save(attempt, 1, [], at=after(1))


def test_saving_an_answer_costs_four_statements_at_most(taker, attempt, statements):
    response = right(taker, attempt)
    with statements() as sent:
        taker.save(attempt, 1, response, at=after(1))
    assert len(sent) <= 4
