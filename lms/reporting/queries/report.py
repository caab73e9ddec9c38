"""One cohort's report: its figures, and the rows that an address asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from lms.accounts.queries import labels_of
from lms.accounts.rules import Viewer
from lms.catalog.rules import PublishedCourse
from lms.core.db import AnySession
from lms.progress.queries import Release, releases_in
from lms.reporting.queries.cohorts import ReportedCohort, course_of, named_cohort, reported_cohort
from lms.reporting.queries.rows import CohortRows, rows_of_cohorts
from lms.reporting.rules.figures import Summary, summary_of
from lms.reporting.rules.narrowing import Narrowing, Page, narrowed, page_of, read_narrowing
from lms.reporting.rules.standing import Row


@dataclass(frozen=True, slots=True)
class CohortReport:
    """What the page draws and what an export holds: the same rows.

    summary: over the whole cohort, whatever is asked for. page: the rows shown. releases: what
    waits to be opened for the cohort.
    """

    cohort: ReportedCohort
    course: PublishedCourse
    summary: Summary
    wanted: Narrowing
    page: Page
    as_of: datetime
    releases: tuple[Release, ...] = ()


def cohort_report(
    session: AnySession,
    viewer: Viewer,
    cohort_id: UUID,
    *,
    address: Mapping[str, str],
    at: datetime,
) -> CohortReport:
    """The page of the report; names of the people on it where the viewer's role shows names.

    address: the parameters of the page's address; what is not known in it does not count.
    At most five statements, and three more where its course has conditions. Raises NotFound.
    """
    cohort = reported_cohort(session, viewer, cohort_id)
    report, rows = _whole_report(
        session, viewer, cohort, address=address, at=at, names=cohort.may_name
    )
    page = page_of(rows, report.wanted)
    if cohort.may_name:
        page = replace(page, rows=tuple(with_names(session, viewer, page.rows)))
    releases = releases_in(session, cohort_id, [report.course])
    return replace(report, page=page, releases=releases)


def exported_report(
    session: AnySession,
    viewer: Viewer,
    cohort_id: UUID,
    *,
    address: Mapping[str, str],
    at: datetime,
    names: bool = False,
) -> CohortReport:
    """The report with every row asked for on one page, by code, or by name where `names`.

    By code, rows sorted by name are sorted by code: the order of names is told to nobody.
    Raises NotFound, and Forbidden where names are asked for and the viewer's role shows none.
    """
    found = named_cohort if names else reported_cohort
    cohort = found(session, viewer, cohort_id)
    report, rows = _whole_report(session, viewer, cohort, address=address, at=at, names=names)
    if names:
        rows = with_names(session, viewer, rows)
    return replace(report, page=Page(tuple(rows), len(rows), 1, 1, 1 if rows else 0))


def _whole_report(
    session: AnySession,
    viewer: Viewer,
    cohort: ReportedCohort,
    *,
    address: Mapping[str, str],
    at: datetime,
    names: bool,
) -> tuple[CohortReport, list[Row]]:
    """The report with an empty page, and all its rows; names: opened where they sort the rows."""
    found = rows_of_cohorts(session, [cohort.id], at=at).get(cohort.id, CohortRows())
    course = course_of(session, cohort, found)
    unit_keys = [unit.key for unit in course.units]
    wanted = read_narrowing(address, unit_keys)
    rows = narrowed(found.rows, wanted)
    if wanted.sort == "name" and names:
        rows = narrowed(with_names(session, viewer, rows), wanted)
    summary = summary_of(found.rows, unit_keys)
    return CohortReport(cohort, course, summary, wanted, Page((), 0, 1, 1, 0), at), rows


def with_names(session: AnySession, viewer: Viewer, rows: Iterable[Row]) -> list[Row]:
    """The rows with the names that the viewer may see; each look is remembered."""
    kept = list(rows)
    if not kept or all(row.name for row in kept):
        return kept
    labels = labels_of(session, viewer, {row.person_id for row in kept})
    return [replace(row, name=labels[row.person_id].name) for row in kept]
