"""Decisions that stand beside outcomes: the laws of what follows from both. No database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lms.progress.rules import (
    OutcomeFact,
    OverrideFact,
    enrolment_state,
    is_locked,
    next_activity,
    packed,
    unpacked,
    waiting_practicals,
)
from tests.progress.course import make_course, requirement_keys
from tests.progress.test_rules import fact_lists, rules

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
COURSE = make_course()
TARGETS = (*requirement_keys(COURSE), "u01", "u02", "u99", "u01/gone/passed")
QUIZ = "u01/quiz/passed"


def after(minutes):
    return START + timedelta(minutes=minutes)


def override(target=QUIZ, *, at=0, number=1, kind="complete", is_revoked=False):
    since = None if at is None else after(at)
    return OverrideFact(UUID(int=number), target, kind, since, is_revoked)


def outcome(key=QUIZ, *, at=0, number=1, verdict="met"):
    return OutcomeFact(UUID(int=number), key, verdict, None, after(at))


ANY_LATER = fact_lists(outcomes=("met", "not_met"))


@st.composite
def decisions(draw):
    return [
        override(
            draw(st.sampled_from(TARGETS)),
            at=draw(st.none() | st.integers(0, 9)),
            number=1000 + number,
            kind=draw(st.sampled_from(["complete", "exempt"])),
            is_revoked=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 5)))
    ]


@given(facts=fact_lists(), decided=decisions(), order=st.randoms())
def test_neither_order_nor_repetition_matters(facts, decided, order):
    first = enrolment_state(COURSE, facts, decided)
    shuffled = [*decided, *decided[:2]]
    order.shuffle(shuffled)
    order.shuffle(facts)
    assert enrolment_state(COURSE, facts, shuffled) == first


@given(facts=fact_lists(), decided=decisions())
def test_a_computed_outcome_never_vanishes(facts, decided):
    alone, beside = enrolment_state(COURSE, facts), enrolment_state(COURSE, facts, decided)
    for key, state in alone.requirements.items():
        own = beside.requirement(key)
        assert (own.earned_at, own.tries, own.best_score, own.last_at) == (
            state.met_at, state.tries, state.best_score, state.last_at,
        )  # fmt: skip
    assert beside.last_at == alone.last_at


@given(facts=fact_lists(), decided=decisions())
def test_a_decision_takes_no_completion_away_and_delays_none(facts, decided):
    alone, beside = enrolment_state(COURSE, facts), enrolment_state(COURSE, facts, decided)
    for key, state in alone.requirements.items():
        if state.met_at:
            assert beside.requirement(key).met_at <= state.met_at
    for unit, instant in alone.units.items():
        assert beside.units[unit] <= instant
    if alone.course_completed_at:
        assert beside.course_completed_at <= alone.course_completed_at


@given(facts=fact_lists(), decided=decisions())
def test_revoked_or_waiting_it_is_as_if_it_had_never_been(facts, decided):
    revoked = [replace(one, is_revoked=True) for one in decided]
    waiting = [replace(one, at=None) for one in decided]
    assert enrolment_state(COURSE, facts, revoked) == enrolment_state(COURSE, facts)
    assert enrolment_state(COURSE, facts, waiting) == enrolment_state(COURSE, facts)


@given(facts=fact_lists(), late=fact_lists(), decided=decisions())
def test_what_a_decision_completed_stays_whatever_becomes_known_later(facts, late, decided):
    before = enrolment_state(COURSE, (), decided)
    moved = [replace(one, id=UUID(int=one.id.int + 100)) for one in late]
    now = enrolment_state(COURSE, [*facts, *moved], decided)
    for unit, instant in before.units.items():
        assert now.units[unit] <= instant
    for key, state in before.requirements.items():
        assert now.requirement(key).met_at <= state.met_at


@given(facts=fact_lists(), decided=decisions())
def test_packed_and_unpacked_a_state_with_decisions_is_the_same(facts, decided):
    state = enrolment_state(COURSE, facts, decided)
    assert unpacked(packed(state)) == state


@given(facts=fact_lists())
def test_a_state_without_decisions_is_packed_as_it_always_was(facts):
    state = enrolment_state(COURSE, facts)
    assert all(len(values) == 4 for values in json.loads(packed(state))["r"].values())


@given(trees=st.tuples(rules(), rules()), known=fact_lists(), late=ANY_LATER, decided=decisions())
def test_the_laws_hold_over_any_rules(trees, known, late, decided):
    """Order, repetition, and the latch: what comes later takes nothing away and delays nothing."""
    units = tuple(
        replace(unit, completion=tree) for unit, tree in zip(COURSE.units, trees, strict=True)
    )
    course = replace(COURSE, units=units)
    before = enrolment_state(course, known, decided)
    moved = [replace(one, id=UUID(int=one.id.int + 100)) for one in late]
    now = enrolment_state(course, [*moved, *reversed(known), *known], [*reversed(decided)])
    assert enrolment_state(course, [*reversed(known), *known], decided) == before
    for unit, instant in before.units.items():
        assert now.units[unit] <= instant
    if before.course_completed_at:
        assert now.course_completed_at <= before.course_completed_at


def test_the_earlier_of_both_instants_counts():
    state = enrolment_state(COURSE, [outcome(at=5)], [override(at=3)])
    assert (state.requirement(QUIZ).met_at, state.requirement(QUIZ).earned_at) == (
        after(3), after(5),
    )  # fmt: skip
    assert enrolment_state(COURSE, [outcome(at=2)], [override(at=3)]).requirement(
        QUIZ
    ).met_at == after(2)


def test_a_reversal_takes_back_what_was_done_and_leaves_the_decision():
    facts = [outcome(at=1), outcome(at=4, number=2, verdict="reversed")]
    state = enrolment_state(COURSE, facts, [override(at=3)])
    assert (state.requirement(QUIZ).met_at, state.requirement(QUIZ).earned_at) == (after(3), None)


def test_a_whole_unit_is_complete_and_opens_the_next():
    state = enrolment_state(COURSE, [], [override("u01", at=2, kind="exempt")])
    assert state.units == {"u01": after(2)}
    assert not is_locked(COURSE, state, "u02")
    assert next_activity(COURSE, state).address == "u02/lesson"
    assert [one.address for one in waiting_practicals(COURSE, state)] == ["u02/practical"]
    assert state.overridden_in("u01").kind == "exempt"
    assert state.overridden_in("u02") is None


def test_of_several_decisions_the_earliest_is_told():
    decided = [override(at=5, kind="complete"), override(at=3, number=2, kind="exempt")]
    told = enrolment_state(COURSE, [outcome(at=9)], decided).requirement(QUIZ).overridden
    assert (told.kind, told.at, told.earned_at) == ("exempt", after(3), after(9))
