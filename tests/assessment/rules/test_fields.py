from __future__ import annotations

import pytest

from lms.assessment.rules.fields import moved, response_of_fields


@pytest.mark.parametrize(
    ("fields", "response"),
    [
        ({"a": ["b"], "csrf_token": ["x"], "go": ["next"]}, ["b"]),
        ({"a": ["b", "c"]}, ["b", "c"]),
        ({"go": ["next"]}, []),
        ({"typed": [" مخفر "], "go": ["next"]}, " مخفر "),
        ({"typed": [""]}, ""),
        ({"p_s1": ["a"], "p_s2": [""]}, {"s1": "a"}),
        ({"p_s1": [""]}, {}),
        ({"g_b1": ["now"], "g_b2": [""], "g_b-3": [" ٢٤ "]}, {"b1": "now", "b-3": " ٢٤ "}),
        ({"g_b1": [""]}, {}),
        ({"at2": ["y"], "at1": ["x"], "at10": ["z"]}, ["x", "y", "z"]),
        ({"at1": ["x"], "at2": ["y"], "move": ["y-up"]}, ["y", "x"]),
    ],
)
def test_posted_fields_mean_an_answer(fields, response):
    assert response_of_fields(fields) == response


def test_a_prefix_keeps_two_questions_of_one_page_apart():
    fields = {"q1-a": ["b"], "q2-at1": ["x"], "a": ["c"]}
    assert response_of_fields(fields, "q1-") == ["b"]
    assert response_of_fields(fields, "q2-") == ["x"]


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("b-up", ["b", "a", "c"]),
        ("b-dn", ["a", "c", "b"]),
        ("a-up", ["a", "b", "c"]),
        ("c-dn", ["a", "b", "c"]),
        ("z-up", ["a", "b", "c"]),
        ("b", ["a", "b", "c"]),
        ("", ["a", "b", "c"]),
    ],
)
def test_a_move_swaps_a_line_with_its_neighbour(move, order):
    assert moved(["a", "b", "c"], move) == order
