"""Units whose rule is not simply everything in them: nothing is missing that is not asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.rules import AllOf, AnyOf, NOf, QuizSettings, Requirement
from lms.progress.rules import (
    OutcomeFact,
    enrolment_state,
    has_choice,
    is_locked,
    missing_parts,
    next_activity,
    unit_state,
    waiting_practicals,
)
from lms.reporting.rules.standing import digest_of
from lms.teaching.rules import reasons_to_help
from tests.progress.course import make_course, make_unit

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
KINDS = ("lesson", "quiz", "scenario", "practical", "receipt")
L, Q, S, P, R = (
    Requirement(f"u01/{kind}/{verb}")
    for kind, verb in (
        ("lesson", "viewed"), ("quiz", "passed"), ("scenario", "passed"),
        ("practical", "signed_off"), ("receipt", "received"),
    )
)  # fmt: skip


def course_with(rule):
    course = make_course()
    return replace(course, units=(replace(make_unit(1, KINDS), completion=rule), course.units[1]))


def state_of(course, *leaves):
    facts = [
        OutcomeFact(UUID(int=n), leaf.key, "met", None, AT) for n, leaf in enumerate(leaves, 1)
    ]
    return enrolment_state(course, facts)


@pytest.mark.parametrize(
    ("rule", "done", "missing", "word"),
    [
        (AnyOf((Q, S)), (), ["quiz", "scenario"], "todo"),
        (AnyOf((Q, S)), (S,), [], "done"),
        (AllOf((L, AnyOf((Q, S)))), (Q,), ["lesson"], "now"),
        (NOf(2, (L, Q, S)), (L,), ["quiz", "scenario"], "now"),
        (NOf(2, (L, Q, S)), (L, S), [], "done"),
        # a practical never locks, but done it counts
        (AllOf((L, P)), (L,), [], "waiting"),
        (AnyOf((S, P)), (), ["scenario"], "todo"),
        (AnyOf((S, P)), (P,), [], "done"),
        (NOf(2, (L, S, P)), (L,), ["scenario"], "now"),
        (NOf(2, (L, S, P)), (L, P), [], "done"),
        # a receipt is an online part like any other
        (AllOf((L, R)), (L,), ["receipt"], "now"),
        # what the rule does not name is optional
        (AllOf((L,)), (L,), [], "done"),
    ],
)
def test_what_is_missing_is_what_the_rule_still_asks_for(rule, done, missing, word):
    course = course_with(rule)
    state = state_of(course, *done)
    unit = course.units[0]
    assert [part.key for part in missing_parts(unit, state)] == missing
    assert unit_state(course, state, unit) == word
    assert is_locked(course, state, "u02") is bool(missing)


def test_an_optional_part_is_no_next_step_and_an_optional_practical_is_not_awaited():
    course = course_with(AnyOf((Q, P)))
    assert next_activity(course, state_of(course, P)).unit_key == "u02"
    waiting = [waiting_practicals(course, state_of(course, *done)) for done in ((), (Q,))]
    assert [one.address for one in waiting[0]] == ["u01/practical"]
    assert [one.address for one in waiting[1]] == ["u02/practical"]


def test_a_failed_quiz_that_the_unit_does_not_wait_for_holds_nobody_back():
    course = course_with(AnyOf((Q, S)))
    failed = [
        OutcomeFact(UUID(int=n), Q.key, "not_met", 0.2, AT) for n in (101, 102)
    ]  # fmt: skip
    scenario = OutcomeFact(UUID(int=103), S.key, "met", None, AT)
    stuck, done = (enrolment_state(course, facts) for facts in (failed, [*failed, scenario]))
    assert (digest_of(course, stuck).held_at, digest_of(course, done).held_at) == (("u01",), ())
    reasons = [reasons_to_help(course, state, enrolled_at=AT, at=AT) for state in (stuck, done)]
    assert [[one.kind for one in found] for found in reasons] == [[], []]
    course = replace(course, units=(with_quiz(course.units[0]), course.units[1]))
    assert [one.kind for one in reasons_to_help(course, stuck, enrolled_at=AT, at=AT)] == ["failed"]
    assert reasons_to_help(course, done, enrolled_at=AT, at=AT) == ()


def with_quiz(unit):
    """The unit with its quiz's settings, as a published one has them."""
    settings = QuizSettings(
        draw=2, pass_percent=70, max_attempts=0, cooldowns=(), minutes=10, time_limit_minutes=None
    )
    return replace(
        unit,
        activities=tuple(
            replace(one, quiz=settings) if one.kind == "quiz" else one for one in unit.activities
        ),
    )


def test_a_plain_all_of_everything_is_no_choice():
    assert not has_choice(make_unit(1, KINDS))
    assert has_choice(course_with(AllOf((L, Q))).units[0])
    assert has_choice(course_with(AnyOf((L, Q, S, P, R))).units[0])
    assert not has_choice(course_with(AllOf((R, P, S, Q, L))).units[0])


def _branch(parts):
    some = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        some.map(AllOf),
        some.map(AnyOf),
        some.flatmap(lambda of: st.integers(1, len(of)).map(lambda n: NOf(n, of))),
    )


RULES = st.recursive(st.sampled_from([L, Q, S, P, R]), _branch, max_leaves=6)
DONE = st.lists(st.sampled_from([L, Q, S, P, R]))


@given(rule=RULES, done=DONE)
def test_a_unit_whose_rule_is_true_misses_nothing(rule, done):
    course = course_with(rule)
    state = state_of(course, *done)
    unit = course.units[0]
    if unit.key in state.units:
        assert missing_parts(unit, state) == []
        assert unit_state(course, state, unit) == "done"


@given(rule=RULES, done=DONE)
def test_seeing_to_everything_missing_opens_the_next_unit(rule, done):
    course = course_with(rule)
    missing = missing_parts(course.units[0], state_of(course, *done))
    after = [*done, *(Requirement(part.requirement_key) for part in missing)]
    assert not is_locked(course, state_of(course, *after), "u02")
