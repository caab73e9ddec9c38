"""What opens a unit beside the units before it. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.rule_trees import Condition, Conditions
from lms.progress.rules import (
    EnrolmentState,
    Known,
    OutcomeFact,
    closed_next,
    enrolment_state,
    is_hidden,
    is_locked,
    next_activity,
    shown_units,
    unit_state,
    unmet_for,
)
from tests.progress.course import make_course

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
KNOWN = Known(at=AT)
U1 = ("u01/lesson/viewed", "u01/quiz/passed")
RELEASED = Condition("released")


def course_with(availability, *, test=None):
    course = make_course()
    first, second = course.units
    units = (first, replace(second, availability=availability))
    return replace(course, units=units, test_availability=test)


def state_of(course, *keys, known=KNOWN):
    facts = [OutcomeFact(UUID(int=n), key, "met", None, AT) for n, key in enumerate(keys, 1)]
    return replace(enrolment_state(course, facts), known=known)


def is_open(condition, *keys, known=KNOWN):
    course = course_with(condition)
    return unmet_for(course, state_of(course, *keys, known=known), "u02") is None


@pytest.mark.parametrize(
    ("condition", "known", "expected"),
    [
        (Condition("date_from", on=TODAY), KNOWN, True),
        (Condition("date_from", on=TODAY + timedelta(1)), KNOWN, False),
        (Condition("date_until", on=TODAY), KNOWN, True),
        (Condition("date_until", on=TODAY - timedelta(1)), KNOWN, False),
        # a day begins and ends in Baghdad, three hours before it does in UTC
        (Condition("date_from", on=TODAY), Known(at=datetime(2026, 3, 2, 21, tzinfo=UTC)), True),
        (Condition("date_until", on=TODAY), Known(at=datetime(2026, 3, 3, 21, tzinfo=UTC)), False),
        (Condition("in_cohort", cohort="Spring"), replace(KNOWN, cohorts={"spring"}), True),
        (Condition("in_cohort", cohort="Spring"), replace(KNOWN, cohorts={"autumn"}), False),
        (RELEASED, replace(KNOWN, released={"u02"}), True),
        (RELEASED, replace(KNOWN, released={"u01", "course"}), False),
        (Condition("completed", course="c91"), replace(KNOWN, completed={"c91"}), True),
        (Condition("completed", course="c91"), replace(KNOWN, passed={"c91"}), False),
        (Condition("passed", course="c91"), replace(KNOWN, passed={"c91"}), True),
        (Condition("passed", course="c91"), replace(KNOWN, completed={"c91"}), False),
    ],
)
def test_each_leaf_asks_one_thing(condition, known, expected):
    assert is_open(condition, known=known) is expected


def test_a_unit_is_passed_by_its_quiz_and_completed_by_its_rule():
    passed, completed = Condition("passed", unit="u01"), Condition("completed", unit="u01")
    quiz = ("u01/quiz/passed",)
    assert (is_open(passed, *quiz), is_open(completed, *quiz)) == (True, False)
    assert is_open(completed, *U1, "u01/practical/signed_off")


LEAVES = {
    key: Condition("in_cohort", cohort=key, on_fail="hide" if key == "b" else "show_locked")
    for key in "abc"
}
ANY_ON_FAIL = st.sampled_from(["hide", "show_locked"])


@st.composite
def trees(draw):
    leaves = st.sampled_from(list(LEAVES.values()))

    def branch(parts):
        some = st.lists(parts, min_size=1, max_size=3).map(tuple)
        return st.builds(Conditions, st.sampled_from(["all", "any", "none"]), some, ANY_ON_FAIL)

    return draw(st.recursive(leaves, branch, max_leaves=7))


def is_true(tree, cohorts):
    """Whether the tree holds, said as plainly as it can be."""
    if isinstance(tree, Condition):
        return tree.cohort in cohorts
    parts = [is_true(part, cohorts) for part in tree.parts]
    return {"all": all(parts), "any": any(parts), "none": not any(parts)}[tree.op]


def leaves_in(unmet):
    own = [unmet.leaf] if unmet.leaf else []
    return own + [leaf for part in unmet.parts for leaf in leaves_in(part)]


@given(tree=trees(), cohorts=st.frozensets(st.sampled_from("abc")))
def test_a_tree_is_open_exactly_when_it_holds_and_else_says_why(tree, cohorts):
    course = course_with(tree)
    unmet = unmet_for(course, state_of(course, known=replace(KNOWN, cohorts=cohorts)), "u02")
    assert (unmet is None) == is_true(tree, cohorts)
    if unmet is not None:
        assert leaves_in(unmet)


def all_changes(unmet, cohorts):
    """The cohorts after every reason was seen to."""
    now = set(cohorts)
    if unmet.leaf:
        return now - {unmet.leaf.cohort} if unmet.is_against else now | {unmet.leaf.cohort}
    parts = unmet.parts if unmet.needs == "all" else unmet.parts[:1]
    for part in parts:
        now = all_changes(part, now)
    return now


@given(cohorts=st.frozensets(st.sampled_from("abc")), op=st.sampled_from(["all", "any", "none"]))
def test_seeing_to_the_reasons_opens_it(cohorts, op):
    course = course_with(Conditions(op, tuple(LEAVES.values())))
    known = replace(KNOWN, cohorts=cohorts)
    unmet = unmet_for(course, state_of(course, known=known), "u02")
    if unmet is not None:
        later = replace(KNOWN, cohorts=frozenset(all_changes(unmet, cohorts)))
        assert unmet_for(course, state_of(course, known=later), "u02") is None


def test_order_and_availability_must_both_hold():
    course = course_with(RELEASED)
    released = replace(KNOWN, released=frozenset({"u02"}))
    assert is_locked(course, state_of(course, *U1), "u02")
    assert is_locked(course, state_of(course, known=released), "u02")
    assert not is_locked(course, state_of(course, *U1, known=released), "u02")


def test_where_nobody_looked_what_has_a_condition_is_closed():
    course = course_with(Conditions("none", (RELEASED,)))
    state = state_of(course, *U1)
    assert not is_locked(course, state, "u02")
    assert is_locked(course, replace(state, known=None), "u02")
    assert not is_locked(course, replace(state, known=None), "u01")


@pytest.mark.parametrize(
    ("tree", "hidden"),
    [
        (replace(RELEASED, on_fail="hide"), True),
        (RELEASED, False),
        (Conditions("all", (RELEASED, LEAVES["b"])), True),
        (Conditions("all", (RELEASED, LEAVES["a"])), False),
        (Conditions("any", (RELEASED, LEAVES["b"])), False),
        (Conditions("any", (replace(RELEASED, on_fail="hide"), LEAVES["b"])), True),
        (Conditions("any", (RELEASED, LEAVES["a"]), "hide"), True),
        (Conditions("none", (Condition("date_from", on=TODAY, on_fail="hide"),)), True),
    ],
)
def test_what_fails_with_hide_is_absent_from_lists(tree, hidden):
    course = course_with(tree)
    state = state_of(course)
    assert is_hidden(course, state, "u02") is hidden
    assert [unit.key for unit in shown_units(course, state)] == (
        ["u01"] if hidden else ["u01", "u02"]
    )


def test_a_completed_unit_is_never_hidden():
    course = course_with(replace(RELEASED, on_fail="hide"))
    parts = [f"u02/{part}" for part in ("lesson/viewed", "quiz/passed", "practical/signed_off")]
    assert len(shown_units(course, state_of(course, *parts))) == 2


def test_what_comes_next_and_is_closed_is_named_and_not_offered():
    course = course_with(RELEASED)
    state = state_of(course, *U1)
    assert (next_activity(course, state), closed_next(course, state)) == (None, "u02")
    assert unit_state(course, state, course.units[1]) == "locked"
    open_now = replace(state, known=replace(KNOWN, released=frozenset({"u02"})))
    assert next_activity(course, open_now).address == "u02/lesson"
    assert closed_next(course, open_now) is None


def test_the_course_test_has_conditions_of_its_own():
    course = course_with(None, test=RELEASED)
    done = (*U1, "u02/lesson/viewed", "u02/quiz/passed")
    state = state_of(course, *done)
    assert is_locked(course, state, "course")
    assert (next_activity(course, state), closed_next(course, state)) == (None, "course")
    released = replace(state, known=replace(KNOWN, released=frozenset({"course"})))
    assert not is_locked(course, released, "course")


def test_a_course_without_conditions_asks_for_nothing_known():
    course = make_course()
    assert not course.has_availability
    assert not is_locked(course, EnrolmentState(), "u01")
