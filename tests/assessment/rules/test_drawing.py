from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.drawing import (
    Arrangement,
    Candidate,
    arrange,
    draw_quiz,
    draw_remedial,
    draw_test,
)
from lms.assessment.rules.reading import read_question
from tests.assessment.questions import ITEMS, OPTIONS, RIGHT, STEMS, body

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        key=st.integers(0, 60).map("q{}".format),
        unit_key=st.sampled_from(["u01", "u02", "u03"]),
        is_absolute=st.booleans(),
        seen=st.integers(0, 3),
    ),
    max_size=40,
    unique_by=lambda each: each.key,
)
SEEDS = st.integers(0, 2**16).map(Random)


@given(CANDIDATES, st.integers(0, 30), SEEDS)
def test_a_quiz_draws_as_many_as_it_may_and_none_twice(pool, count, random):
    drawn = draw_quiz(pool, count=count, random=random)
    assert len(drawn) == len(set(drawn)) == min(count, len(pool))


@given(CANDIDATES, st.integers(0, 30), SEEDS)
def test_nothing_seen_more_often_is_drawn_before_something_seen_less(pool, count, random):
    drawn = set(draw_quiz(pool, count=count, random=random))
    seen = {each.key: each.seen for each in pool}
    left = [seen[key] for key in seen if key not in drawn]
    assert not drawn or not left or max(seen[key] for key in drawn) <= min(left)


@given(CANDIDATES, st.integers(0, 30), SEEDS)
def test_a_test_takes_every_absolute_item_and_none_twice(pool, count, random):
    drawn = draw_test(pool, count=count, random=random)
    absolute = {each.key for each in pool if each.is_absolute}
    assert absolute <= set(drawn)
    assert len(drawn) == len(set(drawn)) == max(len(absolute), min(count, len(pool)))


@given(CANDIDATES, st.integers(0, 30), SEEDS)
def test_the_rest_of_a_test_is_shared_equally_by_unit(pool, count, random):
    drawn = set(draw_test(pool, count=count, random=random))
    rest = [each for each in pool if not each.is_absolute]
    taken = Counter(each.unit_key for each in rest if each.key in drawn)
    there = Counter(each.unit_key for each in rest)
    unfinished = [taken[unit] for unit in there if taken[unit] < there[unit]]
    assert not unfinished or max(taken.values(), default=0) - min(unfinished) <= 1


@given(CANDIDATES, SEEDS, st.data())
def test_a_remedial_set_begins_with_what_was_missed(pool, random, choices):
    keys = [each.key for each in pool]
    missed = set(choices.draw(st.lists(st.sampled_from(keys), max_size=3))) if keys else set()
    drawn = draw_remedial(pool, missed=missed, random=random)
    assert missed <= set(drawn)
    assert len(drawn) == len(set(drawn)) == min(3, len(pool))


def test_a_remedial_set_prefers_the_unit_of_what_was_missed():
    pool = [
        Candidate("missed", "u03", is_absolute=True),
        Candidate("same-unit-absolute", "u03", is_absolute=True, seen=3),
        Candidate("same-unit", "u03", seen=3),
        Candidate("elsewhere", "u05", is_absolute=True),
    ]
    drawn = draw_remedial(pool, missed={"missed"}, random=Random(1))
    assert set(drawn) == {"missed", "same-unit-absolute", "same-unit"}


@given(st.sampled_from(sorted(RIGHT)), SEEDS)
def test_an_arrangement_shows_every_line_once(kind, random):
    question = read_question(kind, body(kind, right=RIGHT[kind]))
    order = arrange(question, random)
    shown = {name: sorted(keys) for name, keys in order.as_json().items() if keys}
    choices = {"options": sorted(OPTIONS)}
    expected = {
        "true_false": {"options": ["false", "true"]},
        "matching": {**choices, "stems": sorted(STEMS)},
        "ordering": {"items": sorted(ITEMS)},
        "short_answer": {},
        "numeric": {},
    }
    assert shown == expected.get(kind, choices)
    assert Arrangement.from_json(order.as_json()) == order


@given(SEEDS)
def test_an_ordering_question_never_starts_in_its_right_order(random):
    question = read_question("ordering", body("ordering"))
    assert arrange(question, random).items != ITEMS


@pytest.mark.parametrize("draw", [draw_quiz, draw_test])
def test_the_same_chance_draws_the_same(draw):
    pool = [Candidate(f"q{number}", f"u0{number % 3}") for number in range(12)]
    again = draw(reversed(pool), count=5, random=Random(7))
    assert draw(pool, count=5, random=Random(7)) == again
