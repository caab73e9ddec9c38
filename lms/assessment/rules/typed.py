"""Typed answers: texts compared with patterns, numbers read exactly.

Source: spec/attempts.md, "Question types"; where it is silent, Moodle's short answer and numerical.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.core.text import LANGUAGES, Text, fold, western_digits

WILDCARD = "\ue000"  # stands for `*` while a pattern is folded; nobody may type it
STARS = re.compile(r"\\\*|\*+")
WRITTEN = {**dict.fromkeys("−–", "-"), "٫": ".", "٬": ",", **dict.fromkeys("\u00a0\u202f", " ")}
UNSEEN = dict.fromkeys(
    [0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)
READ = str.maketrans(WRITTEN) | UNSEEN
NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?"
    r"(?P<whole>[0-9]{1,3}(?P<mark>[, ])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]*)"
    r"(?P<part>\.[0-9]*)?"
    r"(?P<power>[eE][+-]?[0-9]{1,2})?"
)


@dataclass(frozen=True, slots=True)
class Folding:
    """What does not matter when two texts are compared."""

    keeps_spelling: bool = False
    keeps_case: bool = False

    def of(self, text: str) -> str:
        """The form in which the text is compared."""
        return fold(text, keeps_spelling=self.keeps_spelling, keeps_case=self.keeps_case)


@dataclass(frozen=True, slots=True)
class _Accepted:
    key: str
    fraction: Fraction
    feedback: Text | None


@dataclass(frozen=True, slots=True)
class AcceptedText(_Accepted):
    """A pattern in each language; patterns: their parts between wildcards, folded."""

    text: Text
    patterns: tuple[tuple[str, ...], ...]

    @property
    def example(self) -> str:
        """A text that fits."""
        return model_text(self.text.ar)

    def words_in(self, language: str) -> str:
        """The pattern as people read it."""
        return model_text(self.text.in_(language))


@dataclass(frozen=True, slots=True)
class AcceptedNumber(_Accepted):
    """The numbers from `low` to `high`, both among them. words: how that is written."""

    example: str
    low: Fraction
    high: Fraction
    words: str

    def words_in(self, language: str) -> str:
        """The numbers as people read them: alike in each language."""
        return self.words


def accepted_text(found: Mapping[str, Any], folding: Folding) -> AcceptedText:
    """An accepted text of a package's list of answers."""
    text = Text.from_mapping(found["text"])
    patterns = tuple(parts_of(text.in_(language), folding) for language in LANGUAGES)
    return AcceptedText(*_common(found), text, patterns)


def accepted_number(found: Mapping[str, Any]) -> AcceptedNumber:
    """An accepted number of a package's list of answers. Raises ValueError, InvalidOperation."""
    kind = found.get("kind", "absolute")
    if kind == "range":
        low, high = found["min"], found["max"]
        bounds = Fraction(Decimal(low)), Fraction(Decimal(high))
        return AcceptedNumber(*_common(found), low, *bounds, f"{low} … {high}")
    value, tolerance = found["value"], found.get("tolerance", "0")
    middle, reach = Fraction(Decimal(value)), Fraction(Decimal(tolerance))
    words = f"{value} ± {tolerance}" if reach else value
    if kind == "relative":
        words = f"{value} ± {(Decimal(tolerance) * 100).normalize():f} %" if reach else value
        reach *= abs(middle)
    elif kind != "absolute":
        raise ValueError(f"unknown kind {kind}")
    return AcceptedNumber(*_common(found), value, middle - reach, middle + reach, words)


def _common(found: Mapping[str, Any]) -> tuple[str, Fraction, Text | None]:
    feedback = found.get("feedback")
    return (
        found["key"],
        Fraction(found.get("fraction", 100), 100),
        Text.from_mapping(feedback) if feedback else None,
    )


def parts_of(pattern: str, folding: Folding) -> tuple[str, ...]:
    r"""A pattern's folded parts between its wildcards `*`; `\*` is an asterisk."""
    marked = STARS.sub(lambda found: "*" if found[0] == r"\*" else WILDCARD, pattern)
    return tuple(folding.of(marked).split(WILDCARD))


def model_text(pattern: str) -> str:
    """A text that fits a pattern, and reads as one: `…` for each wildcard."""
    return STARS.sub(lambda found: "*" if found[0] == r"\*" else "…", pattern).strip()


def is_fitting(parts: Sequence[str], folded: str) -> bool:
    """Whether a folded text is these parts in order with anything between them."""
    first, *rest = parts
    if not rest:
        return folded == first
    *middle, last = rest
    place, end = len(first), len(folded) - len(last)
    if place > end or not (folded.startswith(first) and folded.endswith(last)):
        return False
    for part in middle:
        found = folded.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def number_in(typed: str) -> Fraction | None:
    """The number that was typed, exactly; nothing where it is none.

    Read are the digits of three scripts, `٫` or a point before the decimals, `٬`, commas or
    spaces between thousands, each sign, and a power of ten (`1.5e3`); direction marks are passed
    over. A comma that does not part thousands could mean decimals, so it is not guessed at.
    """
    found = NUMBER.fullmatch(western_digits(typed).translate(READ).strip())
    if found is None:
        return None
    digits = found["whole"].replace(found["mark"] or ",", "") + (found["part"] or "")
    if not digits.strip("."):
        return None
    return Fraction(Decimal(found["sign"] + digits + (found["power"] or "")))
