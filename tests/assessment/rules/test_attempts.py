from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.attempts import (
    GradedSlot,
    Past,
    Step,
    attempt_state,
    attempts_left,
    closing_moment,
    is_remedial_due,
    judge,
    needed_words,
    next_start_at,
    points_needed,
    points_words,
)
from lms.assessment.rules.timing import deadline_of
from lms.catalog.rules import Cooldown, QuizSettings

START = datetime(2026, 11, 24, 9, tzinfo=UTC)

MICROSECOND = timedelta(microseconds=1)


def quiz(*, cooldowns=(), limit=None):
    return QuizSettings(6, 70, 3, tuple(cooldowns), minutes=10, time_limit_minutes=limit)


def after(minutes):
    return START + timedelta(minutes=minutes)


def step(minutes, kind="answer", slot=1, response=("a",), number=1):
    return Step(UUID(int=number), after(minutes), kind, slot, list(response))


STEPS = st.lists(
    st.builds(
        step,
        st.integers(0, 90),
        st.sampled_from(["answer", "answer", "answer", "submit", "close"]),
        st.integers(1, 3),
        st.sampled_from(["a", "b"]),
        st.integers(1, 10**6),
    ),
    max_size=12,
    unique_by=lambda each: each.id,
).flatmap(lambda steps: st.tuples(st.just(steps), st.permutations(steps)))
DEADLINES = st.none() | st.integers(10, 80).map(after)


@given(STEPS, DEADLINES, st.integers(0, 100).map(after))
def test_the_order_of_arrival_does_not_matter(steps, deadline, at):
    one, other = steps
    assert attempt_state(one, deadline_at=deadline, at=at) == attempt_state(
        other, deadline_at=deadline, at=at
    )


@given(STEPS, DEADLINES, st.integers(0, 100).map(after))
def test_nothing_after_the_close_counts(steps, deadline, at):
    state = attempt_state(steps[0], deadline_at=deadline, at=at)
    ends = [each.occurred_at for each in steps[0] if each.kind in {"submit", "close"}]
    limits = [*ends, *([deadline] if deadline else [])]
    assert all(answer.occurred_at <= limit for answer in state.answers.values() for limit in limits)


def test_the_latest_answer_of_a_slot_counts():
    steps = [step(2, response="b", number=9), step(1, response="a", number=10), step(1, slot=2)]
    state = attempt_state(steps, deadline_at=None, at=after(5))
    assert state.name == "in_progress"
    assert {slot: each.response for slot, each in state.answers.items()} == {1: ["b"], 2: ["a"]}


def test_of_two_answers_at_one_instant_the_greater_id_counts():
    steps = [step(1, response="b", number=2), step(1, response="a", number=1)]
    assert attempt_state(steps, deadline_at=None, at=after(5)).answers[1].response == ["b"]


@pytest.mark.parametrize(
    ("steps", "at", "name", "closed"),
    [
        ([step(1)], 59, "in_progress", None),
        ([step(1)], 60, "submitted", 60),
        ([step(1), step(10, "submit")], 11, "finished", 10),
        ([step(1), step(60, "close")], 90, "finished", 60),
        ([step(1), step(70, "submit")], 90, "finished", 60),
    ],
)
def test_the_state_follows_from_steps_and_clock(steps, at, name, closed):
    state = attempt_state(steps, deadline_at=after(60), at=after(at))
    assert (state.name, state.closed_at) == (name, closed and after(closed))


def test_an_answer_at_the_deadline_is_too_late():
    state = attempt_state([step(60)], deadline_at=after(60), at=after(61))
    assert state.answers == {}


@pytest.mark.parametrize(
    ("grades", "percent", "is_passed"),
    [
        ([1, 1, 1, 1, 0], 80, True),
        ([1, 1, 1, Fraction(999, 1000), 0], 80, False),
        ([Fraction(2, 3)] * 3, 66, True),
        ([Fraction(2, 3)] * 3, 67, False),
        ([], 0, False),
    ],
)
def test_the_pass_mark_is_compared_exactly(grades, percent, is_passed):
    parts = [Fraction(part) for part in grades]
    judged = judge([GradedSlot(part) for part in parts], pass_percent=percent)
    assert judged.is_passed is is_passed


