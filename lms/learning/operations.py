"""What a trainee's reading changes. Flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from uuid import UUID, uuid5

from lms.accounts.rules import Viewer
from lms.assessment.operations import start_attempt, start_scenario
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity
from lms.cohorts.queries import own_enrolment
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.learning.queries.places import own_place
from lms.learning.rules import Place, missing_before, step_after
from lms.progress.operations import record_outcome
from lms.progress.rules import Locked


@dataclass(frozen=True, slots=True)
class Started:
    """An attempt to go on with."""

    attempt_id: UUID
    is_scenario: bool


def mark_as_read(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    unit_key: str,
    activity_key: str,
    at: datetime,
) -> PublishedActivity | None:
    """Record that a lesson was read, and say what comes next.

    Twice keeps the first moment. Raises NotFound, Forbidden (enrolment withdrawn), Locked.
    """
    place = own_place(session, viewer, enrolment_id)
    lesson = place.course.activity(unit_key, activity_key)
    if lesson.kind != "lesson":
        raise NotFound
    if not place.is_active:
        raise Forbidden
    if missing_before(place, unit_key):
        raise Locked
    return step_after(read(session, place, lesson, viewer=viewer, at=at), unit_key)


def read(
    session: AnySession, place: Place, lesson: PublishedActivity, *, viewer: Viewer, at: datetime
) -> Place:
    """The place after the reading.

    The fact's id is made from what it says, so that two clicks at once are one fact; after a
    reversal the number of tries makes it a new one.
    """
    key = lesson.requirement_key
    if place.state.is_met(key):
        return place
    tries = place.state.requirement(key).tries
    state = record_outcome(
        session,
        enrolment_id=place.enrolment_id,
        requirement_key=key,
        outcome="met",
        score=None,
        occurred_at=at,
        fact_id=uuid5(place.enrolment_id, f"{key}#{tries}"),
        recorded_by=viewer.account_id,
    )
    return Place(place.enrolment_id, place.cohort_id, place.is_active, place.course, state)


def start(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    unit_key: str,
    activity_key: str,
    is_remedial: bool,
    at: datetime,
) -> Started:
    """The attempt to go on with at a quiz, the course test or a scenario: the open one, or a new.

    Raises NotFound, Forbidden, Locked, NoAttemptLeft, CoolingDown, RemedialFirst,
    BeingMarked.
    """
    enrolment = own_enrolment(session, viewer, enrolment_id)
    course = published_course(session, enrolment.course_version_id)
    activity = course.activity(unit_key, activity_key)
    if activity.scenario is not None:
        own = start_scenario(session, viewer=viewer, enrolment=enrolment, activity=activity, at=at)
        return Started(own, is_scenario=True)
    own = start_attempt(
        session, viewer=viewer, enrolment=enrolment, activity=activity, at=at,
        random=SystemRandom(), is_remedial=is_remedial,
    )  # fmt: skip
    return Started(own, is_scenario=False)
