"""Cohorts of one course, and who is enrolled in them. Flush, never commit."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, func, select

from lms.accounts.operations import (
    assign_role,
    leave_scope,
    make_scope,
    place_in_scope,
    record_event,
)
from lms.accounts.rules import Viewer
from lms.catalog.queries import latest_version
from lms.cohorts.models import (
    Announcement,
    Cohort,
    Enrolment,
    PathwayCourse,
    PathwayEnrolment,
)
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DomainError, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring

LONGEST_ANNOUNCEMENT = 2000
COUNTED = cast(Table, PathwayCourse.__table__)


class AlreadyEnrolled(DomainError):
    """The person has an enrolment on this course that has not ended."""

    code = "already_enrolled"


class CourseNotPublished(DomainError):
    """A cohort can take only a course that is published."""

    code = "course_not_published"


def version_to_study(session: AnySession, course_key: str) -> UUID:
    """The version that new enrolments are pinned to. Raises CourseNotPublished."""
    try:
        return latest_version(session, course_key)
    except NotFound as unknown:
        raise CourseNotPublished from unknown


def make_cohort(
    session: AnySession,
    *,
    title: str,
    course_key: str,
    academy_id: UUID | None,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
    by: UUID | None = None,
    pathway_cohort_id: UUID | None = None,
) -> UUID:
    """A new cohort below an academy's scope; its id. Raises CourseNotPublished.

    pathway_cohort_id: the cohort whose pathway this is a course of; it then stands below that.
    """
    version_to_study(session, course_key)
    parent_id = pathway_cohort_id or academy_id
    cohort_id = make_scope(session, kind="cohort", title=title, parent_id=parent_id, at=at)
    session.add(
        Cohort(
            id=cohort_id,
            title=title,
            course_key=course_key,
            starts_on=starts_on,
            ends_on=ends_on,
            pathway_cohort_id=pathway_cohort_id,
        )
    )
    record_event(
        session, account_id=by, verb="make", subject_kind="cohort", subject_id=cohort_id, at=at
    )
    session.flush()
    return cohort_id


def enrol(
    session: AnySession,
    *,
    person_id: UUID,
    cohort_id: UUID,
    at: datetime,
    by: UUID | None = None,
    renews_id: UUID | None = None,
) -> UUID:
    """Enrol a person in the cohort's course, pinned to its newest version; the enrolment's id.

    A person who was withdrawn gets the next cycle. renews_id: a completed enrolment that stays
    beside the next cycle, because its certificate is to be renewed.
    Raises NotFound, AlreadyEnrolled, CourseNotPublished.
    """
    cohort = session.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound
    enrolment = _new_enrolment(session, cohort, person_id, at=at, renews_id=renews_id)
    take_in(session, enrolment, at=at, by=by)
    record_event(
        session, account_id=by, verb="enrol", subject_kind="enrolment", subject_id=enrolment.id,
        at=at,
    )  # fmt: skip
    session.flush()
    if cohort.pathway_cohort_id is not None:
        count_for_pathway(session, enrolment, cohort.pathway_cohort_id)
    return enrolment.id


def count_for_pathway(session: AnySession, enrolment: Enrolment, pathway_cohort_id: UUID) -> None:
    """Let an enrolment count for the pathway that its person takes in this cohort, if they do.

    Of a renewed pathway it counts for the newest cycle.
    """
    pathway_enrolment_id = session.scalar(
        select(PathwayEnrolment.id)
        .where(
            PathwayEnrolment.person_id == enrolment.person_id,
            PathwayEnrolment.pathway_cohort_id == pathway_cohort_id,
            PathwayEnrolment.ended_at.is_(None),
        )
        .order_by(PathwayEnrolment.cycle.desc())
        .limit(1)
    )
    if pathway_enrolment_id is not None:
        count(session, pathway_enrolment_id, enrolment.id)


def count(session: AnySession, pathway_enrolment_id: UUID, enrolment_id: UUID) -> None:
    """Let an enrolment count for a place on a pathway; twice is once."""
    row = {"pathway_enrolment_id": pathway_enrolment_id, "enrolment_id": enrolment_id}
    is_inserted_once(session, COUNTED, row, *row)


def _new_enrolment(
    session: AnySession, cohort: Cohort, person_id: UUID, *, at: datetime, renews_id: UUID | None
) -> Enrolment:
    enrolment = Enrolment(
        id=new_id(at),
        person_id=person_id,
        cohort_id=cohort.id,
        course_key=cohort.course_key,
        course_version_id=version_to_study(session, cohort.course_key),
        cycle=_next_cycle(session, person_id, cohort.course_key, renews_id),
        roster_number=_next_roster_number(session, cohort.id),
        enrolled_at=at,
    )
    session.add(enrolment)
    return enrolment


def _next_cycle(
    session: AnySession, person_id: UUID, course_key: str, renews_id: UUID | None
) -> int:
    """Raises AlreadyEnrolled, unless all that goes on is what is renewed, or older than it."""
    earlier = session.execute(
        select(Enrolment.id, Enrolment.cycle, Enrolment.enrolment_state).where(
            Enrolment.person_id == person_id, Enrolment.course_key == course_key
        )
    ).all()
    renewed = next((one.cycle for one in earlier if one.id == renews_id), 0)
    if any(one.enrolment_state == "active" and one.cycle > renewed for one in earlier):
        raise AlreadyEnrolled
    return len(earlier) + 1


def take_in(session: AnySession, enrolment: Enrolment, *, at: datetime, by: UUID | None) -> None:
    """Place the person in the enrolment's cohort, as its trainee."""
    person_id, cohort_id = enrolment.person_id, enrolment.cohort_id
    place_in_scope(session, person_id=person_id, scope_id=cohort_id, at=at)
    assign_role(
        session, person_id=person_id, role="trainee", scope_id=cohort_id, may_see_names=False,
        at=at, by=by,
    )  # fmt: skip


