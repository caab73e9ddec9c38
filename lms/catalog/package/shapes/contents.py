"""scenario.yaml and practical.yaml."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lms.catalog.package.shapes.base import Cited, Key, Shape, Words3


class ChoiceShape(Shape):
    key: Key
    text: Words3
    consequence: Words3
    next: Key
    points: int = Field(ge=0, le=100)
    critical_error: bool = False


class NodeShape(Shape):
    """A situation with two to four choices, or an ending with its debrief."""

    key: Key
    text: Words3
    choices: tuple[ChoiceShape, ...] | None = Field(None, strict=False, min_length=2, max_length=4)
    ending: Literal["lost", "lawful"] | None = None
    sources: tuple[Cited, ...] = Field((), strict=False, max_length=12)

    @model_validator(mode="after")
    def goes_on_or_ends(self) -> NodeShape:
        """A node has choices or is an ending."""
        if (self.choices is None) == (self.ending is None):
            raise PydanticCustomError("node_form", "a node has `choices` or an `ending`, not both")
        return self


class ScenarioShape(Shape):
    title: Words3
    start: Key
    nodes: tuple[NodeShape, ...] = Field(strict=False, min_length=3, max_length=60)


class LineShape(Shape):
    """objective: the one of the unit that is seen in it."""

    key: Key
    text: Words3
    critical: bool = False
    objective: Key | None = None


class PracticalShape(Shape):
    title: Words3
    task: Words3
    conditions: Words3
    assessors: int = Field(1, ge=1, le=2)
    lines: tuple[LineShape, ...] = Field(strict=False, min_length=1, max_length=40)
    sources: tuple[Cited, ...] = Field((), strict=False, max_length=12)
