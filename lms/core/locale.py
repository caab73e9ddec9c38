"""Dates in words, digits, days and the order of names, in the three languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from lms.core.text import LANGUAGES, Language, western_digits

BAGHDAD = ZoneInfo("Asia/Baghdad")
LANGUAGE_NAMES: dict[Language, str] = {"ar": "العربية", "ckb": "کوردی (سۆرانی)", "en": "English"}
DEFAULT_LANGUAGE: Language = "ar"
MOST_DAYS = 4096

# Letters of both alphabets in the order that readers of each know; the rest follows by code point.
_ALPHABET = "ءئاأإآبپتثجچحخدذرڕزژسشصضطظعغفڤقكکگلڵمنهەةھوۆؤۇىيیێ"
_PLACE = {letter: f"{place:02}" for place, letter in enumerate(_ALPHABET)}
_SAME = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ی", "ي": "ی", "ك": "ک", "ة": "ه"})


def direction(language: str) -> Literal["rtl", "ltr"]:
    """The writing direction of a language."""
    return "ltr" if language == "en" else "rtl"


def known_language(wanted: str | None) -> Language:
    """`wanted` when we speak it, else Arabic."""
    return next((language for language in LANGUAGES if language == wanted), DEFAULT_LANGUAGE)


@cache
def formats_of(language: str) -> Locale:
    """Babel's locale for dates: Iraq's month names need ar_IQ and ckb_IQ."""
    return Locale.parse({"ar": "ar_IQ", "ckb": "ckb_IQ"}.get(language, "en_GB"))


def local_day(instant: datetime) -> date:
    """The day in Baghdad on which an instant falls."""
    return instant.astimezone(BAGHDAD).date()


def date_words(when: datetime | date, language: str) -> str:
    """`24 November 2026`, with Western digits; an instant is read in Baghdad."""
    return _written(day_of(when), "long", language)


def short_date_words(when: datetime | date, language: str) -> str:
    """`24 November`: for states, where the year is the current one."""
    return _written(day_of(when), "d'ی' MMMM" if language == "ckb" else "d MMMM", language)


def month_words(day: date, language: str) -> str:
    """`November 2026`, with Western digits."""
    return _written(day, "MMMM y", language)


def day_of(when: datetime | date) -> date:
    """A day as it is; of an instant, the day in Baghdad."""
    return local_day(when) if isinstance(when, datetime) else when


@lru_cache(MOST_DAYS)  # Babel takes 25 µs, and a page names few days
def _written(day: date, pattern: str, language: str) -> str:
    return western_digits(format_date(day, pattern, locale=formats_of(language)))


def time_words(instant: datetime) -> str:
    """`10:42`, in Baghdad."""
    return f"{instant.astimezone(BAGHDAD):%H:%M}"


def start_of_week(day: date) -> date:
    """The Sunday on or before `day`: the week of Iraq's offices, whatever CLDR says."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def sort_key(name: str) -> str:
    """A key by which names sort as a reader of Arabic or Sorani expects."""
    return "".join(_PLACE.get(letter, letter) for letter in name.translate(_SAME).casefold())
