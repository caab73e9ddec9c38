"""Starting attempts; of two starts at once, one is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy import select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt
from lms.assessment.operations.drawing import drawn_slots, missed_absolute
from lms.assessment.operations.facts import fact_row
from lms.assessment.queries.attempts import Slot
from lms.assessment.queries.overview import Overview, overview
from lms.assessment.rules.attempts import AttemptKind
from lms.assessment.rules.timing import deadline_of
from lms.catalog.queries import published_course
from lms.catalog.rules import COURSE, PublishedActivity
from lms.cohorts.queries import OwnEnrolment
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DomainError, Forbidden, NotFound
from lms.core.ids import new_id
from lms.progress.operations import lock_progress
from lms.progress.queries import with_known
from lms.progress.rules import Locked, is_locked


class NoAttemptLeft(DomainError):
    """Every attempt is used."""

    code = "no_attempt_left"
    status = 403


class CoolingDown(DomainError):
    """The next attempt starts later; `facts["until"]` says when."""

    code = "cooling_down"
    status = 403


class RemedialFirst(DomainError):
    """An absolute item was missed: three questions on it open the next attempt."""

    code = "remedial_first"
    status = 403


class BeingMarked(DomainError):
    """An attempt was handed in and waits for a mark: the next one starts after that."""

    code = "being_marked"
    status = 403


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """What an attempt is made of; a scenario draws nothing and has no deadline."""

    address: str
    kind: AttemptKind
    number: int
    slots: tuple[Slot, ...] = ()
    deadline_at: datetime | None = None


def start_attempt(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment: OwnEnrolment,
    activity: PublishedActivity,
    at: datetime,
    random: Random,
    is_remedial: bool = False,
) -> UUID:
    """The attempt to go on with: the open one if there is one, else a new one.

    Raises Locked, NoAttemptLeft, CoolingDown, RemedialFirst, BeingMarked, NotFound (not a quiz),
    Forbidden (a withdrawn enrolment).
    """
    if activity.quiz is None:
        raise NotFound
    stand = stand_to_start(session, enrolment, activity, at=at)
    if stand.open is not None:
        return stand.open.id
    refuse_start(stand, is_remedial=is_remedial)
    missed = missed_absolute(stand) if is_remedial else None
    slots = drawn_slots(session, enrolment, activity, missed=missed, random=random)
    new = new_attempt(activity, stand, slots, is_remedial=is_remedial, at=at)
    return store_attempt(session, viewer, enrolment, new, at=at)


def stand_to_start(
    session: AnySession, enrolment: OwnEnrolment, activity: PublishedActivity, *, at: datetime
) -> Overview:
    """Where an enrolment stands at an activity that is open to it; others wait until the commit.

    Raises Locked, Forbidden (a withdrawn enrolment).
    """
    if enrolment.enrolment_state != "active":
        raise Forbidden
    course = published_course(session, enrolment.course_version_id)
    kept = lock_progress(session, enrolment.id)
    state = with_known(session, course, kept, enrolment.id, at=at)
    if is_locked(course, state, activity.unit_key):
        raise Locked
    return overview(session, enrolment.id, activity, at=at)


def refuse_start(stand: Overview, *, is_remedial: bool) -> None:
    """Raises what keeps the next attempt, or the remedial set, from starting."""
    if stand.marking is not None:
        raise BeingMarked
    if is_remedial:
        if not stand.is_remedial_due:
            raise NotFound
        return
    if stand.left == 0:
        raise NoAttemptLeft
    if stand.is_remedial_due:
        raise RemedialFirst
    if stand.next_at is not None:
        raise CoolingDown(until=stand.next_at)


def new_attempt(
    activity: PublishedActivity,
    stand: Overview,
    slots: list[Slot],
    *,
    is_remedial: bool,
    at: datetime,
) -> NewAttempt:
    """The next attempt at a quiz or the course test; a remedial set is not timed."""
    own_kind: AttemptKind = "test" if activity.unit_key == COURSE else "quiz"
    kind: AttemptKind = "remedial" if is_remedial else own_kind
    deadline_at = None
    if activity.quiz and not is_remedial:
        deadline_at = deadline_of(activity.quiz, at, stand.extras)
    return NewAttempt(activity.address, kind, next_number(stand, kind), tuple(slots), deadline_at)


def next_number(stand: Overview, kind: AttemptKind) -> int:
    """The number of the next attempt of its kind, from 1."""
    return 1 + sum(head.kind == kind for head, _ in stand.past)


def store_attempt(
    session: AnySession, viewer: Viewer, enrolment: OwnEnrolment, new: NewAttempt, *, at: datetime
) -> UUID:
    """Insert the attempt; of two at once, the second gets the first one's."""
    row = fact_row(new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id) | {
        "enrolment_id": enrolment.id,
        "course_version_id": enrolment.course_version_id,
        "activity": new.address,
        "kind": new.kind,
        "number": new.number,
        "drawn": [slot.as_json() for slot in new.slots],
        "deadline_at": new.deadline_at,
    }
    is_inserted_once(session, Attempt.__table__, row, "enrolment_id", "activity", "kind", "number")
    return session.execute(
        select(Attempt.id).where(
            Attempt.enrolment_id == enrolment.id,
            Attempt.activity == new.address,
            Attempt.kind == new.kind,
            Attempt.number == new.number,
        )
    ).scalar_one()
