"""Keeping when pathways were complete. Flush, never commit."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import Table, select, update

from lms.catalog.queries import published_pathway
from lms.cohorts.models import PathwayCourse, PathwayEnrolment
from lms.core.db import AnySession, is_inserted_once
from lms.progress.models import PathwayProgress
from lms.progress.queries.pathways import derived_pathway
from lms.progress.recounts import Difference

TABLE = cast(Table, PathwayProgress.__table__)
PLACES = (
    select(PathwayEnrolment.id, PathwayEnrolment.pathway_version_id, PathwayProgress.completed_at)
    .outerjoin(PathwayProgress, PathwayProgress.pathway_enrolment_id == PathwayEnrolment.id)
    .order_by(PathwayEnrolment.id)
)


def keep_pathways(session: AnySession, enrolment_id: UUID) -> None:
    """Keep what an enrolment's new summary means for the pathways that it counts for."""
    counted = select(PathwayCourse.pathway_enrolment_id).where(
        PathwayCourse.enrolment_id == enrolment_id
    )
    places = session.execute(PLACES.where(PathwayEnrolment.id.in_(counted))).all()
    for pathway_enrolment_id, version_id, _kept in places:
        keep_pathway(session, pathway_enrolment_id, version_id)


def keep_pathway(session: AnySession, pathway_enrolment_id: UUID, version_id: UUID) -> None:
    """Derive when a pathway was complete, and keep it.

    The row is held until the commit: of two courses completed at once on PostgreSQL, the second
    then sees the first.
    """
    row = {"pathway_enrolment_id": pathway_enrolment_id, "completed_at": None}
    is_inserted_once(session, TABLE, row, "pathway_enrolment_id")
    session.execute(
        select(PathwayProgress.pathway_enrolment_id)
        .where(PathwayProgress.pathway_enrolment_id == pathway_enrolment_id)
        .with_for_update()
    )
    completed_at = derived_pathway(
        session, published_pathway(session, version_id), pathway_enrolment_id
    )
    session.execute(
        update(PathwayProgress)
        .where(PathwayProgress.pathway_enrolment_id == pathway_enrolment_id)
        .values(completed_at=completed_at)
    )


def rebuild_pathways(session: AnySession, *, only_check: bool) -> list[Difference]:
    """Derive every pathway's completion anew, and keep it where it differed."""
    different: list[Difference] = []
    for pathway_enrolment_id, version_id, kept in session.execute(PLACES).all():
        pathway = published_pathway(session, version_id)
        if derived_pathway(session, pathway, pathway_enrolment_id) == kept:
            continue
        different.append(Difference("pathway summary", pathway_enrolment_id))
        if not only_check:
            keep_pathway(session, pathway_enrolment_id, version_id)
    return different
