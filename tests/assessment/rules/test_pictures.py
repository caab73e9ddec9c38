from __future__ import annotations

import pytest

from lms.assessment.rules.pictures import picture_in
from lms.assessment.rules.questions import HotspotQuestion, Picture, Region
from lms.core.text import Text

WORDS = Text(ar="نص", ckb="دەق", en="text")


def region(key, shape, points, *, is_right=False):
    return Region(key, WORDS, shape, points, is_right)


def question(*regions, size=(440, 220)):
    picture = Picture("a.png", *size, WORDS, "ab" * 32)
    return HotspotQuestion(WORDS, None, (), picture, regions, 1)


@pytest.mark.parametrize(
    ("shape", "points", "box"),
    [
        ("rectangle", (50, 60, 30, 20), (50, 60, 30, 20)),
        ("circle", (100, 90, 40), (60, 50, 80, 80)),
        ("polygon", (100, 90, 140, 50, 120, 130), (100, 50, 40, 80)),
    ],
)
def test_what_can_be_tapped_is_the_box_around_a_region(shape, points, box):
    (shown,) = picture_in(question(region("a", shape, points)), "en").regions
    assert shown.box == box
    assert (shown.x, shown.y) == box[:2]


def test_a_number_stands_whole_inside_the_picture():
    far = region("a", "rectangle", (435, 215, 5, 5))
    near = region("b", "rectangle", (0, 0, 5, 5))
    shown = picture_in(question(far, near), "en")
    assert shown.radius == 20
    assert [(each.number, each.x, each.y) for each in shown.regions] == [(1, 420, 200), (2, 20, 20)]


@pytest.mark.parametrize(
    ("chosen", "right", "states"),
    [
        ((), (), ["", "", ""]),
        (("a", "b"), (), ["now", "now", ""]),
        (("a", "b"), ("a",), ["done", "again", ""]),
        ((), ("a",), ["done", "", ""]),
    ],
)
def test_regions_say_what_was_chosen_and_what_is_right_where_that_is_told(chosen, right, states):
    regions = [region(key, "circle", (100, 100, 30)) for key in "abc"]
    shown = picture_in(question(*regions), "en", chosen=chosen, right=right)
    assert [each.state for each in shown.regions] == states
