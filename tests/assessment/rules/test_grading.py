from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.grading import grade, right_response
from lms.assessment.rules.reading import read_question
from lms.assessment.rules.responses import (
    InvalidResponse,
    NotANumber,
    NotOneLine,
    canonical_response,
)
from tests.assessment.questions import (
    ITEMS,
    OPTIONS,
    RIGHT,
    STEMS,
    TYPEABLE,
    body,
    typed_of,
)

KINDS = sorted(RIGHT)


def question(kind):
    return read_question(kind, body(kind, right=RIGHT[kind]))


def answered_by(responses):
    """A kind with one of its responses."""
    kinds = st.sampled_from(sorted(responses))
    return kinds.flatmap(lambda kind: st.tuples(st.just(kind), responses[kind]))


RESPONSES = {
    "single_choice": st.lists(st.sampled_from(OPTIONS), max_size=1),
    "multiple_response": st.lists(st.sampled_from(OPTIONS), unique=True),
    "true_false": st.lists(st.sampled_from(["true", "false"]), max_size=1),
    "matching": st.dictionaries(st.sampled_from(sorted(STEMS)), st.sampled_from(OPTIONS)),
    "ordering": st.permutations(ITEMS),
}
TYPED = {
    "short_answer": typed_of(TYPEABLE) | st.sampled_from(["مخفر", "the police", "shelter", ""]),
    "numeric": typed_of("0123459.٫٣۳-− ") | st.sampled_from(["", "١٢٫٥", "12.6", "−4"]),
}
ANSWERED = answered_by(RESPONSES)
ANSWERED_OR_TYPED = ANSWERED | answered_by(TYPED)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
)


@given(ANSWERED_OR_TYPED)
def test_a_grade_lies_between_none_and_all(answered):
    kind, response = answered
    with suppress(NotOneLine, NotANumber):
        assert 0 <= grade(question(kind), response) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_scores_all(kind):
    asked = question(kind)
    right = right_response(asked)
    assert canonical_response(asked, right) == right
    assert grade(asked, right) == 1


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


@given(ANSWERED_OR_TYPED)
def test_the_stored_form_of_an_answer_is_its_own_stored_form(answered):
    kind, response = answered
    with suppress(NotOneLine, NotANumber):
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
        ("short_answer", "مخفر", 1),
        ("short_answer", " Police  STATION no. 5 ", 1),
        ("short_answer", "بنکه‌ی پۆلیس", 1),
        ("short_answer", "the police", Fraction(1, 2)),
        ("short_answer", "الشرطه", Fraction(1, 2)),
        ("short_answer", "shelter", 0),
        ("short_answer", "home", 0),
        ("short_answer", "", 0),
        ("numeric", "12.5", 1),
        ("numeric", "12.6", 1),
        ("numeric", "١٢٫٤", 1),
        ("numeric", "12.60001", Fraction(1, 2)),
        ("numeric", "13.75", Fraction(1, 2)),
        ("numeric", "13.75001", Fraction(1, 4)),
        ("numeric", "−4", Fraction(1, 4)),
        ("numeric", "0", Fraction(1, 4)),
        ("numeric", "21", 0),
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
        ("short_answer", ["مخفر"]),
        ("short_answer", "x" * 201),
        ("short_answer", "one\ntwo"),
        ("short_answer", "nul\0"),
        ("numeric", "twelve"),
        ("numeric", "12,5"),
        ("numeric", 12.5),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(kind, response):
    with pytest.raises(InvalidResponse):
        grade(question(kind), response)
