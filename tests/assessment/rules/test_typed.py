from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lms.assessment.rules.grading import grade, right_response
from lms.assessment.rules.reading import read_question
from lms.assessment.rules.responses import canonical_response
from lms.assessment.rules.typed import Folding, is_fitting, model_text, number_in, parts_of
from tests.assessment.questions import TYPEABLE, body, pattern, typed_of

WESTERN, INDIC, EXTENDED = "0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"
LENIENT, STRICT = Folding(), Folding(keeps_spelling=True)
PATTERNS = st.lists(st.sampled_from(["*", r"\*", " ", "ة", "a", "ه\u200c", "…", "Σ"]), max_size=8)


def fits(written, typed, folding=LENIENT):
    return is_fitting(parts_of(written, folding), folding.of(typed))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("مُحَمَّد", "محمد"),  # marks
        ("محمـــد", "محمد"),  # tatweel
        ("إسلام", "اسلام"),  # hamza on alef
        ("آية", "ايه"),  # madda, teh marbuta
        ("على", "علي"),  # alef maksura
        ("كركوك", "کرکوک"),  # kaf of either keyboard
        ("نامەکان", "نامه\u200cکان"),  # Sorani heh
        ("نامەکان", "نامهکان"),
        ("می\u200cخواهم", "میخواهم"),  # a joiner inside a word
        ("2026", "٢٠٢٦"),
        ("2026", "۲۰۲۶"),
        ("3.5", "٣٫٥"),
        ("1000", "١٬٠٠٠"),
        ("نص", "\u2067نص\u2069\u200f"),  # direction marks
        ("لا", "ﻻ"),  # a presentation form
        ("police station", "  Police\u00a0 STATION "),
    ],
)
def test_folding_lets_these_pass(written, typed):
    assert fits(written, typed)


@pytest.mark.parametrize(
    ("written", "typed"), [("مسؤول", "مسوول"), ("ڕۆژ", "رۆژ"), ("سلام", "سلیم"), ("a", "b")]
)
def test_folding_lets_these_not_pass(written, typed):
    assert not fits(written, typed)


@pytest.mark.parametrize(
    ("written", "typed", "is_right"),
    [
        ("أحمد", "أحمد", True),
        ("أحمد", "احمد", False),
        ("مدرسة", "مدرسه", False),
        ("كركوك", "کرکوک", True),
        ("مُحَمَّد", "محمد", True),
        ("Station", "station", True),
    ],
)
def test_where_spelling_is_taught_hamza_and_teh_marbuta_count(written, typed, is_right):
    assert fits(written, typed, STRICT) is is_right


def test_capitals_count_where_the_question_says_so():
    folding = Folding(keeps_case=True)
    assert fits("NATO", "NATO", folding)
    assert not fits("NATO", "Nato", folding)


