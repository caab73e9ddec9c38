"""Numbers to type in a GIFT question."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lms.core.text import western_digits
from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_parts import Answered, Part, full_first, parts_of, without_empty
from lms.interop.rules.gift_text import Texts, unwrapped
from lms.interop.rules.percents import ALL

IN_PACKAGE = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
LONGEST = 60
MOST = Decimal("1E12")
PLACES = Decimal("1E-12")
CLOSE = Decimal("1E-9")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")


def read_numbers(section: str, texts: Texts) -> Answered:
    """A number, a range, or several of them with their shares. Raises Broken."""
    right, tilde, wrong = section.removeprefix("#").partition("~")
    found = [parts_of(raw, weight=ALL) for raw in without_empty(right.split("="))]
    found += [parts_of(raw, weight=0) for raw in (wrong.split("~") if tilde else ())]
    if not found:
        raise Broken("It has no number.")
    answers = [
        {**_numbers(part, texts), "fraction": part.percent, **part.said(texts)} for part in found
    ]
    return Answered("numeric", {"answers": full_first(answers)})


def _numbers(part: Part, texts: Texts) -> dict[str, Any]:
    text = western_digits(unwrapped(part.text)).replace("−", "-")
    if text in ("", "*"):
        return {"kind": "any"}
    low, dots, high = text.partition("..")
    if dots:
        ends = {"min": near_number(low, texts.drop), "max": near_number(high, texts.drop)}
        return {"kind": "range", **ends}
    value, _colon, tolerance = text.partition(":")
    plain = {"value": near_number(value, texts.drop)}
    return plain | _tolerance(tolerance, texts)


def _tolerance(text: str, texts: Texts) -> dict[str, str]:
    number = near_number(text, texts.drop) if text.strip() else "0"
    if number.startswith("-"):
        raise Broken(f"“{text.strip()}” is no tolerance: it is below nothing.")
    return {} if Decimal(number) == 0 else {"tolerance": number}


def near_number(text: str, drop: Callable[[str], None]) -> str:
    """A number as a package writes it, rounded to 12 places where it has more. Raises Broken.

    drop: is told of a rounding. A number that rounding would change by more than a part in
    1,000,000,000 is not rounded.
    """
    text = text.strip()
    if NUMBER.fullmatch(text) and len(text) <= LONGEST:
        exact = Decimal(text)
        rounded = exact.quantize(PLACES) if abs(exact) < MOST else exact
        if rounded != exact and abs(rounded - exact) <= CLOSE * abs(exact):
            plain = number_in(f"{rounded:f}".rstrip("0").rstrip("."))
            drop(f"The number {text} became {plain}: it has 12 digits after the point.")
            return plain
    return number_in(text)


def number_in(text: str) -> str:
    """A number as a package writes it. Raises Broken."""
    text = text.strip()
    if IN_PACKAGE.fullmatch(text):
        return text
    plain = f"{Decimal(text):f}".removesuffix(".") if NUMBER.fullmatch(text) else ""
    plain = plain.removeprefix("+")
    if not IN_PACKAGE.fullmatch(plain):
        raise Broken(f"“{text}” is no number of at most 12 digits before and after the point.")
    return plain
