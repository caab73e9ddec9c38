"""When a unit or the course test is available, and what keeps it closed. Pure: no clock, no rows.

It is asked beside the order of the units: both must hold. Source: spec/completion.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lms.catalog.rule_trees import Availability, Condition, conditions_of
from lms.catalog.rules import COURSE, PublishedCourse
from lms.core.locale import local_day
from lms.core.text import fold
from lms.progress.rules.deriving import EnrolmentState
from lms.progress.rules.known import Known


@dataclass(frozen=True, slots=True)
class Unmet:
    """What keeps something closed: a leaf, or several parts of which all or any must change.

    is_against: the leaf holds, and must not. is_hidden: what it closes is absent from lists.
    """

    leaf: Condition | None
    needs: Literal["all", "any"]
    parts: tuple[Unmet, ...]
    is_against: bool
    is_hidden: bool


UNKNOWN = Unmet(None, "all", (), is_against=False, is_hidden=False)


def unmet_for(course: PublishedCourse, state: EnrolmentState, unit_key: str) -> Unmet | None:
    """What closes a unit, or `course` for the course test; nothing when it is available.

    Where nobody looked what is known beside the progress, it is closed without a reason.
    """
    availability = course.availability(unit_key)
    if availability is None:
        return None
    if state.known is None:
        return UNKNOWN
    return lacking(availability, _Asked(course, state, state.known, unit_key), wanted=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    course: PublishedCourse
    state: EnrolmentState
    known: Known
    unit_key: str


def lacking(rule: Availability, asked: _Asked, *, wanted: bool) -> Unmet | None:
    """What must change before the rule is `wanted`; nothing when it is so already."""
    if isinstance(rule, Condition):
        if holds(rule, asked) == wanted:
            return None
        is_hidden = rule.on_fail == "hide"
        return Unmet(rule, "all", (), is_against=not wanted, is_hidden=is_hidden)
    wanted_parts = wanted if rule.op != "none" else not wanted
    needs_all = wanted if rule.op != "any" else not wanted
    found = [lacking(part, asked, wanted=wanted_parts) for part in rule.parts]
    parts = tuple(part for part in found if part is not None)
    if not parts or (not needs_all and len(parts) < len(found)):
        return None
    many = any if needs_all else all
    is_hidden = rule.on_fail == "hide" or many(part.is_hidden for part in parts)
    if len(parts) == 1:
        only = parts[0]
        return Unmet(only.leaf, only.needs, only.parts, only.is_against, is_hidden)
    return Unmet(None, "all" if needs_all else "any", parts, is_against=False, is_hidden=is_hidden)


def awaiting_release(course: PublishedCourse) -> tuple[str, ...]:
    """The units, and `course` for the course test, that ask for a release, in their order."""
    keys = (*(unit.key for unit in course.units), COURSE)
    return tuple(
        key
        for key in keys
        if any(leaf.kind == "released" for leaf in conditions_of(course.availability(key)))
    )


def holds(leaf: Condition, asked: _Asked) -> bool:
    """Whether one condition is true."""
    return HOLDS[leaf.kind](leaf, asked)


def _is_completed(leaf: Condition, asked: _Asked) -> bool:
    if leaf.unit is None:
        return leaf.course in asked.known.completed
    return leaf.unit in asked.state.units


def _is_passed(leaf: Condition, asked: _Asked) -> bool:
    if leaf.unit is None:
        return leaf.course in asked.known.passed
    quiz = asked.course.unit(leaf.unit).activity_of_kind("quiz")
    return quiz is not None and asked.state.is_met(quiz.requirement_key)


def _has_begun(leaf: Condition, asked: _Asked) -> bool:
    return leaf.on is not None and local_day(asked.known.at) >= leaf.on


def _has_not_ended(leaf: Condition, asked: _Asked) -> bool:
    return leaf.on is not None and local_day(asked.known.at) <= leaf.on


def _is_in_cohort(leaf: Condition, asked: _Asked) -> bool:
    return fold(leaf.cohort or "") in asked.known.cohorts


def _is_released(leaf: Condition, asked: _Asked) -> bool:
    return asked.unit_key in asked.known.released


HOLDS: dict[str, Callable[[Condition, _Asked], bool]] = {
    "completed": _is_completed,
    "passed": _is_passed,
    "date_from": _has_begun,
    "date_until": _has_not_ended,
    "in_cohort": _is_in_cohort,
    "released": _is_released,
}
