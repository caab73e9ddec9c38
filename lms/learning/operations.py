"""What a trainee's reading changes. Flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.operations import start_attempt, start_scenario
from lms.catalog.queries import published_course
from lms.catalog.rules import Kind, PublishedActivity
from lms.cohorts.queries import own_enrolment
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.core.text import Language
from lms.learning.queries.places import own_place
from lms.learning.rules import Place, closed_by, step_after
from lms.progress.operations import confirm_receipt, record_outcome
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
    place = own_place(session, viewer, enrolment_id, at=at)
    lesson = open_activity(place, unit_key, activity_key, kind="lesson")
    return step_after(read(session, place, lesson, viewer=viewer, at=at), unit_key)


def confirm_as_received(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    unit_key: str,
    activity_key: str,
    language: Language,
    at: datetime,
) -> PublishedActivity | None:
    """Record that a document was read and understood, and say what comes next.

    language: in which it was read. Twice keeps the first moment. Raises NotFound, Forbidden
    (enrolment withdrawn), Locked.
    """
    place = own_place(session, viewer, enrolment_id, at=at)
    receipt = open_activity(place, unit_key, activity_key, kind="receipt")
    state = confirm_receipt(
        session, enrolment_id=enrolment_id, receipt=receipt, language=language, at=at,
        recorded_by=viewer.account_id,
    )  # fmt: skip
    return step_after(place.with_state(state), unit_key)


def open_activity(
    place: Place, unit_key: str, activity_key: str, *, kind: Kind
) -> PublishedActivity:
    """An activity of this kind that may be done now. Raises NotFound, Forbidden, Locked."""
    activity = place.course.activity(unit_key, activity_key)
    if activity.kind != kind:
        raise NotFound
    if not place.is_active:
        raise Forbidden
    if closed_by(place, unit_key):
        raise Locked
    return activity


def read(
    session: AnySession, place: Place, lesson: PublishedActivity, *, viewer: Viewer, at: datetime
) -> Place:
    """The place after the reading; what only a decision set as read is read now."""
    key = lesson.requirement_key
    known = place.state.requirement(key)
    if known.earned_at is not None:
        return place
    state = record_outcome(
        session,
        enrolment_id=place.enrolment_id,
        requirement_key=key,
        outcome="met",
        score=None,
        occurred_at=at,
        fact_id=known.fact_id(place.enrolment_id, key),
        recorded_by=viewer.account_id,
    )
    return place.with_state(state)


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
