"""Typed answers: texts compared with patterns, numbers read exactly.

Source: spec/attempts.md, "Question types"; where it is silent, Moodle's short answer and numerical.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
MOST_PARTS = 20  # a third, a seventh … a twentieth, however many of their decimals are written
NEAR = Fraction(1, 20_000)


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
    """The numbers from `low` to `high`, both among them; any number where they are None.

    words: how that is written.
    """

    example: str
    low: Fraction | None
    high: Fraction | None
    words: str

    def has(self, number: Fraction) -> bool:
        """Whether the number is one of them."""
        return (self.low is None or self.low <= number) and (
            self.high is None or number <= self.high
        )

    def words_in(self, language: str) -> str:
        """The numbers as people read them: alike in each language."""
        return self.words


Accepted = AcceptedText | AcceptedNumber
MaybeAccepted = Accepted | None


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """A unit to write with a number. per_base: how many of it make one of the first."""

    text: Text
    per_base: Fraction

    @property
    def spellings(self) -> tuple[str, ...]:
        """How it is written in each language, folded, the longest first."""
        folded = {fold(self.text.in_(language)) for language in LANGUAGES}
        return tuple(sorted(folded, key=lambda each: (-len(each), each)))


def share_of(percent: int | str) -> Fraction:
    """A percentage as the share that is meant: `33.33333` is a third. Raises InvalidOperation."""
    exact = Fraction(Decimal(percent)) / 100
    near = exact.limit_denominator(MOST_PARTS)
    return near if abs(exact - near) < NEAR else exact


def unit_of_measure(found: Mapping[str, Any]) -> UnitOfMeasure:
    """A unit of a package's list. Raises ValueError."""
    unit = UnitOfMeasure(
        Text.from_mapping(found["text"]), Fraction(Decimal(found.get("per_base", "1")))
    )
    if unit.per_base <= 0 or "" in unit.spellings:
        raise ValueError("a unit that nobody could write")
    return unit


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
    if kind == "any":
        return AcceptedNumber(*_common(found), "0", None, None, "*")
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
        share_of(found.get("fraction", 100)),
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
    return _number(NUMBER.fullmatch(_readable(typed)))


def quantity_in(
    typed: str, units: Sequence[UnitOfMeasure], *, is_unit_needed: bool
) -> Fraction | None:
    """The number that was typed, in the first of the units; nothing where it is none.

    The unit stands after the number or before it, in any language and spelling that folds
    alike; without one the first is meant, unless one is needed.
    """
    readable = _readable(typed)
    for unit in units:
        for spelling in unit.spellings:
            for rest in _without(fold(readable), spelling):
                number = number_in(rest)
                if number is not None:
                    return number / unit.per_base
    return None if is_unit_needed else number_in(readable)


def _without(folded: str, spelling: str) -> Iterator[str]:
    """What is left of a text that ends or begins with a unit."""
    if folded.endswith(spelling):
        yield folded.removesuffix(spelling)
    if folded.startswith(spelling):
        yield folded.removeprefix(spelling)


def _readable(typed: str) -> str:
    return western_digits(typed).translate(READ).strip()


def _number(found: re.Match[str] | None) -> Fraction | None:
    if found is None:
        return None
    digits = found["whole"].replace(found["mark"] or ",", "") + (found["part"] or "")
    if not digits.strip("."):
        return None
    return Fraction(Decimal(found["sign"] + digits + (found["power"] or "")))
