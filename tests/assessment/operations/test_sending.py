"""Answers that came later than they were given."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from lms.assessment.models import AttemptStep
from lms.assessment.operations import SentStep, close_due, keep_steps
from lms.assessment.queries.attempts import grades_of
from lms.assessment.rules.grading import right_response
from lms.core.errors import NotFound
from lms.core.ids import new_id
from tests.assessment.world import START, after


@pytest.fixture
def attempt(taker):
    taker.open_course_test()
    return taker.start("course/test")


def sent(taker, attempt, slot=1, *, answered, response=None):
    given = response or right_response(taker.question(attempt, slot))
    return SentStep(new_id(answered), slot, given, answered)


def send(taker, attempt, *steps, at, sent_at=None):
    return keep_steps(
        taker.session, viewer=taker.viewer, attempt_id=attempt, sent=steps, sent_at=sent_at, at=at
    )


def test_an_answer_given_in_time_and_sent_after_the_deadline_counts_until_the_grade(taker, attempt):
    got = send(taker, attempt, sent(taker, attempt, answered=after(50)), at=after(61))
    assert [step.counts for step in got.steps] == [True]
    close_due(taker.session, at=after(62))
    assert grades_of(taker.session, [attempt])[attempt].score == 1


def test_what_comes_after_the_grade_is_kept_and_changes_nothing(taker, attempt):
    close_due(taker.session, at=after(62))
    step = sent(taker, attempt, answered=after(50))
    got = send(taker, attempt, step, at=after(63))
    assert [step.counts for step in got.steps] == [False]
    kept = taker.session.get_one(AttemptStep, step.id)
    assert (kept.occurred_at, kept.recorded_at) == (after(50), after(63))
    assert taker.state(attempt, at=after(64)).answers == {}
    assert grades_of(taker.session, [attempt])[attempt].score == 0


def test_what_is_known_before_the_grade_counts_though_the_clocks_disagree(taker, attempt):
    send(taker, attempt, sent(taker, attempt, answered=after(5)), at=after(9))
    taker.submit(attempt, at=after(8))  # by a worker whose clock is behind
    late = sent(taker, attempt, 2, answered=after(5))
    got = send(taker, attempt, late, at=after(7))
    assert not got.steps[0].counts
    assert set(taker.state(attempt, at=after(10)).answers) == {1}


@pytest.mark.parametrize(
    ("answered", "clock_says", "kept_at"),
    [
        (30, None, 30),
        (30, 50, 40),  # the client's clock is ten minutes behind
        (70, 70, 60),  # and here ten ahead: put right, it was given when it came
        (-90, None, 0),  # not before the attempt began
        (90, None, 60),  # not later than it came
    ],
)
def test_the_client_s_instant_is_put_right_and_held_in_the_limits(
    taker, attempt, answered, clock_says, kept_at
):
    step = sent(taker, attempt, answered=after(answered))
    said = after(clock_says) if clock_says is not None else None
    got = send(taker, attempt, step, at=after(60), sent_at=said)
    assert got.steps[0].occurred_at == after(kept_at)
    assert got.steps[0].counts == (kept_at < 60)


def test_the_latest_given_counts_in_whatever_order_they_came(taker, attempt):
    first = sent(taker, attempt, answered=after(3))
    empty = {} if isinstance(first.response, dict) else []
    later = SentStep(new_id(after(4)), 1, empty, after(4))
    send(taker, attempt, later, at=after(5))
    send(taker, attempt, first, at=after(6))
    assert taker.state(attempt, at=after(7)).answers[1].id == later.id


@pytest.mark.parametrize("slot", [0, 26])
def test_a_slot_outside_the_attempt_is_absent(taker, attempt, slot):
    step = SentStep(new_id(START), slot, [], START)
    with pytest.raises(NotFound) as refused:
        send(taker, attempt, step, at=after(1))
    assert refused.value.facts["client_uuid"] == step.id


def test_a_scenario_takes_no_answers(taker):
    attempt = taker.start_scenario()
    with pytest.raises(NotFound):
        send(taker, attempt, SentStep(new_id(START), 1, [], START), at=after(1))


def test_a_batch_costs_an_insert_an_answer_and_eight_statements(taker, attempt, statements):
    steps = [sent(taker, attempt, n, answered=after(n)) for n in range(1, 11)]
    with statements() as asked:
        send(taker, attempt, *steps, at=after(20))
    assert len(asked) <= len(steps) + 8


def test_one_instant_in_another_zone_is_the_same_body(taker, attempt):
    baghdad = after(30).astimezone(timezone(timedelta(hours=3)))
    step = sent(taker, attempt, answered=baghdad)
    send(taker, attempt, step, at=after(40))
    again = SentStep(step.id, 1, step.response, after(30))
    assert send(taker, attempt, again, at=after(41)).steps[0].occurred_at == after(30)