def test_an_absolute_item_not_fully_right_fails_at_any_score():
    slots = [GradedSlot(Fraction(1))] * 19 + [GradedSlot(Fraction(1, 2), is_absolute=True)]
    judged = judge(slots, pass_percent=80)
    assert (judged.is_passed, judged.is_absolute_missed) == (False, True)
    assert judged.score == Fraction(39, 2)


@given(st.fractions(0, 25), st.integers(1, 25), st.integers(1, 100))
def test_nobody_reads_failed_beside_the_number_that_passes(score, most, percent):
    needed = points_needed(most, percent)
    if score < needed:
        assert float(points_words(score)) < float(needed_words(needed))


@pytest.mark.parametrize(
    ("score", "words"),
    [(Fraction(5), "5"), (Fraction(11, 2), "5.5"), (Fraction(599, 100), "5.9"), (Fraction(0), "0")],
)
def test_points_are_cut_never_raised(score, words):
    assert points_words(score) == words


@pytest.mark.parametrize(
    ("closed", "minutes"), [(0, None), (1, None), (2, 10), (3, 60), (4, 60), (9, 60)]
)
def test_a_cool_down_holds_until_the_next_and_the_last_for_all_later(closed, minutes):
    settings = quiz(cooldowns=(Cooldown(2, 10), Cooldown(3, 60)))
    ends = [after(number) for number in range(closed)]
    expected = minutes and after(closed - 1 + minutes)
    assert next_start_at(ends, settings) == expected


@pytest.mark.parametrize(
    ("most", "granted", "used", "left"), [(0, 0, 9, None), (3, 0, 1, 2), (3, 0, 3, 0), (3, 1, 3, 1)]
)
def test_granted_attempts_come_on_top(most, granted, used, left):
    assert attempts_left(max_attempts=most, granted=granted, used=used) == left


def past(minutes, kind="test", passed=False, missed=False):
    return Past(kind, after(minutes), passed, missed)


@pytest.mark.parametrize(
    ("attempts", "is_due"),
    [
        ([], False),
        ([past(1)], False),
        ([past(1, missed=True)], True),
        ([past(1, missed=True), past(2, "remedial")], True),
        ([past(1, missed=True), past(2, "remedial", passed=True)], False),
        ([past(3, missed=True), past(2, "remedial", passed=True)], True),
        ([past(1, missed=True), past(2, passed=True)], False),
    ],
)
def test_a_remedial_set_is_due_until_one_is_passed(attempts, is_due):
    assert is_remedial_due(attempts) is is_due


@pytest.mark.parametrize(("limit", "deadline"), [(None, None), (60, after(60))])
def test_only_a_timed_attempt_has_a_deadline(limit, deadline):
    assert deadline_of(quiz(limit=limit), START) == deadline


@pytest.mark.parametrize(
    ("answered", "deadline", "at", "moment"),
    [
        ([], None, 5, after(5)),
        ([3], None, 5, after(5)),
        ([5], None, 5, after(5) + MICROSECOND),
        ([7, 3], None, 5, after(7) + MICROSECOND),
        ([], 60, 65, after(60)),
        ([59], 60, 65, after(60)),
        ([61], 60, 59, after(59)),
    ],
)
def test_an_attempt_ends_after_every_answer_taken_and_by_its_deadline(
    answered, deadline, at, moment
):
    steps = [step(minutes, number=number) for number, minutes in enumerate(answered)]
    deadline_at = None if deadline is None else after(deadline)
    assert closing_moment(steps, deadline_at=deadline_at, at=after(at)) == moment


@given(
    STEPS.map(lambda both: [each for each in both[0] if each.kind == "answer"]),
    DEADLINES,
    st.integers(0, 100).map(after),
)
def test_the_answers_taken_are_those_a_closed_attempt_holds(steps, deadline, at):
    moment = closing_moment(steps, deadline_at=deadline, at=at)
    end = Step(UUID(int=0), moment, "submit")
    before = attempt_state(steps, deadline_at=deadline, at=at).answers
    assert attempt_state([*steps, end], deadline_at=deadline, at=at).answers == before
