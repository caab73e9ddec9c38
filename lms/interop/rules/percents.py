"""Shares of a question in percent, as files and packages write them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from lms.assessment.rules.typed import share_of

WRITTEN = re.compile(r"-?[0-9]{1,3}(\.[0-9]*)?")
DECIMALS = Decimal("0.0000001")
ALL = 100


def percent_in(text: str) -> int | str | None:
    """A percentage as a package writes it, or nothing where the text is none from -100 to 100."""
    if not WRITTEN.fullmatch(text):
        return None
    number = Decimal(text).quantize(DECIMALS)
    if abs(number) > ALL:
        return None
    return int(number) if number == int(number) else f"{number.normalize():f}"


def percent_of(share: Fraction) -> str:
    """A share as a file writes it: `50`, `33.33333`, `-14.28571`; read back it is the same."""
    percent = share * ALL
    if percent.denominator == 1:
        return str(percent.numerator)
    short = f"{float(percent):.5f}".rstrip("0")
    return short if share_of(short) == share else f"{float(percent):.7f}".rstrip("0")


def is_even(shares: list[Fraction]) -> bool:
    """Whether the right ones earn alike, two at least, and the wrong ones lose all between them."""
    right = [share for share in shares if share > 0]
    wrong = [share for share in shares if share <= 0]
    return (
        len(right) > 1
        and bool(wrong)
        and all(share == Fraction(1, len(right)) for share in right)
        and all(share == Fraction(-1, len(wrong)) for share in wrong)
    )
