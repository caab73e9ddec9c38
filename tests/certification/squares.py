"""Squares as the tests sign them: plain functions, each with sensible defaults."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lms.certification.rules import ListPlace
from lms.certification.rules.compact import CompactFacts, name_marks, square
from tests.certification.badges import NAME, Key

CODE = "7K3M9QX2TB5D4"
FACTS = CompactFacts(
    certificate_type="c01",
    version="1.0.0",
    hours=5,
    issued_month=date(2026, 11, 1),
    valid_until=date(2029, 11, 23),
    grace_days=30,
    place=ListPlace(1, 94_567),
    marks=(b"\1" * 16, b"\2" * 16, b"\3" * 16),
    is_specimen=True,
)


def square_facts(**changes):
    return replace(FACTS, **changes)


def some_square(code=CODE, *, key=None, name=None, **changes):
    """A signed square. name: whose marks it holds; without one, any."""
    marks = {"marks": name_marks(name, code)} if name else {}
    return square(square_facts(**marks, **changes), code, key or Key())


__all__ = ["CODE", "FACTS", "NAME", "some_square", "square_facts"]
