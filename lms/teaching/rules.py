"""Who needs help and why: facts that a trainer can act on. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lms.catalog.rules import PublishedActivity, PublishedCourse
from lms.progress.rules import (
    EnrolmentState,
    UnitState,
    is_asked_for,
    missing_for_test,
    next_activity,
    unit_state,
    waiting_practicals,
)

FAILED_TRIES = 2
QUIET_DAYS = 7
ReasonKind = Literal["failed", "quiet", "practical"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to help. tries: failed ones; days: without a sign of work."""

    kind: ReasonKind
    activity: PublishedActivity | None = None
    tries: int = 0
    days: int = 0


def reasons_to_help(
    course: PublishedCourse, state: EnrolmentState, *, enrolled_at: datetime, at: datetime
) -> tuple[Reason, ...]:
    """Failed twice at one quiz or the test; no work for a week; only a practical missing."""
    if state.course_completed_at is not None:
        return ()
    found = [
        Reason("failed", activity, tries=known.tries)
        for activity in course.activities()
        if activity.quiz is not None
        and (known := state.requirement(activity.requirement_key)).tries >= FAILED_TRIES
        and is_asked_for(course, state, activity)
    ]
    waiting = waiting_practicals(course, state)
    if waiting and not missing_for_test(course, state):
        found.append(Reason("practical", waiting[0]))
    quiet = at - (state.last_at or enrolled_at)
    if quiet >= timedelta(days=QUIET_DAYS) and next_activity(course, state) is not None:
        found.append(Reason("quiet", days=quiet.days))
    return tuple(found)


def unit_cells(course: PublishedCourse, state: EnrolmentState) -> tuple[UnitState, ...]:
    """One state a unit, in order."""
    return tuple(unit_state(course, state, unit) for unit in course.units)
