"""The laws of grading, over every kind of question and every way of grading it."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.grading import ALL_RIGHT, NONE_RIGHT, grade, right_response
from lms.assessment.rules.questions import QUESTION_TYPES, points_of
from lms.assessment.rules.reading import read_question
from lms.assessment.rules.responses import (
    InvalidResponse,
    NotANumber,
    TooLongText,
    UnitMissing,
    canonical_response,
)
from tests.assessment.questions import option
from tests.assessment.variants import ANSWERED, EVERY, GRADED, MARKED, THIRD, UNGRADED, asked

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
)


def test_every_type_is_here():
    assert {kind for kind, _ in EVERY.values()} == set(QUESTION_TYPES)


@given(ANSWERED)
def test_a_grade_lies_between_none_and_all(answered):
    name, response = answered
    with suppress(InvalidResponse):
        part = grade(asked(name), response)
        assert part is None or 0 <= part <= 1


@pytest.mark.parametrize("name", sorted(GRADED))
def test_the_key_scores_all(name):
    question = asked(name)
    right = right_response(question)
    assert canonical_response(question, right) == right
    assert grade(question, right) == 1


@given(ANSWERED, st.randoms(use_true_random=False))
def test_the_order_of_ticking_and_of_filling_never_matters(answered, random):
    name, response = answered
    if EVERY[name][0] in {"ordering", "file_evidence"} or isinstance(response, str):
        return
    turned = list(response.items()) if isinstance(response, dict) else list(response)
    random.shuffle(turned)
    again = dict(turned) if isinstance(response, dict) else turned
    with suppress(InvalidResponse):
        assert grade(asked(name), again) == grade(asked(name), response)
        assert canonical_response(asked(name), again) == canonical_response(asked(name), response)


@given(ANSWERED)
def test_the_stored_form_is_its_own_stored_form_and_earns_the_same(answered):
    name, response = answered
    with suppress(InvalidResponse):
        stored = canonical_response(asked(name), response)
        assert canonical_response(asked(name), stored) == stored
        assert grade(asked(name), stored) == grade(asked(name), response)


@given(st.sampled_from(sorted(EVERY)), ANYTHING)
def test_any_value_is_graded_or_refused(name, value):
    with suppress(InvalidResponse):
        part = grade(asked(name), value)
        assert part is None or 0 <= part <= 1


@pytest.mark.parametrize("name", sorted(EVERY))
@pytest.mark.parametrize("nothing", [None, []])
def test_no_answer_earns_nothing_and_waits_for_nobody(name, nothing):
    assert grade(asked(name), nothing) == 0


@pytest.mark.parametrize("name", sorted(MARKED))
def test_what_a_trainer_marks_has_no_grade_of_its_own(name):
    answer = "a text" if name == "essay" else ["f1"]
    assert grade(asked(name), answer) is None
    assert right_response(asked(name)) == []
    assert points_of(asked(name)) == 1


@pytest.mark.parametrize("name", sorted(UNGRADED))
def test_what_is_never_graded_earns_nothing_and_costs_nothing(name):
    assert grade(asked(name), ["2"] if name == "likert" else []) == 0
    assert right_response(asked(name)) == []
    assert points_of(asked(name)) == 0


@pytest.mark.parametrize(
    ("name", "response", "expected"),
    [
        ("single_choice shares", ["a"], 1),
        ("single_choice shares", ["b"], 1),
        ("single_choice shares", ["c"], THIRD),
        ("single_choice shares", ["d"], 0),
        ("single_choice shares", ["e"], 0),
        ("multiple_response all_or_nothing", ["b", "a"], 1),
        ("multiple_response all_or_nothing", ["a"], 0),
        ("multiple_response all_or_nothing", ["a", "b", "c"], 0),
        ("multiple_response weights", ["a"], THIRD),
        ("multiple_response weights", ["b"], 1 - THIRD),
        ("multiple_response weights", ["b", "c"], Fraction(1, 6)),
        ("multiple_response weights", ["a", "c"], 0),
        ("multiple_response weights", ["a", "b", "c"], HALF),
        ("multiple_response weights", ["a", "b", "c", "d"], 0),
        ("multiple_response all right", ["a", "b", "d"], Fraction(3, 4)),
        ("multiple_response of six", ["a", "c"], QUARTER),
        ("multiple_response of six", ["a", "b", "c", "d"], HALF),
        ("ordering", ["i2", "i3", "i4", "i5", "i1"], Fraction(3, 4)),
        ("ordering", ["i1", "i3", "i2", "i4", "i5"], QUARTER),
        ("ordering of four", ["i2", "i3", "i4", "i1"], 2 * THIRD),
        ("ordering exact", ["i2", "i3", "i4", "i5", "i1"], 0),
        ("ordering exact", ["i1", "i2", "i3", "i4", "i5"], 1),
        ("ordering longest", ["i2", "i3", "i4", "i5", "i1"], Fraction(4, 5)),
        ("ordering longest", ["i5", "i4", "i3", "i2", "i1"], Fraction(1, 5)),
        ("ordering longest", ["i3", "i1", "i4", "i2", "i5"], Fraction(3, 5)),
        ("ordering longest", ["i4", "i5", "i1", "i2", "i3"], Fraction(3, 5)),
        ("numeric units", "12.5", 1),
        ("numeric units", "12.5 km", 1),
        ("numeric units", "12500 m", 1),
        ("numeric units", "١٢٥٠٠ m", 1),
        ("numeric units", "$50", 1),
        ("numeric units", "50 $", 1),
        ("numeric units", "12.5 m", QUARTER),
        ("numeric units", "15 KM", QUARTER),
        ("numeric unit needed", "12.5km", 1),
        ("numeric any", "7", 1),
        ("numeric any", "-99999999", Fraction(1, 10)),
        ("cloze", {"b1": "a", "b2": "حق", "b3": "24"}, 1),
        ("cloze", {"b1": "a"}, Fraction(1, 6)),
        ("cloze", {"b1": "b"}, Fraction(1, 12)),
        ("cloze", {"b1": "c"}, 0),
        ("cloze", {"b2": "rights"}, THIRD),
        ("cloze", {"b2": "law"}, Fraction(1, 9)),
        ("cloze", {"b3": "٢٤"}, HALF),
        ("cloze", {"b3": "25"}, 0),
        ("cloze", {"b1": "", "b3": "24"}, HALF),
        ("hotspot one", ["r1"], 1),
        ("hotspot one", ["r3"], 0),
        ("hotspot many", ["r1"], HALF),
        ("hotspot many", ["r2", "r1"], 1),
        ("hotspot many", ["r1", "r2", "r3"], HALF),
        ("hotspot many", ["r1", "r3"], 0),
        ("hotspot many", ["r1", "r2", "r3", "r4"], 0),
    ],
)
def test_grades_are_exact(name, response, expected):
    assert grade(asked(name), response) == expected


@pytest.mark.parametrize(
    ("name", "response", "refusal"),
    [
        ("single_choice shares", ["a", "b"], InvalidResponse),
        ("hotspot one", ["r1", "r3"], InvalidResponse),
        ("hotspot many", ["r9"], InvalidResponse),
        ("likert", ["1", "2"], InvalidResponse),
        ("likert", ["9"], InvalidResponse),
        ("description", ["a"], InvalidResponse),
        ("file_evidence", ["f1", "f2", "f3"], InvalidResponse),
        ("file_evidence", "f1", InvalidResponse),
        ("cloze", ["a"], InvalidResponse),
        ("cloze", {"b9": "a"}, InvalidResponse),
        ("cloze", {"b1": "z"}, InvalidResponse),
        ("cloze", {"b1": ["a"]}, InvalidResponse),
        ("cloze", {"b2": "x" * 201}, InvalidResponse),
        ("cloze", {"b3": "many"}, NotANumber),
        ("numeric units", "12.5 miles", UnitMissing),
        ("numeric units", "many km", UnitMissing),
        ("numeric unit needed", "12.5", UnitMissing),
        ("essay", ["a text"], InvalidResponse),
        ("essay", "x" * 20_001, TooLongText),
        ("essay", "nul\0", TooLongText),
        ("essay", "\ud800", TooLongText),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(name, response, refusal):
    with pytest.raises(refusal):
        grade(asked(name), response)


def test_an_essay_keeps_its_lines_and_ends_them_in_one_way():
    assert canonical_response(asked("essay"), " one\r\ntwo\r\tthree\n") == "one\ntwo\n\tthree"
    assert len(canonical_response(asked("essay"), "x" * 20_000)) == 20_000


def test_files_keep_the_order_they_were_given_in():
    assert canonical_response(asked("file_evidence"), ["f2", "f1"]) == ["f2", "f1"]


def test_all_right_is_one_and_none_is_nothing():
    assert (ALL_RIGHT, NONE_RIGHT) == (1, 0)


def test_a_gap_is_filled_by_what_a_key_says():
    kind, whole = EVERY["cloze"]
    blank = {**whole["blanks"][0], "options": [option("long-key", correct=True), option("b")]}
    question = read_question(kind, {**whole, "blanks": [blank, *whole["blanks"][1:]]})
    assert grade(question, {"b1": "".join(["long", "-key"])}) == Fraction(1, 6)


def test_keys_are_compared_by_what_they_say():
    plain = {**EVERY["matching"][1]}
    plain["options"] = [{**each, "key": f"option-{each['key']}"} for each in plain["options"]]
    plain["stems"] = [{**each, "match": f"option-{each['match']}"} for each in plain["stems"]]
    given = {each["key"]: "".join(["option-", each["match"][-1]]) for each in plain["stems"]}
    assert grade(read_question("matching", plain), given) == 1
