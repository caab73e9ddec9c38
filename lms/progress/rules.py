"""The arithmetic of progress: when a requirement, a unit and a course are done, and what opens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

from lms.catalog.rules import (
    AllOf,
    AnyOf,
    CompletionRule,
    PublishedActivity,
    PublishedCourse,
    PublishedUnit,
    Requirement,
)
from lms.core.errors import DomainError


class Locked(DomainError):
    """Something else comes first."""

    code = "locked"
    status = 403


Verdict = Literal["met", "not_met", "reversed"]
UnitState = Literal["done", "now", "todo", "locked", "waiting"]

COURSE = "course"
# Why a completion is taken back; nothing else takes one back. Source: spec/completion.md.
GROUNDS = ("attempt_voided", "attendance_corrected", "identity_error")


class NotMet(DomainError):
    """There is nothing to take back."""

    code = "nothing_to_reverse"


class SecondPersonNeeded(DomainError):
    """Who asked for a reversal does not confirm it."""

    code = "second_person_needed"
    status = 403


class AlreadyAnswered(DomainError):
    """Somebody has confirmed or declined it already."""

    code = "already_answered"


class ReversalOutdated(DomainError):
    """What a reversal was asked for is met no longer, or was taken back and met again since."""

    code = "reversal_outdated"
    status = 409


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """What became known about a requirement; score: best fraction so far known, 0 to 1."""

    id: UUID
    requirement_key: str
    outcome: Verdict
    score: float | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class RequirementState:
    """Where one requirement stands. tries: outcomes that were met or not met."""

    met_at: datetime | None = None
    tries: int = 0
    best_score: float | None = None
    last_at: datetime | None = None


UNTOUCHED = RequirementState()
MOST_UNPACKED = 1024  # about 4 kB each


@dataclass(frozen=True, slots=True)
class EnrolmentState:
    """Everything known about an enrolment's progress, as kept packed in one row."""

    requirements: Mapping[str, RequirementState] = field(default_factory=dict)
    units: Mapping[str, datetime] = field(default_factory=dict)
    course_completed_at: datetime | None = None
    last_at: datetime | None = None

    def requirement(self, key: str) -> RequirementState:
        """Where the requirement stands; untouched when nothing is known."""
        return self.requirements.get(key, UNTOUCHED)

    def is_met(self, key: str) -> bool:
        """Whether the requirement is met."""
        return self.requirement(key).met_at is not None


def judged(facts: Iterable[OutcomeFact]) -> dict[str, RequirementState]:
    """The state of each requirement from its facts, in whatever order they arrive.

    Latch law: once met it stays met, at its earliest instant; only `reversed` takes it back,
    and a later `met` meets it again. Source: spec/completion.md.
    """
    states: dict[str, RequirementState] = {}
    for fact in sorted(set(facts), key=lambda one: (one.occurred_at, one.id)):
        known = states.get(fact.requirement_key, RequirementState())
        states[fact.requirement_key] = after(known, fact)
    return states


def after(known: RequirementState, fact: OutcomeFact) -> RequirementState:
    """The state when one more fact, the latest, is known."""
    if fact.outcome == "reversed":
        return replace(known, met_at=None, best_score=None, last_at=fact.occurred_at)
    scores = [score for score in (known.best_score, fact.score) if score is not None]
    met_at = known.met_at or (fact.occurred_at if fact.outcome == "met" else None)
    return RequirementState(
        met_at=met_at,
        tries=known.tries + 1,
        best_score=max(scores, default=None),
        last_at=fact.occurred_at,
    )


def true_since(rule: CompletionRule, met: Mapping[str, datetime]) -> datetime | None:
    """The earliest instant at which the rule was true, or nothing while it is not."""
    if isinstance(rule, Requirement):
        return met.get(rule.key)
    instants = sorted(
        instant for part in rule.rules if (instant := true_since(part, met)) is not None
    )
    needed = len(rule.rules) if isinstance(rule, AllOf) else 1
    if not isinstance(rule, (AllOf, AnyOf)):
        needed = rule.n
    return instants[needed - 1] if len(instants) >= needed else None


def enrolment_state(course: PublishedCourse, facts: Iterable[OutcomeFact]) -> EnrolmentState:
    """Everything that follows from the facts known now."""
    requirements = judged(facts)
    met = {key: state.met_at for key, state in requirements.items() if state.met_at is not None}
    units = {
        unit.key: instant
        for unit in course.units
        if (instant := true_since(unit.completion, met)) is not None
    }
    needed = [*(units.get(unit.key) for unit in course.units), met.get(course.test.requirement_key)]
    instants = [instant for instant in needed if instant is not None]
    last = [state.last_at for state in requirements.values() if state.last_at is not None]
    return EnrolmentState(
        requirements=requirements,
        units=units,
        course_completed_at=max(instants) if len(instants) == len(needed) else None,
        last_at=max(last, default=None),
    )


