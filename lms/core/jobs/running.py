"""Doing jobs, an item in a transaction each. The edge of the process that does them: it commits."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.exc import OperationalError

from lms.core import clock
from lms.core.db import AnySession, reading
from lms.core.errors import Busy, DomainError
from lms.core.jobs.operations import finish_job, hold_job, note_done
from lms.core.jobs.queries import job_progress
from lms.core.jobs.rules import Asked, JobProgress

BROKEN = "broken"  # the code of an item that met a fault of ours
log = logging.getLogger("lms")


class Item(Protocol):
    """What is done at once."""

    @property
    def id(self) -> UUID:
        """By what the items of a job are ordered."""


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of job.

    next_item: the first item behind an id, or nothing; it only reads, so whatever takes long and
    needs no lock belongs into it. do: the item, in a transaction; doing one twice must be once.
    A DomainError leaves the item out.
    """

    next_item: Callable[[AnySession, Asked, UUID | None], Item | None]
    do: Callable[[AnySession, Asked, Any], None]


def run_for(
    session: AnySession, works: Mapping[str, Work], job_id: UUID, *, seconds: float
) -> bool:
    """Go on with a job for a while; whether something of it is left.

    What is due each minute waits no longer than this. Raises Busy, OperationalError: try again.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not step(session, works, job_id):
            return False
    return True


def step(session: AnySession, works: Mapping[str, Work], job_id: UUID) -> bool:
    """Do one item and commit; whether something may be left."""
    with reading(session):
        job = job_progress(session, job_id)
        if job.finished_at is not None:
            return False
        item = works[job.asked.kind].next_item(session, job.asked, job.last_item_id)
    if item is None:
        end(session, job)
        return False
    try:
        do(session, works[job.asked.kind], job, item)
    except (Busy, OperationalError):
        session.rollback()
        raise
    except Exception as error:
        # One broken item must not keep the others waiting for ever.
        session.rollback()
        log.error("an item of a job met an unexpected fault", exc_info=error)
        leave_out(session, job, item, BROKEN)
    return True


def do(session: AnySession, work: Work, job: JobProgress, item: Item) -> None:
    """The item and its count, in one transaction."""
    row = hold_job(session, job.asked.id, behind=job.last_item_id)
    if row is None:
        session.rollback()
        return
    try:
        with session.begin_nested():
            work.do(session, job.asked, item)
    except Busy:
        raise
    except DomainError as refused:
        note_done(session, row, item.id, refusal=refused.code)
    else:
        note_done(session, row, item.id)
    session.commit()


def leave_out(session: AnySession, job: JobProgress, item: Item, code: str) -> None:
    """Pass over an item for good."""
    row = hold_job(session, job.asked.id, behind=job.last_item_id)
    if row is not None:
        note_done(session, row, item.id, refusal=code)
    session.commit()


def end(session: AnySession, job: JobProgress) -> None:
    """Close the job, unless somebody went on with it."""
    row = hold_job(session, job.asked.id, behind=job.last_item_id)
    if row is not None:
        finish_job(session, row, at=clock.now())
    session.commit()