@pytest.mark.parametrize(
    ("written", "typed", "is_right"),
    [
        ("*", "anything", True),
        ("*", "", True),
        ("police*", "policeman", True),
        ("police*", "the police", False),
        ("*police*", "the police here", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("ab*ba", "aba", False),
        ("a**b", "a b", True),
        (r"5\*4", "5*4", True),
        (r"5\*4", "5 x 4", False),
        (r"5\**", "5*4", True),
        ("a.c", "abc", False),
        ("police *", "police", False),
    ],
)
def test_a_star_stands_for_anything(written, typed, is_right):
    assert fits(written, typed) is is_right


def test_many_stars_are_answered_at_once():
    assert not fits("*a" * 60 + "*b", "a" * 200)


@given(PATTERNS.map("".join), st.booleans(), st.booleans())
@example("a * b", False, False)
@example(r"\**", True, True)
def test_the_text_that_a_pattern_is_shown_as_fits_it(written, keeps_spelling, keeps_case):
    folding = Folding(keeps_spelling, keeps_case)
    assert fits(written, model_text(written), folding)


@given(typed_of(TYPEABLE), st.booleans(), st.booleans())
def test_folding_twice_is_folding_once(typed, keeps_spelling, keeps_case):
    folding = Folding(keeps_spelling, keeps_case)
    assert folding.of(folding.of(typed)) == folding.of(typed)


@given(typed_of(sorted(set(TYPEABLE) - set("\n\0"))))
@example(r"\*")
def test_a_pattern_that_could_be_typed_has_a_right_answer(written):
    answer = pattern("a1", ar=written, ckb="ب", en="c")
    assume(LENIENT.of(written))
    asked = read_question("short_answer", {**body("short_answer"), "answers": [answer]})
    assert grade(asked, right_response(asked)) == 1


def test_the_best_answer_that_fits_counts_wherever_it_stands():
    answers = [pattern("a1", ar="x", ckb="x", en="x"), pattern("a2", 20, ar="*", ckb="*", en="*"),
               pattern("a3", 60, ar="y*", ckb="y*", en="y*")]  # fmt: skip
    asked = read_question("short_answer", {**body("short_answer"), "answers": answers})
    grades = [grade(asked, typed) for typed in ("x", "yes", "no")]
    assert grades == [1, Fraction(3, 5), Fraction(1, 5)]


@pytest.mark.parametrize("typed", ["ـ", "\u200f", "  ", "\u064b\u200c"])
@pytest.mark.parametrize("kind", ["short_answer", "numeric"])
def test_what_nobody_can_see_is_no_answer(kind, typed):
    assert canonical_response(read_question(kind, body(kind)), typed) == ""


@pytest.mark.parametrize("digits", [WESTERN, INDIC, EXTENDED], ids=["western", "indic", "extended"])
@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("12.5", "12.5"),
        ("12٫5", "12.5"),
        (".5", "0.5"),
        ("5.", 5),
        ("1,000", 1000),
        ("1٬234٬567", 1234567),
        ("1 234 567.25", "1234567.25"),
        ("1\u00a0000", 1000),
        ("1٬000٫5", "1000.5"),
        ("+3", 3),
        ("-3", -3),
        ("\u22123", -3),
        ("\u20133.5", "-3.5"),
        ("- 3", -3),
        ("  7  ", 7),
        ("\u200f-7\u200e", -7),
        ("\u2067\u061c7\u2069", 7),
        ("1.5e3", 1500),
        ("2E-2", "0.02"),
        ("0.1", "0.1"),
    ],
)
def test_a_number_is_read_exactly_in_each_set_of_digits(digits, written, number):
    typed = written.translate(str.maketrans(WESTERN, digits))
    assert number_in(typed) == Fraction(number)


@pytest.mark.parametrize(
    "typed",
    ["", ".", "-", "+-3", "--3", "twelve", "12 km", "12,5", "1,00", "1,0000", "1,000 000", "1.2.3",
     "10²", "½", "३", "1e", "e5", "1e100", "3-", "1/2", "0x10", "1_000", "NaN", "Infinity",
     "12،5", "1, 000"],
)  # fmt: skip
def test_what_is_no_number_for_sure_is_not_guessed_at(typed):
    assert number_in(typed) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9,
                   places=6))  # fmt: skip
def test_every_decimal_is_read_as_itself_in_each_set_of_digits(number):
    written = f"{number:f}"
    for digits in (WESTERN, INDIC, EXTENDED):
        typed = written.translate(str.maketrans(WESTERN + ".", digits + "٫"))
        assert number_in(typed) == Fraction(number)


@given(st.integers(0, 10**12))
def test_thousands_may_be_parted(number):
    assert number_in(f"{number:,}") == number_in(f"{number:,}".replace(",", "٬")) == number


@given(typed_of(TYPEABLE))
def test_any_text_is_a_number_or_not(typed):
    assert number_in(typed) is None or isinstance(number_in(typed), Fraction)


@given(st.decimals(-1000, 1000, places=3), st.decimals(0, 10, places=3), st.decimals(-1000, 1000))
def test_a_tolerance_holds_exactly_to_its_ends(value, tolerance, typed):
    answers = [{"key": "a1", "value": str(value), "tolerance": str(tolerance)}]
    asked = read_question("numeric", {**body("numeric"), "answers": answers})
    assert grade(asked, right_response(asked)) == 1
    for end in (value - tolerance, value + tolerance):
        assert grade(asked, f"{end:f}") == 1
    near = abs(Fraction(typed) - Fraction(value)) <= Fraction(tolerance)
    with_digits = f"{typed:f}"
    if len(with_digits) <= 200:
        assert grade(asked, with_digits) == int(near)


@pytest.mark.parametrize(
    ("value", "typed", "is_right"),
    [("-20", "-22", True), ("-20", "-18", True), ("-20", "-22.01", False), ("0", "0", True),
     ("0", "0.001", False)],
)  # fmt: skip
def test_a_relative_tolerance_is_a_part_of_the_value(value, typed, is_right):
    answers = [{"key": "a1", "kind": "relative", "value": value, "tolerance": "0.1"}]
    asked = read_question("numeric", {**body("numeric"), "answers": answers})
    assert (grade(asked, typed) == 1) is is_right


def test_a_long_number_loses_no_digit():
    assert number_in("9" * 60 + ".1") == Fraction(Decimal("9" * 60 + ".1"))
    assert number_in("9" * 60 + ".1") != Fraction(float("9" * 60))
