"""A rubric: by what a trainer marks an essay or a file."""

from __future__ import annotations

from pydantic import Field

from lms.catalog.package.shapes.base import Key, Shape, Words3


class LevelShape(Shape):
    """How well a criterion is met, in points."""

    key: Key
    points: int = Field(ge=0, le=100)
    text: Words3


class CriterionShape(Shape):
    """What is looked at; its best level is the most that it earns."""

    key: Key
    text: Words3
    levels: tuple[LevelShape, ...] = Field(strict=False, min_length=2, max_length=8)
