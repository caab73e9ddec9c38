from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.grades import Points, shown_grade

HALF, WHOLE, THIRD = Points(Fraction(3), 6), Points(Fraction(6), 6), Points(Fraction(1), 3)
POINTS = st.integers(1, 20).flatmap(
    lambda most: st.builds(Points, st.fractions(0, most, max_denominator=12), st.just(most))
)


@pytest.mark.parametrize(
    ("method", "shown"),
    [
        ("highest", WHOLE),
        ("first", HALF),
        ("last", THIRD),
        ("average", Points(Fraction(11, 6), 3)),  # (1/2 + 1 + 1/3) / 3 of three points
    ],
)
def test_each_method_shows_its_grade(method, shown):
    assert shown_grade(method, [HALF, WHOLE, THIRD]) == shown


@pytest.mark.parametrize("method", ["highest", "average", "first", "last"])
def test_without_an_attempt_there_is_nothing_to_show(method):
    assert shown_grade(method, []) is None


def test_an_attempt_without_points_has_no_share():
    assert Points(Fraction(0), 0).share == 0


@given(st.sampled_from(["highest", "average", "first", "last"]), st.lists(POINTS, min_size=1))
def test_what_is_shown_lies_between_the_worst_and_the_best(method, graded):
    shares = [each.share for each in graded]
    assert min(shares) <= shown_grade(method, graded).share <= max(shares)


@given(st.data(), st.lists(POINTS, min_size=1))
def test_the_highest_share_does_not_depend_on_the_order(data, graded):
    other = data.draw(st.permutations(graded))
    assert shown_grade("highest", graded).share == shown_grade("highest", other).share
