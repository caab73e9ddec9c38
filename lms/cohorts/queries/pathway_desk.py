"""What the administrator's pages of cohorts on a pathway show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.accounts.queries import labels_of
from lms.accounts.queries.people import ADMINISTRATES
from lms.accounts.rules import Label, Viewer
from lms.catalog.queries import published_courses, published_pathway, published_pathways
from lms.catalog.rules import PublishedPathway
from lms.cohorts.models import Cohort, PathwayCohort, PathwayEnrolment
from lms.cohorts.queries.pathways import pathway_cohort_of, reached_pathway_cohorts
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.text import Text


@dataclass(frozen=True, slots=True)
class PathwayCohortRow:
    """One cohort on a pathway."""

    id: UUID
    title: str
    pathway: PublishedPathway
    starts_on: date
    ends_on: date | None
    active: int


@dataclass(frozen=True, slots=True)
class CourseCohort:
    """The cohort of one course of the pathway, in the pathway's order."""

    id: UUID
    course_title: Text


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One line of a pathway's roster."""

    id: UUID
    cohort_id: UUID
    cohort_title: str
    label: Label
    roster_number: int
    cycle: int
    is_ended: bool


@dataclass(frozen=True, slots=True)
class PathwayCohortPage:
    """A cohort on a pathway with its courses and its roster."""

    row: PathwayCohortRow
    courses: tuple[CourseCohort, ...]
    roster: tuple[PlaceRow, ...]


def pathways_to_take(session: AnySession) -> tuple[PublishedPathway, ...]:
    """The pathways whose courses are all published."""
    published = {course.course_key for course in published_courses(session)}
    return tuple(one for one in published_pathways(session) if published >= set(one.course_keys))


def pathway_cohort_rows(session: AnySession, viewer: Viewer) -> tuple[PathwayCohortRow, ...]:
    """The cohorts on pathways in the administrator's reach, the newest first. Two statements."""
    cohorts = session.scalars(
        select(PathwayCohort)
        .where(PathwayCohort.id.in_(reached_pathway_cohorts(viewer, roles=ADMINISTRATES)))
        .order_by(PathwayCohort.starts_on.desc(), PathwayCohort.title)
    ).all()
    if not cohorts:
        return ()
    counted = session.execute(
        select(PathwayEnrolment.pathway_cohort_id, func.count())
        .where(PathwayEnrolment.ended_at.is_(None))
        .group_by(PathwayEnrolment.pathway_cohort_id)
    )
    active = {row[0]: row[1] for row in counted}
    return tuple(_row(session, cohort, active.get(cohort.id, 0)) for cohort in cohorts)


def _row(session: AnySession, cohort: PathwayCohort, active: int) -> PathwayCohortRow:
    return PathwayCohortRow(
        id=cohort.id,
        title=cohort.title,
        pathway=published_pathway(session, cohort.pathway_version_id),
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        active=active,
    )


def pathway_cohort_page(session: AnySession, viewer: Viewer, cohort_id: UUID) -> PathwayCohortPage:
    """One cohort on a pathway in the administrator's reach. Raises NotFound."""
    cohort = pathway_cohort_of(session, viewer, cohort_id, roles=ADMINISTRATES)
    roster = _roster(session, viewer, cohort, PathwayEnrolment.pathway_cohort_id == cohort_id)
    row = _row(session, cohort, sum(not place.is_ended for place in roster))
    return PathwayCohortPage(row, _courses(session, cohort, row.pathway), roster)


def _courses(
    session: AnySession, cohort: PathwayCohort, pathway: PublishedPathway
) -> tuple[CourseCohort, ...]:
    titles = {course.course_key: course.title for course in published_courses(session)}
    rows = session.execute(
        select(Cohort.course_key, Cohort.id).where(Cohort.pathway_cohort_id == cohort.id)
    )
    by_key = {row.course_key: row.id for row in rows}
    return tuple(
        CourseCohort(by_key[key], titles[key])
        for key in pathway.course_keys
        if key in by_key and key in titles
    )


def place_row(session: AnySession, viewer: Viewer, place_id: UUID) -> PlaceRow:
    """One place on a pathway in the administrator's reach. Raises NotFound."""
    place = session.get(PathwayEnrolment, place_id)
    if place is None:
        raise NotFound
    cohort = pathway_cohort_of(session, viewer, place.pathway_cohort_id, roles=ADMINISTRATES)
    return _roster(session, viewer, cohort, PathwayEnrolment.id == place_id)[0]


def _roster(
    session: AnySession, viewer: Viewer, cohort: PathwayCohort, condition: object
) -> tuple[PlaceRow, ...]:
    rows = session.execute(
        select(
            PathwayEnrolment.id,
            PathwayEnrolment.person_id,
            PathwayEnrolment.roster_number,
            PathwayEnrolment.cycle,
            PathwayEnrolment.ended_at,
        )
        .join(Account, Account.person_id == PathwayEnrolment.person_id)
        .where(condition)  # type: ignore[arg-type]
        .order_by(PathwayEnrolment.roster_number)
    ).all()
    labels = labels_of(session, viewer, [row.person_id for row in rows])
    return tuple(
        PlaceRow(
            row.id, cohort.id, cohort.title, labels[row.person_id], row.roster_number, row.cycle,
            row.ended_at is not None,
        )
        for row in rows
    )  # fmt: skip
