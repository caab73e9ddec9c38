from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.core.text import Text, fold, is_one_line, western_digits

ARABIC = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF), max_size=30)
PRESENTED = st.text(st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFC), max_size=30)


@given(text=st.one_of(st.text(max_size=30), ARABIC, PRESENTED))
@example("ه\u200c")
@example("ه\u200d\u200c")
@example("\u0640ه\u0640\u200c")
@example("ᾳ\u0345İ")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إسلام", "اسلام"),
        ("آية", "ایه"),
        ("ٱلله", "الله"),
        ("على", "علي"),
        ("كركوك", "کرکوک"),
        ("مدرسة", "مدرسه"),
        ("محـــمد", "محمد"),
        ("مُحَمَّد", "محمد"),
        ("رحمٰن", "رحمن"),
        ("نامه\u200cکان", "نامەکان"),
        ("می\u200cخواهم", "میخواهم"),
        ("\u2067نص\u2069", "نص"),
        ("\u202bنص\u202c\u200f", "نص"),
        ("٢٠٢٦", "2026"),
        ("۲۰۲۶", "2026"),
        ("٣٫٥", "3.5"),
        ("١٬٠٠٠", "1000"),
        ("ﻻ", "لا"),
        ("Police  STATION\n", "police station"),
        ("Straße", "STRASSE"),
    ],
)
def test_these_spellings_are_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("سلام", "سلیم"), ("ڕۆژ", "رۆژ"), ("ڵ", "ل"), ("1", "2")]
)
def test_these_spellings_stay_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(("one", "other"), [("أحمد", "احمد"), ("مدرسة", "مدرسه"), ("ٱلله", "الله")])
def test_where_spelling_is_kept_hamza_and_teh_marbuta_stay_apart(one, other):
    assert fold(one, keeps_spelling=True) != fold(other, keeps_spelling=True)


@pytest.mark.parametrize(("one", "other"), [("كي", "کی"), ("مُحَمَّد", "محمد"), ("٢", "2"), ("A", "a")])
def test_where_spelling_is_kept_keyboards_and_marks_still_do_not_matter(one, other):
    assert fold(one, keeps_spelling=True) == fold(other, keeps_spelling=True)


def test_capitals_stay_apart_where_they_are_kept():
    assert fold("ＮＡＴＯ", keeps_case=True) == "NATO" != fold("nato", keeps_case=True)


@pytest.mark.parametrize(
    ("text", "is_line"),
    [("", True), ("سلا \u200c", True), ("12345", True), ("123456", False), ("a\nb", False),
     ("a\0", False), ("\x85", False), ("\u2028", False), ("\ue000", False), ("\ud800", False)],
)  # fmt: skip
def test_a_line_is_short_and_holds_no_control(text, is_line):
    assert is_one_line(text, most=5) is is_line


def test_a_text_answers_in_each_language_and_in_english_for_others():
    text = Text(ar="نعم", ckb="بەڵێ", en="Yes")
    assert [text.in_(language) for language in ("ar", "ckb", "en", "fr")] == [
        "نعم", "بەڵێ", "Yes", "Yes",
    ]  # fmt: skip


def test_a_text_needs_each_language():
    with pytest.raises(KeyError):
        Text.from_mapping({"ar": "نعم", "en": "Yes"})


def test_digits_of_both_sets_become_western():
    assert western_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹") == "0123456789 0123456789"
