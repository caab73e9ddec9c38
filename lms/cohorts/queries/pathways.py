"""Who takes a pathway, and which enrolments count for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from lms.accounts.queries.reach import reached_scopes, reaches_site
from lms.accounts.rules import SEES_PEOPLE, Viewer
from lms.cohorts.models import Enrolment, PathwayCohort, PathwayCourse, PathwayEnrolment
from lms.core.db import AnySession
from lms.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class CountedCourse:
    """An enrolment that counts for a pathway."""

    enrolment_id: UUID
    course_key: str
    course_version_id: UUID
    cohort_id: UUID
    enrolment_state: str


@dataclass(frozen=True, slots=True)
class OwnPathway:
    """One's own place on a pathway."""

    id: UUID
    pathway_version_id: UUID
    pathway_cohort_id: UUID
    cycle: int
    enrolled_at: datetime
    is_ended: bool


OWN = select(
    PathwayEnrolment.id,
    PathwayEnrolment.pathway_version_id,
    PathwayEnrolment.pathway_cohort_id,
    PathwayEnrolment.cycle,
    PathwayEnrolment.enrolled_at,
    PathwayEnrolment.ended_at.is_not(None),
)


def own_pathways(session: AnySession, viewer: Viewer) -> list[OwnPathway]:
    """The viewer's own places on pathways, the newest first. One statement."""
    mine = OWN.where(PathwayEnrolment.person_id == viewer.person_id)
    rows = session.connection().execute(mine.order_by(PathwayEnrolment.enrolled_at.desc()))
    return [OwnPathway(*row) for row in rows]


def own_pathway(session: AnySession, viewer: Viewer, pathway_enrolment_id: UUID) -> OwnPathway:
    """One of the viewer's own places on pathways. Raises NotFound for anybody else's."""
    row = session.execute(
        OWN.where(
            PathwayEnrolment.id == pathway_enrolment_id,
            PathwayEnrolment.person_id == viewer.person_id,
        )
    ).first()
    if row is None:
        raise NotFound
    return OwnPathway(*row)


def courses_of(
    session: AnySession, pathway_enrolment_ids: Iterable[UUID]
) -> dict[UUID, tuple[CountedCourse, ...]]:
    """The enrolments that count for each of these, the newest of a course last. One statement."""
    ids = list(pathway_enrolment_ids)
    rows = session.execute(
        select(
            PathwayCourse.pathway_enrolment_id,
            Enrolment.id,
            Enrolment.course_key,
            Enrolment.course_version_id,
            Enrolment.cohort_id,
            Enrolment.enrolment_state,
        )
        .join(Enrolment, Enrolment.id == PathwayCourse.enrolment_id)
        .where(PathwayCourse.pathway_enrolment_id.in_(ids))
        .order_by(Enrolment.cycle)
    )
    found: dict[UUID, tuple[CountedCourse, ...]] = dict.fromkeys(ids, ())
    for row in rows:
        found[row.pathway_enrolment_id] += (CountedCourse(*row[1:]),)
    return found


def reached_pathway_cohorts(
    viewer: Viewer, *, roles: frozenset[str] = SEES_PEOPLE, with_names: bool = False
) -> Select[UUID]:
    """The ids of the cohorts on pathways in the viewer's reach by one of `roles`.

    with_names: only where the role shows names.
    """
    if reaches_site(viewer, roles, with_names=with_names):
        return select(PathwayCohort.id)
    reached = reached_scopes(viewer.scope_ids(roles, with_names=with_names))
    return select(PathwayCohort.id).where(PathwayCohort.id.in_(select(reached.c.id)))


def pathway_cohort_of(
    session: AnySession,
    viewer: Viewer,
    pathway_cohort_id: UUID,
    *,
    roles: frozenset[str] = SEES_PEOPLE,
) -> PathwayCohort:
    """One cohort on a pathway in the viewer's reach. Raises NotFound for any other."""
    found = session.scalar(
        select(PathwayCohort).where(
            PathwayCohort.id == pathway_cohort_id,
            PathwayCohort.id.in_(reached_pathway_cohorts(viewer, roles=roles)),
        )
    )
    if found is None:
        raise NotFound
    return found
