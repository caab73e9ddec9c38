"""Trees of rules: what completes a unit, and when a unit or the course test is available."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lms.catalog.package.shapes.base import Day, Key, Line, Shape

FIELDS_OF_LEAF = {
    "date_from": {"date"},
    "date_until": {"date"},
    "in_cohort": {"cohort"},
    "released": set(),
}  # completed and passed: one of unit and course


class NOfShape(Shape):
    n: int = Field(ge=1)
    rules: tuple[RuleShape, ...] = Field(strict=False, min_length=1)


class RuleShape(Shape):
    """One of: {type, activity}, {all: […]}, {any: […]}, {n_of: {n, rules}}."""

    type: Literal["view", "quiz", "scenario", "signoff", "receipt"] | None = None
    activity: Key | None = None
    all: tuple[RuleShape, ...] | None = Field(None, strict=False, min_length=1)
    any: tuple[RuleShape, ...] | None = Field(None, strict=False, min_length=1)
    n_of: NOfShape | None = None

    @model_validator(mode="after")
    def one_form(self) -> RuleShape:
        """A rule is a leaf or one branch."""
        is_leaf = self.type is not None and self.activity is not None
        is_half_leaf = (self.type is None) != (self.activity is None)
        branches = sum(part is not None for part in (self.all, self.any, self.n_of))
        if is_half_leaf or is_leaf + branches != 1:
            raise PydanticCustomError(
                "rule_form", "a rule is {type, activity}, or one of all, any and n_of"
            )
        if self.n_of and self.n_of.n > len(self.n_of.rules):
            raise PydanticCustomError("rule_n", "n is larger than the number of rules")
        return self


class AvailabilityShape(Shape):
    """A leaf {type, …}, or one of {all: […]}, {any: […]}, {none: […]}; each with on_fail."""

    type: (
        Literal["completed", "passed", "date_from", "date_until", "in_cohort", "released"] | None
    ) = None
    unit: Key | None = None
    course: Key | None = None
    date: Day | None = None
    cohort: Line | None = None
    all: tuple[AvailabilityShape, ...] | None = Field(None, strict=False, min_length=1)
    any: tuple[AvailabilityShape, ...] | None = Field(None, strict=False, min_length=1)
    none: tuple[AvailabilityShape, ...] | None = Field(None, strict=False, min_length=1)
    on_fail: Literal["hide", "show_locked"] = "show_locked"

    @model_validator(mode="after")
    def one_form(self) -> AvailabilityShape:
        """A condition is a leaf with its own fields, or one branch."""
        branches = sum(part is not None for part in (self.all, self.any, self.none))
        if (self.type is not None) + branches != 1:
            raise PydanticCustomError(
                "condition_form", "a condition is {type, …}, or one of all, any and none"
            )
        written = {
            name for name in ("unit", "course", "date", "cohort") if getattr(self, name) is not None
        }
        wanted = FIELDS_OF_LEAF.get(self.type or "all", set())
        if self.type in ("completed", "passed"):
            if written not in ({"unit"}, {"course"}):
                raise PydanticCustomError("condition_of", "name one unit or one course")
        elif written != wanted:
            names = ", ".join(sorted(wanted)) or "no other field"
            raise PydanticCustomError(
                "condition_fields", "{kind} takes {names}",
                {"kind": self.type or "a branch", "names": names},
            )  # fmt: skip
        return self
