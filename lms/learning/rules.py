"""What a trainee's pages tell: where each part stands, and the one thing to do next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Literal, get_args
from uuid import UUID

from lms.catalog.rules import COURSE, Citation, PublishedActivity, PublishedCourse, PublishedUnit
from lms.progress.rules import (
    EnrolmentState,
    Overridden,
    UnitState,
    Unmet,
    awaited_practicals,
    closed_next,
    is_asked_for,
    is_locked,
    is_opened_by,
    missing_for_test,
    missing_for_unit,
    missing_parts,
    next_activity,
    shown_units,
    unit_state,
    unmet_for,
    waiting_practicals,
)

LineState = Literal["done", "now", "todo", "locked", "waiting", "again"]
StepKind = Literal["attempt", "claim", "activity", "later", "marking", "closed", "waiting", "done"]
STEP_ORDER: tuple[StepKind, ...] = get_args(StepKind)
FINEST = 10_000  # scores are kept as floats: 0.8333… is read back as 5/6


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt that takes answers now.

    slot: the one to go on with, from 1. answered: how many have an answer. saved_at: the last
    answer's instant, None before the first. silent: how many texts there are that ask nothing.
    """

    id: UUID
    enrolment_id: UUID
    address: str
    slot: int
    slots: int
    answered: int
    saved_at: datetime | None
    silent: int = 0

    @property
    def asked(self) -> int:
        """How many questions there are to answer."""
        return self.slots - self.silent

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left but to hand it in."""
        return self.slots > 0 and self.answered >= self.asked


@dataclass(frozen=True, slots=True)
class Place:
    """One's own enrolment, the course it is pinned to, and how far it has come."""

    enrolment_id: UUID
    cohort_id: UUID
    is_active: bool
    course: PublishedCourse
    state: EnrolmentState

    def with_state(self, state: EnrolmentState) -> Place:
        """The same place after something was recorded; what is known beside it stays."""
        return replace(self, state=replace(state, known=self.state.known))


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a unit, or the course test, is not open: parts before it, or its own conditions."""

    missing: tuple[PublishedActivity, ...]
    unmet: Unmet | None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity in a list. at: when it was done, or last tried. by_decision: not by doing it.

    is_being_marked: it was handed in, and a trainer's mark is awaited. is_optional: it is not done,
    and its unit does not wait for it.
    """

    activity: PublishedActivity
    state: LineState
    at: datetime | None
    points: Fraction | None
    attempt: OpenAttempt | None
    by_decision: Overridden | None = None
    is_being_marked: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in a list.

    closed: why it is not open; nothing when it is. is_next: what is missing is in the unit right
    before this one. by_decision: what somebody decided about it or a part of it.
    """

    unit: PublishedUnit
    state: UnitState
    at: datetime | None
    closed: Closed | None
    minutes_left: int
    is_next: bool
    by_decision: Overridden | None = None

    @property
    def missing(self) -> tuple[PublishedActivity, ...]:
        """What must be done before it opens."""
        return self.closed.missing if self.closed else ()


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next on an enrolment; opens_at: only for `later`.

    closed_key: only for `closed`, the unit that would come next, or `course`.
    is_asked: only for `claim`, whether the claim waits for a coordinator.
    """

    kind: StepKind
    place: Place
    activity: PublishedActivity | None = None
    attempt: OpenAttempt | None = None
    practicals: tuple[PublishedActivity, ...] = ()
    opens_at: datetime | None = None
    is_asked: bool = False
    closed_key: str = ""


def activity_line(
    place: Place, activity: PublishedActivity, attempts: Mapping[str, OpenAttempt]
) -> ActivityLine:
    """Where one activity stands."""
    known = place.state.requirement(activity.requirement_key)
    attempt = attempts.get(activity.address)
    return ActivityLine(
        activity=activity,
        state=activity_state(place, activity, has_attempt=attempt is not None),
        at=known.met_at or known.last_at,
        points=points_of(activity, known.best_score),
        attempt=attempt,
        by_decision=known.overridden if known.earned_at is None else None,
        is_optional=known.met_at is None and not is_asked_for(place.course, place.state, activity),
    )


def activity_state(place: Place, activity: PublishedActivity, *, has_attempt: bool) -> LineState:
    """One word for an activity."""
    known = place.state.requirement(activity.requirement_key)
    if known.met_at is not None:
        return "done"
    if is_locked(place.course, place.state, activity.unit_key):
        return "locked"
    if has_attempt:
        return "now"
    if known.last_at is not None:
        return "again"
    is_practical = activity.kind == "practical"
    is_awaited = is_practical and is_asked_for(place.course, place.state, activity)
    return "waiting" if is_awaited else "todo"


