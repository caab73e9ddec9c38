"""Which jobs there are, and how far each has come."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.jobs.models import Job, JobRefusal
from lms.core.jobs.rules import Asked, JobProgress


def open_jobs(session: AnySession) -> list[UUID]:
    """The jobs that are not finished, the first asked for first."""
    statement = select(Job.id).where(Job.finished_at.is_(None)).order_by(Job.asked_at, Job.id)
    return list(session.scalars(statement))


def job_progress(session: AnySession, job_id: UUID) -> JobProgress:
    """One job. Two statements. Raises NotFound."""
    row = session.get(Job, job_id, populate_existing=True)
    if row is None:
        raise NotFound
    refusals = session.execute(
        select(JobRefusal.item_id, JobRefusal.code)
        .where(JobRefusal.job_id == job_id)
        .order_by(JobRefusal.item_id)
    )
    return progress_of(row, tuple((one.item_id, one.code) for one in refusals))


def latest_job(session: AnySession, *, kind: str, subject_id: UUID) -> JobProgress | None:
    """The job of a kind about a subject that was asked for last."""
    job_id = session.scalar(
        select(Job.id)
        .where(Job.kind == kind, Job.subject_id == subject_id)
        .order_by(Job.asked_at.desc(), Job.id.desc())
        .limit(1)
    )
    return job_progress(session, job_id) if job_id else None


def progress_of(row: Job, refusals: tuple[tuple[UUID, str], ...] = ()) -> JobProgress:
    """A row as plain values."""
    asked = Asked(row.id, row.kind, row.subject_id, row.asked_by, row.asked_at)
    return JobProgress(
        asked, row.done_count, row.total_count, row.last_item_id, row.finished_at, refusals
    )
