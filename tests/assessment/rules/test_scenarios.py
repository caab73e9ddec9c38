from __future__ import annotations

from fractions import Fraction

import pytest

from lms.assessment.rules.scenarios import NoSuchChoice, share_of_points, walk
from tests.assessment.scenario import LAWFUL, scenario


def test_a_walk_without_choices_stands_at_the_start():
    walked = walk(scenario(), [])
    found = (walked.now.key, walked.ending, walked.points, walked.is_passed)
    assert found == ("n1", None, 0, False)


def test_a_lawful_ending_passes():
    walked = walk(scenario(), LAWFUL)
    assert (walked.ending, walked.points, walked.is_passed) == ("lawful", 4, True)


def test_a_lost_ending_does_not_pass():
    assert not walk(scenario(), [("n1", "b")]).is_passed


def test_one_critical_error_fails_a_lawful_ending_and_is_named():
    walked = walk(scenario(), [("n1", "a"), ("n2", "c")])
    assert (walked.ending, walked.points, walked.is_passed) == ("lawful", 9, False)
    assert [(each.node.key, each.choice.key) for each in walked.critical_errors] == [("n2", "c")]


@pytest.mark.parametrize(
    "choices", [[("n1", "z")], [("n2", "a")], [*LAWFUL, ("lawful-1", "a")], [("n1", "b")] * 2]
)
def test_a_choice_from_elsewhere_is_refused(choices):
    with pytest.raises(NoSuchChoice):
        walk(scenario(), choices)


@pytest.mark.parametrize(
    ("choices", "share"),
    [
        (LAWFUL, 1),
        ([("n1", "a")], Fraction(1, 2)),
        ([("n1", "b")], 0),
        ([("n1", "a"), ("n2", "c")], 1),
    ],
)
def test_points_are_a_share_of_what_a_lawful_way_earns(choices, share):
    assert share_of_points(scenario(), walk(scenario(), choices)) == share


def test_a_situation_one_came_back_to_is_not_left():
    there, back = ("n1", "a"), ("n2", "b")
    assert walk(scenario(), [there]).has_left("n1")
    assert not walk(scenario(), [there, back]).has_left("n1")
    assert not walk(scenario(), []).has_left("n1")
