"""Where a trainee stands: the enrolment with its progress in one statement, the course cached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession, Uuid16
from lms.core.errors import NotFound
from lms.learning.rules import Place
from lms.progress.models import EnrolmentProgress
from lms.progress.queries import with_known
from lms.progress.rules import EnrolmentState, unpacked

PLACES = (
    select(
        Enrolment.id,
        Enrolment.cohort_id,
        Enrolment.course_version_id,
        Enrolment.enrolment_state,
        EnrolmentProgress.cells,
    )
    .outerjoin(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
    .where(Enrolment.person_id == bindparam("person_id", type_=Uuid16))
)
ALL_PLACES = PLACES.order_by(Enrolment.enrolled_at.desc(), Enrolment.id)
ONE_PLACE = PLACES.where(Enrolment.id == bindparam("enrolment_id", type_=Uuid16))


def own_place(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, *, at: datetime | None = None
) -> Place:
    """One of the viewer's own enrolments. Raises NotFound for anybody else's. One statement.

    at: the instant for which availability is judged; without it, what has one is closed. Three
    statements where a course has any.
    """
    asked = {"person_id": viewer.person_id, "enrolment_id": enrolment_id}
    row = session.connection().execute(ONE_PLACE, asked).first()
    if row is None:
        raise NotFound
    return placed(session, row, at=at)


def own_places(
    session: AnySession, viewer: Viewer, *, at: datetime | None = None
) -> Sequence[Place]:
    """All of the viewer's own enrolments, the newest first. One statement, as `own_place`."""
    rows = session.connection().execute(ALL_PLACES, {"person_id": viewer.person_id}).all()
    return [placed(session, row, at=at) for row in rows]


def placed(session: AnySession, row: Any, *, at: datetime | None) -> Place:
    """A row of PLACES with its course."""
    course = published_course(session, row.course_version_id)
    state = unpacked(row.cells) if row.cells else EnrolmentState()
    if at is not None:
        state = with_known(session, course, state, row.id, at=at)
    return Place(
        enrolment_id=row.id,
        cohort_id=row.cohort_id,
        is_active=row.enrolment_state == "active",
        course=course,
        state=state,
    )
