"""One's own enrolments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.rules import Viewer
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession
from lms.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class OwnEnrolment:
    """One's own enrolment, as plain values."""

    id: UUID
    course_key: str
    course_version_id: UUID
    cohort_id: UUID
    enrolment_state: str
    enrolled_at: datetime


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
