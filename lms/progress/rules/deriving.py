"""When a requirement, a unit and a course are done: what follows from facts, in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from lms.catalog.rules import AllOf, AnyOf, CompletionRule, PublishedCourse, Requirement
from lms.progress.rules.known import Known

Verdict = Literal["met", "not_met", "reversed"]
OverrideKind = Literal["complete", "exempt"]

# Why a completion is taken back; nothing else takes one back. Source: spec/completion.md.
GROUNDS = ("attempt_voided", "attendance_corrected", "identity_error")


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """What became known about a requirement; score: best fraction so far known, 0 to 1."""

    id: UUID
    requirement_key: str
    outcome: Verdict
    score: float | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OverrideFact:
    """A part set as done by a person's decision: `u03/quiz/passed`, or the whole unit `u03`.

    at: since when it counts; nothing while an exemption waits for its second person. A revoked one
    never counted.
    """

    id: UUID
    target: str
    kind: OverrideKind
    at: datetime | None
    is_revoked: bool = False

    @property
    def is_in_force(self) -> bool:
        """Whether it counts."""
        return self.at is not None and not self.is_revoked


@dataclass(frozen=True, slots=True)
class Overridden:
    """A decision that stands beside the computed outcome; earned_at: when that one was met."""

    kind: OverrideKind
    at: datetime
    earned_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequirementState:
    """Where one requirement stands: met since when, by what was done or by a decision.

    tries: outcomes since it was last taken back. last_at: of the outcomes; a decision is no work.
    """

    met_at: datetime | None = None
    tries: int = 0
    best_score: float | None = None
    last_at: datetime | None = None
    overridden: Overridden | None = None

    def fact_id(self, enrolment_id: UUID, key: str) -> UUID:
        """The id of meeting it next: two clicks at once are one, after a reversal it is another."""
        since = self.last_at.isoformat() if self.last_at else "0"
        return uuid5(enrolment_id, f"{key}#{since}")

    @property
    def earned_at(self) -> datetime | None:
        """When what was done itself met it, whatever anybody decided."""
        return self.overridden.earned_at if self.overridden else self.met_at


UNTOUCHED = RequirementState()


@dataclass(frozen=True, slots=True)
class EnrolmentState:
    """Everything known about an enrolment's progress, as kept packed in one row.

    known: what availability asks about beside it. It is never packed; queries.with_known puts it
    here where a course has any, and without it what has an availability stays locked.
    """

    requirements: Mapping[str, RequirementState] = field(default_factory=dict)
    units: Mapping[str, datetime] = field(default_factory=dict)
    course_completed_at: datetime | None = None
    last_at: datetime | None = None
    known: Known | None = None

    def requirement(self, key: str) -> RequirementState:
        """Where the requirement stands; untouched when nothing is known."""
        return self.requirements.get(key, UNTOUCHED)

    def is_met(self, key: str) -> bool:
        """Whether the requirement is met, by what was done or by a decision."""
        return self.requirement(key).met_at is not None

    def overridden_in(self, unit_key: str) -> Overridden | None:
        """The earliest decision in force on a part of a unit, or of the course test."""
        found = [
            one.overridden
            for key, one in self.requirements.items()
            if one.overridden and key.startswith(f"{unit_key}/")
        ]
        return min(found, key=lambda one: (one.at, one.kind), default=None)


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
    """The state when one more fact, the latest, is known; `reversed` leaves nothing before it."""
    if fact.outcome == "reversed":
        return replace(known, met_at=None, best_score=None, tries=0, last_at=fact.occurred_at)
    scores = [score for score in (known.best_score, fact.score) if score is not None]
    met_at = known.met_at or (fact.occurred_at if fact.outcome == "met" else None)
    return RequirementState(
        met_at=met_at,
        tries=known.tries + 1,
        best_score=max(scores, default=None),
        last_at=fact.occurred_at,
    )


def overridden_states(
    course: PublishedCourse,
    states: Mapping[str, RequirementState],
    overrides: Iterable[OverrideFact],
) -> dict[str, RequirementState]:
    """The states with the decisions in force beside them: met at the earlier of both instants."""
    found = dict(states)
    in_force = [(one.at, one.id, one) for one in set(overrides) if one.at and one.is_in_force]
    for _at, _id, override in sorted(in_force, key=lambda one: one[:2], reverse=True):
        for key in targets_of(course, override.target):
            found[key] = _set_by_hand(found.get(key, UNTOUCHED), override)
    return found


def _set_by_hand(state: RequirementState, override: OverrideFact) -> RequirementState:
    """The state with one more decision, earlier than those before."""
    if override.at is None:
        return state
    earned_at = state.earned_at
    met_at = min(earned_at, override.at) if earned_at else override.at
    return replace(
        state, met_at=met_at, overridden=Overridden(override.kind, override.at, earned_at)
    )


def targets_of(course: PublishedCourse, target: str) -> tuple[str, ...]:
    """The requirements that a decision sets: one, or every one of a unit; none of another version.

    A whole unit is set by its parts, so that what follows opens as if they had been done.
    """
    activities = tuple(course.activities())
    return tuple(
        one.requirement_key for one in activities if target in (one.unit_key, one.requirement_key)
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


def enrolment_state(
    course: PublishedCourse,
    facts: Iterable[OutcomeFact],
    overrides: Iterable[OverrideFact] = (),
) -> EnrolmentState:
    """Everything that follows from the facts and decisions known now."""
    requirements = overridden_states(course, judged(facts), overrides)
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
