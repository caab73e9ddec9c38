"""What is confirmed before a pathway's certificate is issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.rules import Viewer
from lms.catalog.queries import published_pathway
from lms.catalog.rules import PublishedPathway
from lms.certification.models import Certificate
from lms.certification.queries.events import events_of
from lms.certification.queries.own import Claim, NotCompleted, name_to_print
from lms.certification.queries.slots import may_follow, period_of, shown_in
from lms.certification.rules import CertificateState, standing
from lms.cohorts.queries.pathways import own_pathway
from lms.core.db import AnySession
from lms.progress.queries.pathways import pathways_completed_at


def pathway_slot(person_id: UUID, pathway: PublishedPathway, cycle: int) -> dict[str, Any]:
    """The one place that a pathway's certificate takes."""
    return {
        "person_id": person_id,
        "certificate_type": pathway.certificate.code,
        "period_key": period_of(cycle),
    }


def pathway_claim_of(session: AnySession, viewer: Viewer, pathway_enrolment_id: UUID) -> Claim:
    """What the viewer confirms before their pathway's certificate is issued.

    Raises NotFound, NotCompleted, NameMissing.
    """
    place = own_pathway(session, viewer, pathway_enrolment_id)
    pathway = published_pathway(session, place.pathway_version_id)
    completed_at = pathways_completed_at(session, [place.id]).get(place.id)
    if completed_at is None:
        raise NotCompleted
    known = shown_in(session, pathway_slot(viewer.person_id, pathway, place.cycle))
    return Claim(
        enrolment_id=place.id,
        course_title=pathway.title,
        name=name_to_print(session, viewer.person_id),
        is_issued=known is not None and not may_follow(session, known, completed_at),
    )


@dataclass(frozen=True, slots=True)
class PathwayStanding:
    """The latest certificate of a place on a pathway, as it stands on a day."""

    certificate_id: UUID
    state: CertificateState
    valid_until: date | None


def standing_certificates(
    session: AnySession, pathway_enrolment_ids: Sequence[UUID], *, on: date
) -> dict[UUID, PathwayStanding]:
    """By place, its latest certificate. Two statements."""
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.pathway_enrolment_id.in_(pathway_enrolment_ids))
        .order_by(Certificate.issued_at, Certificate.issue_number)
    ).all()
    events = events_of(session, [row.id for row in rows])
    return {
        row.pathway_enrolment_id: PathwayStanding(
            row.id,
            standing(row.valid_until, events.get(row.id, ()), on, row.terms).state,
            row.valid_until,
        )
        for row in rows
        if row.pathway_enrolment_id is not None
    }
