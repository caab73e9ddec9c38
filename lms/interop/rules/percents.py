"""Shares of a question in percent, as files and packages write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from lms.assessment.rules.typed import share_of

WRITTEN = re.compile(r"-?[0-9]{1,3}(\.[0-9]*)?")
DECIMALS = Decimal("0.0000001")
ALL = 100
NEAR, LEAST = Fraction(1, 100), Fraction(95, 100)


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


def added_up(percents: list[int | str], drop: Callable[[str], None]) -> list[int | str]:
    """Percentages of which those above 0 add up to 100, in the same proportion.

    drop: is told where they did not; alone that way can all of them be earned, and no more. Nearly
    equal ones become equal. Nothing is changed where no decimals add up, or so much is missing
    that a right option may be.
    """
    shares = [share_of(percent) for percent in percents]
    right = [share for share in shares if share > 0]
    total = sum(right, Fraction(0))
    if total == 1 or total < LEAST:
        return percents
    is_equal = max(right) - min(right) <= NEAR * total
    scaled = [Fraction(1, len(right)) if is_equal else share / total for share in right]
    written = [percent_in(percent_of(share)) or 0 for share in scaled]
    if sum(map(share_of, written)) != 1:
        return percents
    drop(f"The right options earned {float(total * ALL):.6g} % together; it became 100 %.")
    return [written.pop(0) if share > 0 else percent
            for share, percent in zip(shares, percents, strict=True)]  # fmt: skip


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
