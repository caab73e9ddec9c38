"""Trees of rules: what completes a unit, and when a unit or the course test is available."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

OnFail = Literal["hide", "show_locked"]
ConditionKind = Literal["completed", "passed", "date_from", "date_until", "in_cohort", "released"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A leaf of a completion rule: `u03/quiz/passed`."""

    key: str


@dataclass(frozen=True, slots=True)
class AllOf:
    rules: tuple[CompletionRule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    rules: tuple[CompletionRule, ...]


@dataclass(frozen=True, slots=True)
class NOf:
    n: int
    rules: tuple[CompletionRule, ...]


CompletionRule = Requirement | AllOf | AnyOf | NOf


def requirements_of(rule: CompletionRule) -> tuple[str, ...]:
    """Every requirement key that the rule asks about, in the order written."""
    if isinstance(rule, Requirement):
        return (rule.key,)
    return tuple(key for part in rule.rules for key in requirements_of(part))


def is_all_of(rule: CompletionRule, keys: tuple[str, ...]) -> bool:
    """Whether the rule is a plain `all` of exactly these requirements, in any order."""
    if not isinstance(rule, AllOf):
        return False
    asked = [part.key for part in rule.rules if isinstance(part, Requirement)]
    return len(asked) == len(rule.rules) and set(asked) == set(keys)


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf of an availability: of a unit, else of a course; a day in Baghdad; a cohort.

    cohort: its title or its id, as the package writes it.
    """

    kind: ConditionKind
    unit: str | None = None
    course: str | None = None
    on: date | None = None
    cohort: str | None = None
    on_fail: OnFail = "show_locked"


@dataclass(frozen=True, slots=True)
class Conditions:
    """A branch of an availability."""

    op: Literal["all", "any", "none"]
    parts: tuple[Availability, ...]
    on_fail: OnFail = "show_locked"


Availability = Condition | Conditions


def may_hide(availability: Availability | None) -> bool:
    """Whether anything in it leaves the unit out of lists while it is closed."""
    if availability is None:
        return False
    parts = availability.parts if isinstance(availability, Conditions) else ()
    return availability.on_fail == "hide" or any(map(may_hide, parts))


def conditions_of(availability: Availability | None) -> Iterator[Condition]:
    """Every leaf, in the order written."""
    if isinstance(availability, Condition):
        yield availability
    elif availability is not None:
        for part in availability.parts:
            yield from conditions_of(part)
