from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.rules import AllOf, AnyOf, NOf, Requirement
from lms.progress.rules import (
    EnrolmentState,
    OutcomeFact,
    enrolment_state,
    is_locked,
    judged,
    missing_for_test,
    missing_for_unit,
    next_activity,
    packed,
    true_since,
    unit_state,
    unpacked,
    waiting_practicals,
)
from tests.progress.course import make_course, requirement_keys

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
COURSE = make_course()
KEYS = requirement_keys(COURSE)
QUIZ = "u01/quiz/passed"
_number = count(1)


def after(minutes):
    return START + timedelta(minutes=minutes)


def fact(key=QUIZ, outcome="met", *, at=0, score=None, number=None):
    return OutcomeFact(UUID(int=number or next(_number)), key, outcome, score, after(at))


def met_by(*keys):
    return enrolment_state(COURSE, [fact(key) for key in keys])


def of_unit(unit_key, *parts):
    return [f"{unit_key}/{part}" for part in parts]


ONLINE = ("lesson/viewed", "quiz/passed")
SCORES = st.none() | st.integers(0, 18).map(lambda points: points / 18)


@st.composite
def fact_lists(draw, outcomes=("met", "not_met", "reversed"), keys=tuple(KEYS)):
    size = draw(st.integers(0, 12))
    return [
        OutcomeFact(
            UUID(int=number),
            draw(st.sampled_from(keys)),
            draw(st.sampled_from(outcomes)),
            draw(SCORES),
            after(draw(st.integers(0, 5))),
        )
        for number in range(1, size + 1)
    ]


@st.composite
def rules(draw):
    leaves = st.sampled_from(KEYS).map(Requirement)

    def combined(parts):
        some = st.lists(parts, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            some.map(AllOf),
            some.map(AnyOf),
            some.flatmap(lambda of: st.integers(1, len(of)).map(lambda n: NOf(n, of))),
        )

    return draw(st.recursive(leaves, combined, max_leaves=6))


def holds(rule, keys):
    """Whether the rule is true when these requirements are met, said as plainly as it can be."""
    if isinstance(rule, Requirement):
        return rule.key in keys
    needed = {AllOf: len(rule.rules), AnyOf: 1}.get(type(rule)) or rule.n
    return sum(holds(part, keys) for part in rule.rules) >= needed


@given(facts=fact_lists(), order=st.randoms())
def test_the_order_in_which_facts_arrive_does_not_matter(facts, order):
    arrived = list(facts)
    order.shuffle(arrived)
    assert judged(arrived) == judged(facts)
    assert enrolment_state(COURSE, arrived) == enrolment_state(COURSE, facts)


@given(facts=fact_lists(), again=st.integers(0, 11))
def test_a_fact_that_arrives_twice_counts_once(facts, again):
    assert judged([*facts, *facts[again:]]) == judged(facts)


@given(known=fact_lists(), later=fact_lists(outcomes=("met", "not_met")), minutes=st.integers(0, 9))
def test_what_is_complete_stays_complete_until_it_is_reversed(known, later, minutes):
    before = enrolment_state(COURSE, known)
    since = [
        OutcomeFact(
            UUID(int=each.id.int + 100), each.requirement_key, each.outcome, each.score,
            each.occurred_at + timedelta(minutes=minutes + 5),
        )
        for each in later
    ]  # fmt: skip
    now = enrolment_state(COURSE, [*known, *since])
    for key, state in before.requirements.items():
        if state.met_at:
            assert now.requirement(key).met_at == state.met_at
    for unit, instant in before.units.items():
        assert now.units[unit] == instant
    if before.course_completed_at:
        assert now.course_completed_at == before.course_completed_at


@given(known=fact_lists(), late=fact_lists(outcomes=("met", "not_met")))
def test_a_fact_of_the_past_never_makes_a_completion_later(known, late):
    moved = [
        OutcomeFact(UUID(int=each.id.int + 100), each.requirement_key, each.outcome, each.score,
                    each.occurred_at)
        for each in late
    ]  # fmt: skip
    before, now = enrolment_state(COURSE, known), enrolment_state(COURSE, [*known, *moved])
    for unit, instant in before.units.items():
        assert now.units[unit] <= instant


def test_met_then_reversed_then_met_again():
    met, taken_back, again = fact(at=1, score=0.9), fact(outcome="reversed", at=2), fact(at=3)
    assert judged([met])[QUIZ].met_at == after(1)
    assert judged([met, taken_back])[QUIZ].met_at is None
    assert judged([met, taken_back])[QUIZ].best_score is None
    assert judged([met, taken_back, again])[QUIZ].met_at == after(3)


