"""Choices of a list or of radio buttons, from pairs of value and label."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms.fields.choices import SelectChoice


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """What WTForms takes, in the order given."""
    return [SelectChoice(value, label) for value, label in pairs]
