"""Questions about cohorts and enrolments, always for a viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from lms.accounts.queries.reach import reached_scopes, reaches_site
from lms.accounts.rules import SEES_PEOPLE, Viewer
from lms.cohorts.models import Announcement, Cohort, Enrolment
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.sealed import ring


@dataclass(frozen=True, slots=True)
class OwnEnrolment:
    """One's own enrolment, as plain values."""

    id: UUID
    course_key: str
    course_version_id: UUID
    cohort_id: UUID
    enrolment_state: str
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement, opened."""

    text: str
    written_at: datetime


OWN = select(
    Enrolment.id,
    Enrolment.course_key,
    Enrolment.course_version_id,
    Enrolment.cohort_id,
    Enrolment.enrolment_state,
    Enrolment.enrolled_at,
)


def own_enrolments(session: AnySession, viewer: Viewer) -> list[OwnEnrolment]:
    """The viewer's own enrolments, the newest first."""
    mine = OWN.where(Enrolment.person_id == viewer.person_id)
    rows = session.connection().execute(mine.order_by(Enrolment.enrolled_at.desc()))
    return [OwnEnrolment(*row) for row in rows]


def own_enrolment(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> OwnEnrolment:
    """One of the viewer's own enrolments. Raises NotFound for anybody else's."""
    mine = OWN.where(Enrolment.id == enrolment_id, Enrolment.person_id == viewer.person_id)
    row = session.connection().execute(mine).first()
    if row is None:
        raise NotFound
    return OwnEnrolment(*row)


def reached_cohorts(viewer: Viewer, *, roles: frozenset[str] = SEES_PEOPLE) -> Select[UUID]:
    """The ids of the cohorts in the viewer's reach by one of `roles`."""
    if reaches_site(viewer, roles):
        return select(Cohort.id)
    reached = reached_scopes(viewer.scope_ids(roles))
    return select(Cohort.id).where(Cohort.id.in_(select(reached.c.id)))


def visible_enrolments(viewer: Viewer, *, roles: frozenset[str] = SEES_PEOPLE) -> Select[UUID]:
    """The ids of the enrolments in the viewer's reach by one of `roles`."""
    return select(Enrolment.id).where(Enrolment.cohort_id.in_(reached_cohorts(viewer, roles=roles)))


def cohorts_of(
    session: AnySession, viewer: Viewer, *, roles: frozenset[str] = SEES_PEOPLE
) -> Sequence[Cohort]:
    """The cohorts in the viewer's reach, the newest first."""
    return session.scalars(
        select(Cohort)
        .where(Cohort.id.in_(reached_cohorts(viewer, roles=roles)))
        .order_by(Cohort.starts_on.desc(), Cohort.title)
    ).all()


def cohort_of(
    session: AnySession,
    viewer: Viewer,
    cohort_id: UUID,
    *,
    roles: frozenset[str] = SEES_PEOPLE,
) -> Cohort:
    """One cohort in the viewer's reach. Raises NotFound for any other."""
    found = session.scalar(
        select(Cohort).where(
            Cohort.id == cohort_id, Cohort.id.in_(reached_cohorts(viewer, roles=roles))
        )
    )
    if found is None:
        raise NotFound
    return found


def enrolments_in(session: AnySession, viewer: Viewer, cohort_id: UUID) -> Sequence[Enrolment]:
    """Every enrolment of a cohort in the viewer's reach, by roster number."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.id.in_(visible_enrolments(viewer)))
        .order_by(Enrolment.roster_number)
    ).all()


def enrolment_of(
    session: AnySession,
    viewer: Viewer,
    enrolment_id: UUID,
    *,
    roles: frozenset[str] = SEES_PEOPLE,
) -> Enrolment:
    """One enrolment in the viewer's reach. Raises NotFound for any other."""
    found = session.scalar(
        select(Enrolment).where(
            Enrolment.id == enrolment_id, Enrolment.id.in_(visible_enrolments(viewer, roles=roles))
        )
    )
    if found is None:
        raise NotFound
    return found


def announcements_for(
    session: AnySession, cohort_ids: Sequence[UUID], *, most: int = 5
) -> list[Announced]:
    """The newest announcements to these cohorts, which the caller knows to be the viewer's."""
    rows = session.scalars(
        select(Announcement)
        .where(Announcement.cohort_id.in_(cohort_ids), Announcement.withdrawn_at.is_(None))
        .order_by(Announcement.written_at.desc())
        .limit(most)
    )
    return [
        Announced(
            text=ring().open(
                row.text_sealed, table="announcement", column="text_sealed", row=row.id
            ),
            written_at=row.written_at,
        )
        for row in rows
    ]
