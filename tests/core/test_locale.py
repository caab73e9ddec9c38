from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.locale import (
    date_words,
    direction,
    known_language,
    local_day,
    short_date_words,
    sort_key,
    start_of_week,
    time_words,
)

DAY = date(2026, 11, 24)
LATE = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "24 November 2026", "24 November"),
        ("ar", "24 تشرين الثاني 2026", "24 تشرين الثاني"),
        ("ckb", "24ی تشرینی دووەمی 2026", "24ی تشرینی دووەم"),
    ],
)
def test_dates_are_words_of_iraq_with_western_digits(language, long, short):
    assert (date_words(DAY, language), short_date_words(DAY, language)) == (long, short)


def test_an_instant_is_read_in_baghdad():
    assert local_day(LATE) == DAY
    assert date_words(LATE, "en") == "24 November 2026"
    assert time_words(LATE) == "00:30"


@pytest.mark.parametrize(
    ("day", "sunday"),
    [
        (date(2026, 11, 21), date(2026, 11, 15)),
        (date(2026, 11, 22), date(2026, 11, 22)),
        (DAY, date(2026, 11, 22)),
        (date(2027, 1, 1), date(2026, 12, 27)),
    ],
)
def test_the_week_starts_on_sunday(day, sunday):
    assert start_of_week(day) == sunday


@given(day=st.dates(min_value=date(1970, 1, 5)))
def test_every_day_is_in_the_week_of_its_sunday(day):
    sunday = start_of_week(day)
    assert sunday.strftime("%w") == "0"
    assert 0 <= (day - sunday).days <= 6


@pytest.mark.parametrize(
    "names",
    [
        ("أحمد", "آدم", "باسم", "بتول", "تارا", "كريم", "ليلى", "ياسر"),
        ("ئاسۆ", "باوان", "پەروین", "چیا", "ڕێبوار", "ژیان", "کاوە", "گەلاوێژ", "هێمن", "یاد"),
        ("Ali", "ben", "Zara"),
        ("باسم", "Ann", "Ann Marie"),
    ],
)
def test_names_stand_in_the_order_their_readers_know(names):
    assert tuple(sorted({*names}, key=sort_key)) == names


def test_two_spellings_of_a_letter_stand_together():
    assert sort_key("علي") == sort_key("على")
    assert sort_key("كريم") == sort_key("کریم")


def test_only_english_runs_from_the_left():
    assert [direction(each) for each in ("ar", "ckb", "en")] == ["rtl", "rtl", "ltr"]


def test_an_unknown_language_becomes_arabic():
    assert [known_language(each) for each in ("ckb", "en", "fr", None)] == ["ckb", "en", "ar", "ar"]