def _next_roster_number(session: AnySession, cohort_id: UUID) -> int:
    highest = select(func.max(Enrolment.roster_number)).where(Enrolment.cohort_id == cohort_id)
    return (session.scalar(highest) or 0) + 1


def withdraw(
    session: AnySession, *, enrolment_id: UUID, reason: str, at: datetime, by: UUID
) -> None:
    """End an enrolment; everything learnt in it stays, and twice is once. Raises NotFound."""
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    if enrolment.enrolment_state == "withdrawn":
        return
    enrolment.enrolment_state, enrolment.ended_at = "withdrawn", at
    if not _is_in_another_cycle(session, enrolment):
        leave_scope(session, person_id=enrolment.person_id, scope_id=enrolment.cohort_id, at=at)
    record_event(
        session, account_id=by, verb="withdraw", subject_kind="enrolment",
        subject_id=enrolment_id, reason=reason, at=at,
    )  # fmt: skip


def _is_in_another_cycle(session: AnySession, enrolment: Enrolment) -> bool:
    """Whether the person has another place in the same cohort, as after a renewal."""
    other = select(Enrolment.id).where(
        Enrolment.person_id == enrolment.person_id,
        Enrolment.cohort_id == enrolment.cohort_id,
        Enrolment.enrolment_state == "active",
        Enrolment.id != enrolment.id,
    )
    return session.scalar(other.limit(1)) is not None


def move(
    session: AnySession, *, enrolment_id: UUID, to_cohort_id: UUID, at: datetime, by: UUID | None
) -> None:
    """Move an enrolment with all that was learnt to another cohort of the same course.

    Raises NotFound for an unknown or ended enrolment, and for a cohort of another course.
    """
    enrolment, cohort = session.get(Enrolment, enrolment_id), session.get(Cohort, to_cohort_id)
    if enrolment is None or cohort is None or cohort.course_key != enrolment.course_key:
        raise NotFound
    if enrolment.enrolment_state != "active":
        raise NotFound
    if enrolment.cohort_id == to_cohort_id:
        return
    if not _is_in_another_cycle(session, enrolment):
        leave_scope(session, person_id=enrolment.person_id, scope_id=enrolment.cohort_id, at=at)
    enrolment.cohort_id = to_cohort_id
    enrolment.roster_number = _next_roster_number(session, to_cohort_id)
    take_in(session, enrolment, at=at, by=by)
    record_event(
        session, account_id=by, verb="move", subject_kind="enrolment", subject_id=enrolment_id,
        fields=("cohort",), at=at,
    )  # fmt: skip


def announce(
    session: AnySession, *, viewer: Viewer, cohort_id: UUID, text: str, at: datetime
) -> UUID:
    """Tell a cohort something; the announcement's id. The caller has checked the scope."""
    announcement_id = new_id(at)
    session.add(
        Announcement(
            id=announcement_id,
            cohort_id=cohort_id,
            written_by=viewer.account_id,
            written_at=at,
            text_sealed=ring().seal(
                text, table="announcement", column="text_sealed", row=announcement_id
            ),
        )
    )
    session.flush()
    return announcement_id
