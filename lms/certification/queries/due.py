"""Whose certificate is still to be issued."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, select

from lms.certification.models import Certificate
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession
from lms.progress.models import EnrolmentProgress, PathwayProgress


def due_enrolments(session: AnySession, *, after: UUID | None, most: int) -> list[UUID]:
    """Completed enrolments without a certificate, by id, from behind `after` on."""
    due = (
        select(Enrolment.id)
        .join(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
        .outerjoin(
            Certificate,
            and_(
                Certificate.enrolment_id == Enrolment.id,
                Certificate.pathway_enrolment_id.is_(None),
            ),
        )
        .where(EnrolmentProgress.completed_at.is_not(None), Certificate.id.is_(None))
    )
    if after is not None:
        due = due.where(Enrolment.id > after)
    return list(session.scalars(due.order_by(Enrolment.id).limit(most)))


def due_pathways(session: AnySession, *, after: UUID | None, most: int) -> list[UUID]:
    """Completed places on pathways without a certificate, by id, from behind `after` on."""
    place = PathwayProgress.pathway_enrolment_id
    due = (
        select(place)
        .outerjoin(Certificate, Certificate.pathway_enrolment_id == place)
        .where(PathwayProgress.completed_at.is_not(None), Certificate.id.is_(None))
    )
    if after is not None:
        due = due.where(place > after)
    return list(session.scalars(due.order_by(place).limit(most)))