def points_of(activity: PublishedActivity, score: float | None) -> Fraction | None:
    """The points of a quiz behind a kept score: 0.8333… of 6 is 5.

    Nothing where each attempt may be worth another number of points.
    """
    if score is None or activity.quiz is None or activity.quiz.points is None:
        return None
    return Fraction(score).limit_denominator(FINEST) * activity.quiz.points


def unit_line(place: Place, unit: PublishedUnit) -> UnitLine:
    """Where one unit stands."""
    left = [*missing_parts(unit, place.state), *awaited_practicals(unit, place.state)]
    closed = closed_by(place, unit.key)
    before = place.course.units[unit.position - 2].key if unit.position > 1 else ""
    return UnitLine(
        unit=unit,
        state=unit_state(place.course, place.state, unit),
        at=place.state.units.get(unit.key),
        closed=closed,
        minutes_left=sum(part.minutes for part in left),
        is_next=any(part.unit_key == before for part in closed.missing) if closed else False,
        by_decision=place.state.overridden_in(unit.key),
    )


def missing_before(place: Place, unit_key: str) -> tuple[PublishedActivity, ...]:
    """What must be done before a unit, or the course test, opens. Raises NotFound."""
    if unit_key == COURSE:
        return tuple(missing_for_test(place.course, place.state))
    place.course.unit(unit_key)
    return tuple(missing_for_unit(place.course, place.state, unit_key))


def closed_by(place: Place, unit_key: str) -> Closed | None:
    """Why a unit, or the course test, is not open; nothing when it is. Raises NotFound.

    The one place that pages, reads of content and writes ask. Order and availability: both hold.
    """
    missing = missing_before(place, unit_key)
    unmet = unmet_for(place.course, place.state, unit_key)
    return Closed(missing, unmet) if missing or unmet else None


def next_part(place: Place, unit: PublishedUnit) -> PublishedActivity | None:
    """What comes next within a unit; nothing when its online parts are done."""
    return next(iter(missing_parts(unit, place.state)), None)


def part_beside(place: Place, activity: PublishedActivity) -> PublishedActivity | None:
    """What else of its unit can be done while an activity is being marked."""
    if activity.unit_key == COURSE:
        return None
    parts = missing_parts(place.course.unit(activity.unit_key), place.state)
    return next((part for part in parts if part is not activity), None)


def step_after(place: Place, unit_key: str) -> PublishedActivity | None:
    """What comes next from a unit's page: its own open part, else the course's."""
    if unit_key != COURSE:
        own = next_part(place, place.course.unit(unit_key))
        if own is not None:
            return own
    return next_activity(place.course, place.state)


def step_of(
    place: Place, attempts: Mapping[str, OpenAttempt], *, has_certificate: bool
) -> Step | None:
    """The one thing to do next on an enrolment; nothing on one that was left."""
    if place.state.course_completed_at is not None:
        return Step("done" if has_certificate else "claim", place)
    if not place.is_active:
        return None
    latest = max(attempts.values(), key=lambda one: one.id, default=None)
    if latest is not None:
        activity = place.course.activity(*latest.address.split("/"))
        return Step("attempt", place, activity=activity, attempt=latest)
    activity_next = next_activity(place.course, place.state)
    if activity_next is not None:
        return Step("activity", place, activity=activity_next)
    closed_key = closed_next(place.course, place.state)
    if closed_key is not None:
        return Step("closed", place, closed_key=closed_key)
    waiting = tuple(waiting_practicals(place.course, place.state))
    return Step("waiting", place, practicals=waiting)


def first_step(steps: Sequence[Step]) -> Step | None:
    """Of several enrolments' steps the one for the home page's card."""
    return min(steps, key=lambda step: STEP_ORDER.index(step.kind), default=None)


def cells_of(place: Place) -> tuple[str, ...]:
    """One state a unit, for the bar; hidden units have none."""
    return tuple(unit_state(place.course, place.state, unit) for unit in units_of(place))


def units_of(place: Place) -> tuple[PublishedUnit, ...]:
    """The units that lists show."""
    return shown_units(place.course, place.state)


def is_online_done(place: Place) -> bool:
    """Whether every unit's lesson, quiz and scenario are done."""
    return all(is_opened_by(unit, place.state) for unit in place.course.units)


def cited(course: PublishedCourse, citation: Citation, language: str) -> tuple[str, str]:
    """The title of a cited source and the article, which may be empty. Raises NotFound."""
    return course.source(citation.source).title.in_(language), citation.article or ""
