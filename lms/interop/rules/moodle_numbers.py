"""Numbers as Moodle writes them: a middle and how far from it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lms.interop.rules.moodle_parts import number_or_none

Body = Mapping[str, Any]


def centred(answer: Body) -> tuple[str, str]:
    """The number and the tolerance; `*` and nothing for any number."""
    kind = answer.get("kind", "absolute")
    if kind == "any":
        return "*", "0"
    if kind == "range":
        low, high = Decimal(answer["min"]), Decimal(answer["max"])
        return _written((low + high) / 2), _written((high - low) / 2)
    tolerance = Decimal(answer.get("tolerance") or "0")
    if kind == "relative":
        tolerance *= abs(Decimal(answer["value"]))
        return answer["value"], _written(tolerance)
    return answer["value"], _written(tolerance)


def is_exact(answer: Body) -> bool:
    """Whether the same numbers come back, of what kind ever."""
    value, tolerance = centred(answer)
    return value == "*" or None not in (number_or_none(value), number_or_none(tolerance))


def unit_factor(unit: Body) -> str:
    """How many of the unit make one of the first."""
    return str(unit.get("per_base", "1"))


def _written(number: Decimal) -> str:
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
