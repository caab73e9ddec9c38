"""The certificates of a whole cohort, issued by a job one after the other. Flush, never commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.certification.operations.approving import approve_request
from lms.certification.operations.confirming import NameNotConfirmed
from lms.certification.operations.due import issue_ready
from lms.certification.operations.making import Issue, refuse_private_address
from lms.certification.operations.stamping import Stamp, new_stamp
from lms.certification.queries.due import KINDS, DueKind, Ready, readiness_in
from lms.core.db import AnySession
from lms.core.jobs.operations import ask_job
from lms.core.jobs.rules import Asked
from lms.core.jobs.running import Work

CHUNK = 50


@dataclass(frozen=True, slots=True)
class Settled:
    """What certificates of every job have in common: the address they print, and the clock."""

    public_url: str
    is_demonstration: bool
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Item:
    """One certificate to issue; its slow part is done."""

    ready: Ready
    stamp: Stamp

    @property
    def id(self) -> UUID:
        """The enrolment, or the place on a pathway."""
        return self.ready.id


def ask_bulk_issue(
    session: AnySession,
    *,
    kind: DueKind,
    cohort_id: UUID,
    viewer: Viewer,
    public_url: str,
    is_demonstration: bool,
    at: datetime,
) -> UUID:
    """Ask for the certificates of a cohort; the job's id, the same one while it is not finished.

    What waits for an approval is approved by it. The caller has checked the scope.
    Raises PublicUrlMissing, Busy.
    """
    refuse_private_address(public_url, is_demonstration=is_demonstration)
    total = len(readiness_in(session, kind, cohort_id).ready)
    job_id = ask_job(
        session, kind=kind.job, subject_id=cohort_id, total=total, asked_by=viewer.account_id, at=at
    )
    record_event(
        session, account_id=viewer.account_id, verb="issue_certificates", subject_kind="cohort",
        subject_id=cohort_id, at=at,
    )  # fmt: skip
    return job_id


def works(public_url: str, is_demonstration: bool, now: Callable[[], datetime]) -> dict[str, Work]:
    """How the jobs of this room are done. public_url: printed into every QR code."""
    settled = Settled(public_url, is_demonstration, now)
    return {name: work_of(kind, settled) for name, kind in KINDS.items()}


def work_of(kind: DueKind, settled: Settled) -> Work:
    """One kind of bulk issue as the items of a job."""

    def next_item(session: AnySession, asked: Asked, after: UUID | None) -> Item | None:
        ready = next_ready(session, kind, asked.subject_id, after)
        return Item(ready, new_stamp(ready.confirmed.name)) if ready else None

    def do(session: AnySession, asked: Asked, item: Item) -> None:
        issue = Issue(
            settled.public_url, settled.is_demonstration, settled.now(),
            account_id=asked.asked_by, stamps=(item.stamp,),
        )  # fmt: skip
        issue_item(session, kind, item.ready, issue)

    return Work(next_item, do)


def next_ready(
    session: AnySession, kind: DueKind, cohort_id: UUID, after: UUID | None
) -> Ready | None:
    """The first of a cohort behind an id whose certificate can be issued."""
    while ids := kind.due(session, after=after, most=CHUNK, cohort_id=cohort_id):
        ready = kind.readiness(session, ids).ready
        if ready:
            return ready[0]
        after = ids[-1]
    return None


def issue_item(session: AnySession, kind: DueKind, ready: Ready, issue: Issue) -> None:
    """Issue one, if what was read before is still so. Raises what issuing may refuse."""
    if kind.readiness(session, [ready.id]).ready != (ready,):
        raise NameNotConfirmed
    if ready.request_id is None:
        issue_ready(session, kind, ready, issue)
        return
    approve_request(session, request_id=ready.request_id, issue=issue)
