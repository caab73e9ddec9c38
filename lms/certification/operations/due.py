"""Issuing what is complete and confirmed: all that is due, or a cohort's. Flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.certification.operations.issuing import issue_for
from lms.certification.operations.making import Issue, Issued, refuse_private_address
from lms.certification.operations.pathways import issue_for_pathway
from lms.certification.operations.stamping import Stamp, new_stamp
from lms.certification.queries.due import COURSES, DueKind, Ready
from lms.core.db import AnySession
from lms.core.errors import DomainError

BATCH = 20


@dataclass(frozen=True, slots=True)
class DueBatch:
    """What one batch of due certificates came to; `last` is where the next one starts.

    waiting: those whose holder, or whose coordinator, has to do something first.
    """

    issued: tuple[Issued, ...]
    waiting: tuple[UUID, ...]
    refused: tuple[tuple[UUID, str], ...]
    last: UUID | None


def issue_ready(session: AnySession, kind: DueKind, ready: Ready, issue: Issue) -> Issued:
    """One certificate, with the lines that its holder confirmed. Raises what issuing refuses."""
    issued = issue_for if kind is COURSES else issue_for_pathway
    confirmed = ready.confirmed
    return issued(session, ready.id, confirmed.leading, issue, confirmed.name)


def stamps_for_due(
    session: AnySession, kind: DueKind, *, after: UUID | None = None, most: int = BATCH
) -> tuple[Stamp, ...]:
    """What the certificates of the next batch are stamped with. Slow; it only reads."""
    found = kind.readiness(session, kind.due(session, after=after, most=most))
    return tuple(
        new_stamp(ready.confirmed.name) for ready in found.ready if ready.request_id is None
    )


def issue_due(
    session: AnySession,
    kind: DueKind,
    *,
    public_url: str,
    is_demonstration: bool,
    at: datetime,
    after: UUID | None = None,
    most: int = BATCH,
    stamps: tuple[Stamp, ...] = (),
) -> DueBatch:
    """Issue what is complete, confirmed by its holder and not yet claimed; one batch.

    What a coordinator has to approve waits. Who cannot be printed is passed over and named by id.
    stamps: of `stamps_for_due`, made before the transaction. Raises PublicUrlMissing.
    """
    refuse_private_address(public_url, is_demonstration=is_demonstration)
    issue = Issue(public_url, is_demonstration, at, stamps=stamps)
    ids = kind.due(session, after=after, most=most)
    found = kind.readiness(session, ids)
    issued, refused = [], []
    for ready in found.ready:
        if ready.request_id is not None:
            continue
        try:
            issued.append(issue_ready(session, kind, ready, issue))
        except DomainError as error:
            refused.append((ready.id, error.code))
    asked = tuple(ready.id for ready in found.ready if ready.request_id is not None)
    last = ids[-1] if len(ids) == most else None
    return DueBatch(tuple(issued), found.waiting + asked, tuple(refused), last)
