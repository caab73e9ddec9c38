"""Where people stand on pathways."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.catalog.rules import PublishedPathway
from lms.cohorts.models import Enrolment, PathwayCourse
from lms.core.db import AnySession
from lms.progress.models import EnrolmentProgress, PathwayProgress
from lms.progress.rules.pathways import pathway_completed_at


def derived_pathway(
    session: AnySession, pathway: PublishedPathway, pathway_enrolment_id: UUID
) -> datetime | None:
    """When the pathway was complete, from its courses' summaries. One statement."""
    rows = session.execute(
        select(Enrolment.course_key, EnrolmentProgress.completed_at)
        .join(PathwayCourse, PathwayCourse.enrolment_id == Enrolment.id)
        .join(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
        .where(PathwayCourse.pathway_enrolment_id == pathway_enrolment_id)
    )
    completions = [(row.course_key, row.completed_at) for row in rows]
    return pathway_completed_at(pathway.course_keys, completions)


def pathways_completed_at(
    session: AnySession, pathway_enrolment_ids: Iterable[UUID]
) -> dict[UUID, datetime]:
    """When each of these was complete, as kept; those that are not are left out. One statement."""
    rows = session.execute(
        select(PathwayProgress.pathway_enrolment_id, PathwayProgress.completed_at).where(
            PathwayProgress.pathway_enrolment_id.in_(list(pathway_enrolment_ids)),
            PathwayProgress.completed_at.is_not(None),
        )
    )
    return {key: at for key, at in rows if at is not None}
