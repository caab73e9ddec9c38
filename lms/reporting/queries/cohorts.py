"""Which cohorts a coordinator or an approver reports on, and whether names go with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, select, true

from lms.accounts.queries.reach import reached_scopes, reaches_site
from lms.accounts.rules import Viewer
from lms.catalog.queries import latest_version, published_course
from lms.catalog.rules import PublishedCourse
from lms.cohorts.models import Cohort
from lms.cohorts.queries import reached_cohorts
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.reporting.queries.rows import CohortRows, rows_of_cohorts
from lms.reporting.rules.figures import Summary, summary_of

REPORTS = frozenset({"coordinator", "approver"})


@dataclass(frozen=True, slots=True)
class ReportedCohort:
    """A cohort in the viewer's reach; may_name: whether their role shows names in it."""

    id: UUID
    title: str
    course_key: str
    may_name: bool


@dataclass(frozen=True, slots=True)
class CohortLine:
    """One cohort of the list, with what its sentence says."""

    cohort: ReportedCohort
    course: PublishedCourse
    summary: Summary


def names_are_granted(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a cohort lies where one of the viewer's reporting roles shows names."""
    if reaches_site(viewer, REPORTS, with_names=True):
        return true()
    scope_ids = viewer.scope_ids(REPORTS, with_names=True)
    if not scope_ids:
        return false()
    return Cohort.id.in_(select(reached_scopes(scope_ids).c.id))


def reported(viewer: Viewer) -> Any:
    """The cohorts that the viewer reports on, the newest first."""
    return (
        select(Cohort.id, Cohort.title, Cohort.course_key, names_are_granted(viewer))
        .where(Cohort.id.in_(reached_cohorts(viewer, roles=REPORTS)))
        .order_by(Cohort.starts_on.desc(), Cohort.title, Cohort.id)
    )


def reported_cohort(session: AnySession, viewer: Viewer, cohort_id: UUID) -> ReportedCohort:
    """One cohort in reach. Raises NotFound for any other."""
    row = session.connection().execute(reported(viewer).where(Cohort.id == cohort_id)).first()
    if row is None:
        raise NotFound
    return ReportedCohort(row[0], row[1], row[2], bool(row[3]))


def named_cohort(session: AnySession, viewer: Viewer, cohort_id: UUID) -> ReportedCohort:
    """One cohort in reach. Raises NotFound, and Forbidden where the role shows no names."""
    cohort = reported_cohort(session, viewer, cohort_id)
    if not cohort.may_name:
        raise Forbidden
    return cohort


def cohort_lines(session: AnySession, viewer: Viewer, *, at: datetime) -> tuple[CohortLine, ...]:
    """Every cohort in reach with its figures. Three statements, whatever the number."""
    kept = session.connection().execute(reported(viewer))
    cohorts = [ReportedCohort(row[0], row[1], row[2], bool(row[3])) for row in kept]
    rows = rows_of_cohorts(session, [cohort.id for cohort in cohorts], at=at) if cohorts else {}
    return tuple(line_of(session, cohort, rows.get(cohort.id, CohortRows())) for cohort in cohorts)


def line_of(session: AnySession, cohort: ReportedCohort, found: CohortRows) -> CohortLine:
    """A cohort, its course and its figures."""
    course = course_of(session, cohort, found)
    return CohortLine(cohort, course, summary_of(found.rows, [unit.key for unit in course.units]))


def course_of(session: AnySession, cohort: ReportedCohort, found: CohortRows) -> PublishedCourse:
    """The version that most people of the cohort are on; the newest where nobody is enrolled."""
    versions = sorted(set(found.course_version_ids))
    if not versions:
        return published_course(session, latest_version(session, cohort.course_key))
    return published_course(session, max(versions, key=found.course_version_ids.count))
