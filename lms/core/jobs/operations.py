"""Asking for a job, and noting what was done of it. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select

from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import Busy
from lms.core.ids import new_id
from lms.core.jobs.models import Job, JobRefusal

JOBS = cast(Table, Job.__table__)


def ask_job(
    session: AnySession,
    *,
    kind: str,
    subject_id: UUID,
    total: int,
    asked_by: UUID | None,
    at: datetime,
) -> UUID:
    """Ask for a job, or find the one that is not finished yet; its id.

    total: how many items there seem to be. asked_by: an account. Raises Busy.
    """
    job_id, open_key = new_id(at), f"{kind}:{subject_id}"
    row = {
        "id": job_id, "kind": kind, "subject_id": subject_id, "asked_by": asked_by,
        "asked_at": at, "open_key": open_key, "total_count": total, "done_count": 0,
    }  # fmt: skip
    if is_inserted_once(session, JOBS, row, "open_key"):
        return job_id
    known = session.scalar(select(Job.id).where(Job.open_key == open_key))
    if known is None:
        raise Busy  # it ended between the two statements
    return known


def hold_job(session: AnySession, job_id: UUID, *, behind: UUID | None) -> Job | None:
    """The job's row, held until the commit; nothing where another process went on with it."""
    row = session.scalar(
        select(Job).where(Job.id == job_id).with_for_update(),
        execution_options={"populate_existing": True},
    )
    if row is None or row.finished_at is not None or row.last_item_id != behind:
        return None
    return row


def note_done(session: AnySession, row: Job, item_id: UUID, *, refusal: str | None = None) -> None:
    """Count an item, in the transaction that did it. refusal: why it was left out."""
    row.last_item_id = item_id
    row.done_count += 1
    row.total_count = max(row.total_count, row.done_count)
    if refusal is not None:
        session.add(JobRefusal(job_id=row.id, item_id=item_id, code=refusal))
    session.flush()


def finish_job(session: AnySession, row: Job, *, at: datetime) -> None:
    """Nothing is left to do: the same may be asked for again."""
    row.finished_at, row.open_key = at, None
    row.total_count = row.done_count
    session.flush()