def test_a_later_lower_score_changes_neither_the_pass_nor_the_best():
    state = judged([fact(at=1, score=0.9), fact(outcome="not_met", at=2, score=0.4)])[QUIZ]
    assert (state.met_at, state.best_score, state.tries, state.last_at) == (
        after(1), 0.9, 2, after(2),
    )  # fmt: skip


def test_of_one_instant_the_id_decides_which_came_first():
    met, taken_back = fact(number=1), fact(outcome="reversed", number=2)
    assert judged([taken_back, met])[QUIZ].met_at is None
    earlier = fact(outcome="reversed", number=1)
    assert judged([fact(number=2), earlier])[QUIZ].met_at == START


@given(rule=rules(), met=st.dictionaries(st.sampled_from(KEYS), st.integers(0, 9).map(after)))
def test_a_rule_is_true_since_the_first_instant_at_which_it_holds(rule, met):
    instants = sorted(set(met.values()))
    first = next(
        (at for at in instants if holds(rule, {key for key in met if met[key] <= at})), None
    )
    assert true_since(rule, met) == first


@given(facts=fact_lists())
def test_packed_and_unpacked_a_state_is_the_same(facts):
    state = enrolment_state(COURSE, facts)
    assert unpacked(packed(state)) == state
    assert packed(unpacked(packed(state))) == packed(state)


def test_packing_keeps_each_microsecond():
    late = datetime(2099, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    state = EnrolmentState(course_completed_at=late, last_at=late)
    assert unpacked(packed(state)) == state


def test_the_course_is_complete_when_its_last_part_is():
    facts = [fact(key, at=place) for place, key in enumerate(reversed(KEYS))]
    assert enrolment_state(COURSE, facts).course_completed_at == after(len(KEYS) - 1)


@pytest.mark.parametrize("missing", KEYS)
def test_without_any_one_part_the_course_is_not_complete(missing):
    assert met_by(*(key for key in KEYS if key != missing)).course_completed_at is None


def test_the_next_unit_opens_when_everything_online_is_done():
    assert not is_locked(COURSE, met_by(), "u01")
    assert is_locked(COURSE, met_by(), "u02")
    assert is_locked(COURSE, met_by("u01/lesson/viewed"), "u02")
    assert not is_locked(COURSE, met_by(*of_unit("u01", *ONLINE)), "u02")


def test_a_practical_locks_nothing_but_is_waited_for():
    state = met_by(*of_unit("u01", *ONLINE), *of_unit("u02", *ONLINE))
    assert not is_locked(COURSE, state, "course")
    assert [each.address for each in waiting_practicals(COURSE, state)] == [
        "u01/practical", "u02/practical",
    ]  # fmt: skip
    assert state.course_completed_at is None


def test_a_practical_signed_early_opens_nothing():
    assert is_locked(COURSE, met_by("u01/practical/signed_off"), "u02")


def test_a_locked_place_says_what_comes_first():
    state = met_by("u01/lesson/viewed")
    assert [each.address for each in missing_for_unit(COURSE, state, "u02")] == ["u01/quiz"]
    assert [each.address for each in missing_for_test(COURSE, state)] == [
        "u01/quiz", "u02/lesson", "u02/quiz",
    ]  # fmt: skip


def test_what_is_reversed_locks_again():
    facts = [fact(key) for key in of_unit("u01", *ONLINE)]
    state = enrolment_state(COURSE, [*facts, fact(outcome="reversed", at=1)])
    assert is_locked(COURSE, state, "u02")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ((), ("todo", "locked")),
        (("u01/lesson/viewed",), ("now", "locked")),
        (of_unit("u01", *ONLINE), ("waiting", "todo")),
        (of_unit("u01", *ONLINE, "practical/signed_off"), ("done", "todo")),
    ],
)
def test_each_unit_has_one_word(keys, words):
    state = met_by(*keys)
    assert tuple(unit_state(COURSE, state, unit) for unit in COURSE.units) == words


def test_there_is_one_thing_to_do_next():
    seen = []
    state = met_by()
    while (found := next_activity(COURSE, state)) is not None:
        seen.append(found.address)
        state = met_by(*state.requirements, found.requirement_key)
    assert seen == ["u01/lesson", "u01/quiz", "u02/lesson", "u02/quiz", "course/test"]
