"""What a coordinator sees before, while and after a cohort's certificates are issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.queries import labels_of
from lms.accounts.rules import Label, Viewer
from lms.certification.queries.due import COURSES, DueKind, readiness_in
from lms.certification.queries.reached import ASKS
from lms.cohorts.models import Enrolment, PathwayEnrolment
from lms.cohorts.queries.pathways import pathway_cohort_of
from lms.cohorts.queries.reached import cohort_of
from lms.core.db import AnySession
from lms.core.jobs.queries import latest_job
from lms.core.jobs.rules import JobProgress


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who is not issued a certificate now. code: why; empty: the name is not confirmed."""

    label: Label
    roster_number: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class BulkIssue:
    """A cohort's certificates that are due. job: the last time they were issued together."""

    cohort_id: UUID
    title: str
    ready: int
    waiting: tuple[LeftOut, ...]
    refused: tuple[LeftOut, ...]
    job: JobProgress | None

    @property
    def is_running(self) -> bool:
        """Whether the job goes on now."""
        return self.job is not None and self.job.finished_at is None


def bulk_issue(session: AnySession, viewer: Viewer, kind: DueKind, cohort_id: UUID) -> BulkIssue:
    """The page of a cohort that the viewer coordinates. Raises NotFound."""
    title = title_of(session, viewer, kind, cohort_id)
    found = readiness_in(session, kind, cohort_id)
    job = latest_job(session, kind=kind.job, subject_id=cohort_id)
    due = {one.id for one in found.ready}
    refused = [(item, code) for item, code in (job.refusals if job else ()) if item in due]
    return BulkIssue(
        cohort_id=cohort_id,
        title=title,
        ready=len(found.ready),
        waiting=left_out(session, viewer, kind, [(one, "") for one in found.waiting]),
        refused=left_out(session, viewer, kind, refused),
        job=job,
    )


def title_of(session: AnySession, viewer: Viewer, kind: DueKind, cohort_id: UUID) -> str:
    """The cohort's title. Raises NotFound out of the viewer's reach."""
    reached = cohort_of if kind is COURSES else pathway_cohort_of
    return str(reached(session, viewer, cohort_id, roles=ASKS).title)


def left_out(
    session: AnySession, viewer: Viewer, kind: DueKind, items: Sequence[tuple[UUID, str]]
) -> tuple[LeftOut, ...]:
    """Who these are, by their number on the list."""
    table = Enrolment if kind is COURSES else PathwayEnrolment
    rows = session.execute(
        select(table.id, table.person_id, table.roster_number).where(
            table.id.in_([item for item, _ in items])
        )
    ).all()
    places = {row.id: row for row in rows}
    labels = labels_of(session, viewer, {row.person_id for row in rows})
    found = (
        LeftOut(labels[places[item].person_id], places[item].roster_number, code)
        for item, code in items
    )
    return tuple(sorted(found, key=lambda one: one.roster_number))
