"""Numbers to type, as other systems write them."""

from __future__ import annotations

from decimal import Decimal

from lms.interop.rules.found import Body


def middle_of(answer: Body) -> tuple[str, str]:
    """A number and its tolerance, however a package says them; `*` for any number."""
    kind = answer.get("kind", "absolute")
    if kind == "any":
        return "*", "0"
    if kind == "range":
        low, high = Decimal(answer["min"]), Decimal(answer["max"])
        return f"{(low + high) / 2:f}", f"{(high - low) / 2:f}"
    tolerance = answer.get("tolerance") or "0"
    if kind == "relative":
        tolerance = f"{abs(Decimal(tolerance) * Decimal(answer['value'])):f}"
    return str(answer["value"]), tolerance
