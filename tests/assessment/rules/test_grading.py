from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.grading import (
    InvalidResponse,
    canonical_response,
    grade,
    right_response,
)
from lms.assessment.rules.questions import read_question
from tests.assessment.questions import ITEMS, OPTIONS, RIGHT, STEMS, body

KINDS = sorted(RIGHT)


def question(kind):
    return read_question(kind, body(kind, right=RIGHT[kind]))


RESPONSES = {
    "single_choice": st.lists(st.sampled_from(OPTIONS), max_size=1),
    "multiple_response": st.lists(st.sampled_from(OPTIONS), unique=True),
    "true_false": st.lists(st.sampled_from(["true", "false"]), max_size=1),
    "matching": st.dictionaries(st.sampled_from(sorted(STEMS)), st.sampled_from(OPTIONS)),
    "ordering": st.permutations(ITEMS),
}
ANSWERED = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), RESPONSES[kind]))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
)


@given(ANSWERED)
def test_a_grade_lies_between_none_and_all(answered):
    kind, response = answered
    assert 0 <= grade(question(kind), response) <= 1


@given(ANSWERED)
def test_only_the_key_scores_all(answered):
    kind, response = answered
    asked = question(kind)
    is_key = canonical_response(asked, response) == right_response(asked)
    assert (grade(asked, response) == 1) == is_key


@given(st.lists(st.sampled_from(OPTIONS), unique=True).flatmap(st.permutations))
def test_the_order_of_ticking_does_not_matter(ticked):
    asked = question("multiple_response")
    assert grade(asked, ticked) == grade(asked, sorted(ticked))
    assert canonical_response(asked, ticked) == sorted(ticked)


@given(ANSWERED)
def test_the_stored_form_of_an_answer_is_its_own_stored_form(answered):
    kind, response = answered
    stored = canonical_response(question(kind), response)
    assert canonical_response(question(kind), stored) == stored


@given(st.sampled_from(KINDS), ANYTHING)
def test_any_value_is_graded_or_refused(kind, value):
    with suppress(InvalidResponse):
        assert 0 <= grade(question(kind), value) <= 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [None, []])
def test_no_answer_to_any_question_earns_nothing(kind, nothing):
    assert grade(question(kind), nothing) == 0


@pytest.mark.parametrize(
    ("kind", "response", "expected"),
    [
        ("single_choice", ["a"], 1),
        ("single_choice", ["b"], 0),
        ("single_choice", [], 0),
        ("true_false", ["false"], 1),
        ("multiple_response", ["a"], Fraction(1, 2)),
        ("multiple_response", ["a", "b", "c"], Fraction(1, 2)),
        ("multiple_response", ["a", "c"], 0),
        ("multiple_response", ["c", "d"], 0),
        ("multiple_response", ["a", "b", "c", "d"], 0),
        ("matching", {"s1": "a"}, Fraction(1, 3)),
        ("matching", {"s1": "a", "s2": "b", "s3": "d"}, Fraction(2, 3)),
        ("ordering", ["i1", "i2", "i3", "i4", "i5"], 1),
        ("ordering", ["i2", "i3", "i4", "i5", "i1"], Fraction(3, 4)),
        ("ordering", ["i5", "i4", "i3", "i2", "i1"], 0),
        ("ordering", None, 0),
    ],
)
def test_grades_are_exact(kind, response, expected):
    assert grade(question(kind), response) == expected


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("single_choice", ["a", "b"]),
        ("single_choice", ["z"]),
        ("single_choice", "a"),
        ("multiple_response", ["a", "a"]),
        ("multiple_response", [1]),
        ("matching", {"s9": "a"}),
        ("matching", {"s1": "z"}),
        ("matching", {"s1": ["a"]}),
        ("matching", ["a"]),
        ("ordering", ["i1", "i2"]),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(kind, response):
    with pytest.raises(InvalidResponse):
        grade(question(kind), response)
