from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.attempts import (
    Step,
    attempt_state,
    closing_moment,
    end_of,
    is_counted,
    is_from_two_devices,
    known_by,
)
from lms.assessment.rules.timing import Extra, Overdue, dated, deadline_of, overdue_of
from lms.catalog.rules import QuizSettings

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
GRACE = Overdue("grace", timedelta(minutes=5))
POLICIES = st.sampled_from([Overdue(), GRACE, Overdue("abandon")])


def after(minutes):
    return START + timedelta(minutes=minutes)


def quiz(**more):
    return QuizSettings(6, 70, 3, (), minutes=10, time_limit_minutes=30, **more)


def step(minutes, kind="answer", *, recorded=None, slot=1, number=1, sign_in=None):
    known = after(minutes if recorded is None else recorded)
    return Step(UUID(int=number), after(minutes), kind, slot, ["a"], known, sign_in)


STEPS = st.lists(
    st.builds(
        step,
        st.integers(0, 60),
        st.sampled_from(["answer", "answer", "answer", "submit", "close"]),
        recorded=st.integers(0, 90),
        slot=st.integers(1, 3),
        number=st.integers(1, 10**6),
    ),
    max_size=12,
    unique_by=lambda each: each.id,
)


@given(st.data(), STEPS, POLICIES, st.integers(0, 100).map(after))
def test_the_order_of_arrival_does_not_matter(data, steps, overdue, at):
    other = data.draw(st.permutations(steps))
    said = [
        attempt_state(each, deadline_at=after(30), at=at, overdue=overdue)
        for each in (steps, other, [*steps, *steps])
    ]
    assert said[0] == said[1]
    assert said[0] == said[2]


@given(STEPS, POLICIES)
def test_what_comes_after_the_close_changes_nothing_of_it(steps, overdue):
    end = end_of(steps)
    if end is None:
        return
    before = attempt_state(steps, deadline_at=after(30), at=after(99), overdue=overdue)
    late = step(0, recorded=91, slot=2, number=10**7)
    later = attempt_state([*steps, late], deadline_at=after(30), at=after(99), overdue=overdue)
    assert later == before


@given(STEPS, POLICIES, st.integers(0, 100).map(after))
def test_a_closing_made_now_loses_nothing_that_was_taken(steps, overdue, at):
    answers = [each for each in steps if each.kind == "answer"]
    moment = closing_moment(answers, deadline_at=after(30), at=at, overdue=overdue)
    end = Step(UUID(int=10**8), moment, "close", recorded_at=known_by(answers, at))
    before = attempt_state(answers, deadline_at=after(30), at=at, overdue=overdue).answers
    closed = attempt_state([*answers, end], deadline_at=after(30), at=at, overdue=overdue)
    assert closed.answers == before
    assert closed.is_closed


def test_a_step_whose_receipt_nobody_knows_counts_by_its_instant_alone():
    end = Step(UUID(int=9), after(10), "submit", recorded_at=after(10))
    assert is_counted(Step(UUID(int=1), after(9), "answer"), end, None)
    assert not is_counted(Step(UUID(int=1), after(11), "answer"), end, None)


def test_a_voided_attempt_is_called_so_whatever_its_steps_say():
    assert attempt_state([], deadline_at=None, at=START, is_voided=True).name == "voided"


@pytest.mark.parametrize(
    ("settings", "overdue"),
    [
        ({}, Overdue()),
        ({"overdue_policy": "grace", "grace_minutes": 5}, GRACE),
        ({"overdue_policy": "abandon"}, Overdue("abandon")),
    ],
)
def test_what_a_quiz_says_of_its_end(settings, overdue):
    assert overdue_of(quiz(**settings)) == overdue


def test_a_scenario_is_never_overdue():
    assert overdue_of(None) == Overdue()
    assert GRACE.ends_at(None) is None
    assert not GRACE.is_abandoned(after(99), None)


@pytest.mark.parametrize(
    ("extras", "minutes"),
    [
        ((), 30),
        ((Extra(percent=125),), 37.5),
        ((Extra(percent=150),), 45),
        ((Extra(minutes=7),), 37),
        ((Extra(minutes=20), Extra(percent=125)), 50),
        ((Extra(percent=125), Extra(minutes=20)), 50),
    ],
)
def test_the_longest_extra_time_holds(extras, minutes):
    assert deadline_of(quiz(), START, extras) == after(minutes)


@given(st.integers(-99, 99), st.integers(-50, 50), st.integers(0, 80), st.none() | st.just(30))
def test_an_instant_put_right_stays_within_its_limits(answered, offset, came, deadline):
    ends = None if deadline is None else after(deadline)
    moment = dated(
        after(answered), offset=timedelta(minutes=offset), started_at=START, deadline_at=ends,
        at=after(came),
    )  # fmt: skip
    assert START <= moment <= after(came if deadline is None else min(came, deadline))


@pytest.mark.parametrize(
    ("sign_ins", "is_from_two"), [((1, 1), False), ((1, 2), True), ((1, None), False), ((), False)]
)
def test_two_devices_are_two_sign_ins_at_one_question(sign_ins, is_from_two):
    steps = [
        step(number, number=number, sign_in=own and UUID(int=own))
        for number, own in enumerate(sign_ins, start=1)
    ]
    elsewhere = step(9, slot=2, number=99, sign_in=UUID(int=77))
    assert is_from_two_devices([*steps, elsewhere], 1) == is_from_two
