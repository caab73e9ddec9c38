"""Where people stand on pathways: derived from their courses' summaries whenever it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.catalog.queries import published_pathway
from lms.cohorts.models import Enrolment, PathwayCourse, PathwayEnrolment
from lms.core.db import AnySession
from lms.progress.models import EnrolmentProgress
from lms.progress.rules.pathways import pathway_completed_at

COMPLETIONS = (
    select(
        PathwayEnrolment.id,
        PathwayEnrolment.pathway_version_id,
        Enrolment.course_key,
        EnrolmentProgress.completed_at,
    )
    .join(PathwayCourse, PathwayCourse.pathway_enrolment_id == PathwayEnrolment.id)
    .join(Enrolment, Enrolment.id == PathwayCourse.enrolment_id)
    .join(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
    .where(EnrolmentProgress.completed_at.is_not(None))
)


def pathways_completed_at(
    session: AnySession, pathway_enrolment_ids: Iterable[UUID]
) -> dict[UUID, datetime]:
    """When each of these was complete; those that are not are left out. One statement."""
    ids = list(pathway_enrolment_ids)
    if not ids:
        return {}
    versions: dict[UUID, UUID] = {}
    completions: dict[UUID, list[tuple[str, datetime | None]]] = {}
    for row in session.execute(COMPLETIONS.where(PathwayEnrolment.id.in_(ids))):
        versions[row.id] = row.pathway_version_id
        completions.setdefault(row.id, []).append((row.course_key, row.completed_at))
    found = {
        place: pathway_completed_at(
            published_pathway(session, versions[place]).course_keys, completions[place]
        )
        for place in versions
    }
    return {place: at for place, at in found.items() if at is not None}
