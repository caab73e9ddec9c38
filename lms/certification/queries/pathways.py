"""What is confirmed before a pathway's certificate is issued."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.catalog.queries import published_pathway
from lms.catalog.rules import PublishedPathway
from lms.certification.queries.own import Claim, NotCompleted, name_to_print
from lms.certification.queries.slots import may_follow, period_of, shown_in
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
