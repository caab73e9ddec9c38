"""A pathway's report: people by courses, from the same rows as the reports of the courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.queries import labels_of
from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course, published_pathway
from lms.catalog.rules import PublishedPathway
from lms.certification.queries.pathways import PathwayStanding, standing_certificates
from lms.cohorts.models import PathwayCohort, PathwayEnrolment
from lms.cohorts.queries.pathways import (
    CountedCourse,
    courses_of,
    pathway_cohort_of,
    reached_pathway_cohorts,
)
from lms.core.db import AnySession
from lms.core.errors import Forbidden
from lms.core.locale import local_day
from lms.core.text import Text
from lms.progress.queries.pathways import pathways_completed_at
from lms.reporting.queries.cohorts import REPORTS
from lms.reporting.queries.rows import rows_of_enrolments
from lms.reporting.rules.standing import Row


@dataclass(frozen=True, slots=True)
class PathwayRow:
    """One person on the pathway. cells: by course in the pathway's order; nothing where none."""

    place_id: UUID
    person_id: UUID
    roster_number: int
    trainee_code: str
    is_active: bool
    cells: tuple[Row | None, ...]
    completed_at: datetime | None
    certificate: PathwayStanding | None
    name: str | None = None

    @property
    def label(self) -> str:
        """The name, or the trainee code in its place."""
        return self.name or self.trainee_code

    @property
    def courses_done(self) -> int:
        """How many of the courses are complete."""
        return sum(cell is not None and cell.digest.completed_at is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PathwayReport:
    """What the page draws and what an export holds: the same rows. titles: of the courses."""

    cohort_id: UUID
    title: str
    pathway: PublishedPathway
    titles: tuple[Text, ...]
    rows: tuple[PathwayRow, ...]
    as_of: datetime

    @property
    def active(self) -> int:
        """How many are enrolled and have not left."""
        return sum(row.is_active for row in self.rows)

    @property
    def completed(self) -> int:
        """How many of these have completed every course."""
        return sum(row.is_active and row.completed_at is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class PathwayLine:
    """A cohort on a pathway in the list of reports."""

    id: UUID
    title: str
    pathway: PublishedPathway


def pathway_lines(session: AnySession, viewer: Viewer) -> tuple[PathwayLine, ...]:
    """The cohorts on a pathway in reach, the newest first. One statement."""
    rows = session.scalars(
        select(PathwayCohort)
        .where(PathwayCohort.id.in_(reached_pathway_cohorts(viewer, roles=REPORTS)))
        .order_by(PathwayCohort.starts_on.desc(), PathwayCohort.title, PathwayCohort.id)
    )
    return tuple(
        PathwayLine(row.id, row.title, published_pathway(session, row.pathway_version_id))
        for row in rows
    )


def pathway_report(
    session: AnySession, viewer: Viewer, pathway_cohort_id: UUID, *, at: datetime
) -> PathwayReport:
    """The report of a cohort on a pathway; names where the viewer's role shows names.

    As many statements for many people as for few. Raises NotFound.
    """
    report = coded_report(session, viewer, pathway_cohort_id, at=at)
    labels = labels_of(session, viewer, {row.person_id for row in report.rows})
    return replace(
        report, rows=tuple(replace(row, name=labels[row.person_id].name) for row in report.rows)
    )


def named_report(
    session: AnySession, viewer: Viewer, pathway_cohort_id: UUID, *, at: datetime
) -> PathwayReport:
    """The report with names. Raises NotFound, and Forbidden where the role shows none."""
    report = pathway_report(session, viewer, pathway_cohort_id, at=at)
    if not may_name(session, viewer, pathway_cohort_id):
        raise Forbidden
    return report


def may_name(session: AnySession, viewer: Viewer, pathway_cohort_id: UUID) -> bool:
    """Whether a reporting role shows names in this cohort."""
    reached = reached_pathway_cohorts(viewer, roles=REPORTS, with_names=True)
    found = select(PathwayCohort.id).where(
        PathwayCohort.id == pathway_cohort_id, PathwayCohort.id.in_(reached)
    )
    return session.scalar(found) is not None


def coded_report(
    session: AnySession, viewer: Viewer, pathway_cohort_id: UUID, *, at: datetime
) -> PathwayReport:
    """The report by trainee code. Raises NotFound."""
    cohort = pathway_cohort_of(session, viewer, pathway_cohort_id, roles=REPORTS)
    pathway = published_pathway(session, cohort.pathway_version_id)
    places = session.execute(
        select(PathwayEnrolment, Person.trainee_code)
        .join(Person, Person.id == PathwayEnrolment.person_id)
        .where(PathwayEnrolment.pathway_cohort_id == cohort.id)
        .order_by(PathwayEnrolment.roster_number)
    ).all()
    ids = [place.id for place, _ in places]
    counted, completed = courses_of(session, ids), pathways_completed_at(session, ids)
    certificates = standing_certificates(session, ids, on=local_day(at))
    rows = rows_by_enrolment(session, counted, at=at)
    return PathwayReport(
        cohort.id, cohort.title, pathway, titles_of(session, pathway, counted),
        tuple(
            PathwayRow(
                place.id, place.person_id, place.roster_number, code, place.ended_at is None,
                cells_of(pathway, counted[place.id], rows), completed.get(place.id),
                certificates.get(place.id),
            )
            for place, code in places
        ), at,
    )  # fmt: skip


def rows_by_enrolment(
    session: AnySession, counted: Mapping[UUID, Sequence[CountedCourse]], *, at: datetime
) -> dict[UUID, Row]:
    """The rows of the enrolments that count for these places, wherever they are studied.

    Who answers for a person's pathway sees how far its courses are, also in another cohort, and
    nothing else of that cohort.
    """
    ids = [one.enrolment_id for courses in counted.values() for one in courses]
    return rows_of_enrolments(session, ids, at=at) if ids else {}


def cells_of(
    pathway: PublishedPathway, counted: Sequence[CountedCourse], rows: Mapping[UUID, Row]
) -> tuple[Row | None, ...]:
    """Of each course the enrolment that is complete, else the newest."""
    best: dict[str, Row] = {}
    for one in counted:
        row, known = rows.get(one.enrolment_id), best.get(one.course_key)
        if row is not None and (known is None or known.digest.completed_at is None):
            best[one.course_key] = row
    return tuple(best.get(key) for key in pathway.course_keys)


def titles_of(
    session: AnySession,
    pathway: PublishedPathway,
    counted: Mapping[UUID, Sequence[CountedCourse]],
) -> tuple[Text, ...]:
    """The courses' titles, of a version that somebody is on; else their keys."""
    versions = {
        one.course_key: one.course_version_id for courses in counted.values() for one in courses
    }
    return tuple(
        published_course(session, versions[key]).title if key in versions else Text(key, key, key)
        for key in pathway.course_keys
    )


def days_of(row: PathwayRow) -> date | None:
    """The day on which the pathway was complete."""
    return local_day(row.completed_at) if row.completed_at else None
