"""What opens what: parts before parts, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lms.catalog.rule_trees import is_all_of
from lms.catalog.rules import (
    COURSE,
    AllOf,
    CompletionRule,
    NOf,
    PublishedActivity,
    PublishedCourse,
    PublishedUnit,
    Requirement,
)
from lms.progress.rules.availability import unmet_for
from lms.progress.rules.deriving import EnrolmentState

UnitState = Literal["done", "now", "todo", "locked", "waiting"]


def is_opened_by(unit: PublishedUnit, state: EnrolmentState) -> bool:
    """Whether nothing online is missing in a unit: practicals never lock what follows."""
    return not missing_parts(unit, state)


def online_parts(unit: PublishedUnit) -> list[PublishedActivity]:
    """What a trainee does alone: lesson, quiz, scenario and receipts."""
    return [activity for activity in unit.activities if activity.kind != "practical"]


def has_choice(unit: PublishedUnit) -> bool:
    """Whether the unit's rule is anything but a plain `all` of everything in it."""
    return not is_all_of(unit.completion, tuple(one.requirement_key for one in unit.activities))


def missing_parts(unit: PublishedUnit, state: EnrolmentState) -> list[PublishedActivity]:
    """The unit's online parts that its rule still waits for, in their order; optional ones never.

    Practicals are left out of the rule. Of an `any` that no part makes true, every part is listed.
    """
    parts = online_parts(unit)
    left = [part for part in parts if not state.is_met(part.requirement_key)]
    if not left or unit.key in state.units:
        return []
    online = {part.requirement_key for part in parts}
    wanted = set(_wanted(unit.completion, state, online))
    return [part for part in left if part.requirement_key in wanted]


def _wanted(rule: CompletionRule, state: EnrolmentState, online: set[str]) -> Iterator[str]:
    """The requirements not met where the rule, of these requirements alone, is not true."""
    if isinstance(rule, Requirement):
        if rule.key in online and not state.is_met(rule.key):
            yield rule.key
        return
    parts = [part for part in rule.rules if _asks_about(part, online)]
    wanted = [tuple(_wanted(part, state, online)) for part in parts]
    done = sum(not keys for keys in wanted)
    if done < _needed(rule, len(parts)):
        for keys in wanted:
            yield from keys


def _asks_about(rule: CompletionRule, online: set[str]) -> bool:
    if isinstance(rule, Requirement):
        return rule.key in online
    return any(_asks_about(part, online) for part in rule.rules)


def _needed(rule: CompletionRule, parts: int) -> int:
    """How many of so many parts make it true; without its practicals it may have fewer than n."""
    if isinstance(rule, AllOf):
        return parts
    return min(rule.n if isinstance(rule, NOf) else 1, parts)


def missing_for_unit(
    course: PublishedCourse, state: EnrolmentState, unit_key: str
) -> list[PublishedActivity]:
    """What must be done in the unit before, before this one opens; empty when nothing is left."""
    missing: list[PublishedActivity] = []
    for unit in course.units:
        if unit.key == unit_key:
            return missing
        missing = missing or missing_parts(unit, state)
    return missing


def missing_for_test(course: PublishedCourse, state: EnrolmentState) -> list[PublishedActivity]:
    """What must be done before the course test opens: every online part."""
    return [part for unit in course.units for part in missing_parts(unit, state)]


def is_locked(course: PublishedCourse, state: EnrolmentState, unit_key: str) -> bool:
    """Whether a unit, or `course` for the course test, is not open: by order or availability."""
    if unmet_for(course, state, unit_key) is not None:
        return True
    if unit_key == COURSE:
        return bool(missing_for_test(course, state))
    return bool(missing_for_unit(course, state, unit_key))


def is_hidden(course: PublishedCourse, state: EnrolmentState, unit_key: str) -> bool:
    """Whether a closed unit, or the course test, is absent from lists."""
    unmet = unmet_for(course, state, unit_key)
    return unmet is not None and unmet.is_hidden


def shown_units(course: PublishedCourse, state: EnrolmentState) -> tuple[PublishedUnit, ...]:
    """The units that a list shows; one that is complete is never hidden."""
    return tuple(
        unit
        for unit in course.units
        if unit.key in state.units or not is_hidden(course, state, unit.key)
    )


def unit_state(course: PublishedCourse, state: EnrolmentState, unit: PublishedUnit) -> UnitState:
    """One word for a unit: `waiting` when only a practical's sign-off is missing."""
    if unit.key in state.units:
        return "done"
    if is_locked(course, state, unit.key):
        return "locked"
    if is_opened_by(unit, state):
        return "waiting"
    started = any(state.requirement(part.requirement_key).last_at for part in unit.activities)
    return "now" if started else "todo"


def next_activity(course: PublishedCourse, state: EnrolmentState) -> PublishedActivity | None:
    """The one thing to do next alone; nothing when it is closed, or only practicals are left."""
    for unit in course.units:
        missing = missing_parts(unit, state)
        if missing:
            return missing[0] if unmet_for(course, state, unit.key) is None else None
    if state.is_met(course.test.requirement_key) or unmet_for(course, state, COURSE):
        return None
    return course.test


def closed_next(course: PublishedCourse, state: EnrolmentState) -> str | None:
    """The unit, or `course`, that would come next and is not available; else nothing."""
    for unit in course.units:
        if missing_parts(unit, state):
            return unit.key if unmet_for(course, state, unit.key) else None
    is_left = not state.is_met(course.test.requirement_key)
    return COURSE if is_left and unmet_for(course, state, COURSE) else None


def waiting_practicals(course: PublishedCourse, state: EnrolmentState) -> list[PublishedActivity]:
    """Practicals of opened units that nobody has signed off yet, and that are still asked for."""
    return [
        activity
        for unit in course.units
        if not is_locked(course, state, unit.key)
        for activity in awaited_practicals(unit, state)
    ]


def awaited_practicals(unit: PublishedUnit, state: EnrolmentState) -> list[PublishedActivity]:
    """The unit's practicals that it still waits for: none once its rule is true."""
    if unit.key in state.units:
        return []
    asked = set(_wanted(unit.completion, state, {one.requirement_key for one in unit.activities}))
    practicals = unit.activities_of_kind("practical")
    return [one for one in practicals if one.requirement_key in asked]


def is_asked_for(
    course: PublishedCourse, state: EnrolmentState, activity: PublishedActivity
) -> bool:
    """Whether an activity that is not done is still waited for; the course test always is."""
    if state.is_met(activity.requirement_key):
        return False
    if activity.unit_key == COURSE:
        return True
    unit = course.unit(activity.unit_key)
    is_practical = activity.kind == "practical"
    return activity in (awaited_practicals if is_practical else missing_parts)(unit, state)
