"""Whose certificate is still to be issued."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select

from lms.catalog.queries import published_course
from lms.certification.models import Certificate
from lms.certification.queries.own import NameMissing, name_to_print
from lms.certification.rules import PrintedName
from lms.cohorts.models import Enrolment, PathwayEnrolment
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


def names_due(session: AnySession, *, after: UUID | None, most: int) -> list[PrintedName]:
    """The lines that the next due certificates of courses will print; none of who has no name."""
    ids = due_enrolments(session, after=after, most=most)
    found = session.execute(
        select(Enrolment.person_id, Enrolment.course_version_id).where(Enrolment.id.in_(ids))
    ).all()
    return names_of(
        session,
        [
            person_id for person_id, version_id in found
            if published_course(session, version_id).certificate.approval == "automatic"
        ],
    )  # fmt: skip


def pathway_names_due(session: AnySession, *, after: UUID | None, most: int) -> list[PrintedName]:
    """The same of pathways."""
    ids = due_pathways(session, after=after, most=most)
    people = select(PathwayEnrolment.person_id).where(PathwayEnrolment.id.in_(ids))
    return names_of(session, session.scalars(people).all())


def names_of(session: AnySession, person_ids: Iterable[UUID]) -> list[PrintedName]:
    """The printed lines of those who have a name."""
    found = []
    for person_id in person_ids:
        try:
            found.append(name_to_print(session, person_id))
        except NameMissing:
            continue  # who issues names the enrolment
    return found