def is_opened_by(unit: PublishedUnit, state: EnrolmentState) -> bool:
    """Whether a unit's online parts are done: practicals never lock what follows."""
    return all(state.is_met(activity.requirement_key) for activity in online_parts(unit))


def online_parts(unit: PublishedUnit) -> list[PublishedActivity]:
    """What a trainee does alone: lesson, quiz and scenario."""
    return [activity for activity in unit.activities if activity.kind != "practical"]


def missing_for_unit(
    course: PublishedCourse, state: EnrolmentState, unit_key: str
) -> list[PublishedActivity]:
    """What must be done before the unit opens; empty when it is open."""
    missing: list[PublishedActivity] = []
    for unit in course.units:
        if unit.key == unit_key:
            return missing
        missing = missing or missing_parts(unit, state)
    return missing


def missing_for_test(course: PublishedCourse, state: EnrolmentState) -> list[PublishedActivity]:
    """What must be done before the course test opens: every online part."""
    return [part for unit in course.units for part in missing_parts(unit, state)]


def missing_parts(unit: PublishedUnit, state: EnrolmentState) -> list[PublishedActivity]:
    """The unit's online parts that are not done."""
    return [part for part in online_parts(unit) if not state.is_met(part.requirement_key)]


def is_locked(course: PublishedCourse, state: EnrolmentState, unit_key: str) -> bool:
    """Whether a unit, or `course` for the course test, is not open yet."""
    if unit_key == COURSE:
        return bool(missing_for_test(course, state))
    return bool(missing_for_unit(course, state, unit_key))


def unit_state(course: PublishedCourse, state: EnrolmentState, unit: PublishedUnit) -> UnitState:
    """One word for a unit: `waiting` when only a practical's sign-off is missing."""
    if unit.key in state.units:
        return "done"
    if is_locked(course, state, unit.key):
        return "locked"
    if is_opened_by(unit, state):
        return "waiting"
    started = any(state.requirement(part.requirement_key).tries for part in unit.activities)
    return "now" if started else "todo"


def next_activity(course: PublishedCourse, state: EnrolmentState) -> PublishedActivity | None:
    """The one thing to do next alone; nothing when only practicals or nothing are left."""
    for unit in course.units:
        missing = missing_parts(unit, state)
        if missing:
            return missing[0]
    return None if state.is_met(course.test.requirement_key) else course.test


def waiting_practicals(course: PublishedCourse, state: EnrolmentState) -> list[PublishedActivity]:
    """Practicals of opened units that nobody has signed off yet."""
    return [
        activity
        for unit in course.units
        if not is_locked(course, state, unit.key)
        for activity in unit.activities
        if activity.kind == "practical" and not state.is_met(activity.requirement_key)
    ]


def packed(state: EnrolmentState) -> str:
    """The state as one short JSON text; `unpacked` gives the same state back."""
    requirements = {
        key: [_microseconds(one.met_at), one.tries, one.best_score, _microseconds(one.last_at)]
        for key, one in sorted(state.requirements.items())
    }
    units = {key: _microseconds(at) for key, at in sorted(state.units.items())}
    kept = {"r": requirements, "u": units, "c": _microseconds(state.course_completed_at),
            "l": _microseconds(state.last_at)}  # fmt: skip
    return json.dumps(kept, separators=(",", ":"))


@lru_cache(MOST_UNPACKED)  # 40 µs each, and a trainee opens many pages in one state
def unpacked(text: str) -> EnrolmentState:
    """The state kept in a packed text."""
    kept = json.loads(text)
    return EnrolmentState(
        requirements={
            key: RequirementState(_instant(met), tries, score, _instant(last))
            for key, (met, tries, score, last) in kept["r"].items()
        },
        units={key: _certain(at) for key, at in kept["u"].items()},
        course_completed_at=_instant(kept["c"]),
        last_at=_instant(kept["l"]),
    )


def _microseconds(at: datetime | None) -> int | None:
    """Whole microseconds since 1970: exact, where a float would not be."""
    if at is None:
        return None
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _certain(microseconds)


def _certain(microseconds: int) -> datetime:
    seconds, rest = divmod(microseconds, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
