"""Parts set as done by a person's decision, and what became of each decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import select

from lms.core.db import AnySession
from lms.core.sealed import ring
from lms.progress.models import (
    CompletionOverride,
    CompletionOverrideAnswer,
    CompletionOverrideRevocation,
)
from lms.progress.rules import OverrideFact, OverrideKind

OverrideStanding = Literal["waiting", "in_force", "declined", "revoked"]

DECISIONS = (
    select(CompletionOverride, CompletionOverrideAnswer, CompletionOverrideRevocation)
    .outerjoin(
        CompletionOverrideAnswer, CompletionOverrideAnswer.override_id == CompletionOverride.id
    )
    .outerjoin(
        CompletionOverrideRevocation,
        CompletionOverrideRevocation.override_id == CompletionOverride.id,
    )
    .order_by(CompletionOverride.occurred_at.desc(), CompletionOverride.id.desc())
)
FACTS = (
    select(
        CompletionOverride.id,
        CompletionOverride.target,
        CompletionOverride.kind,
        CompletionOverride.occurred_at,
        CompletionOverrideAnswer.answer,
        CompletionOverrideAnswer.occurred_at.label("answered_at"),
        CompletionOverrideRevocation.id.label("revocation_id"),
    )
    .outerjoin(
        CompletionOverrideAnswer, CompletionOverrideAnswer.override_id == CompletionOverride.id
    )
    .outerjoin(
        CompletionOverrideRevocation,
        CompletionOverrideRevocation.override_id == CompletionOverride.id,
    )
)


@dataclass(frozen=True, slots=True)
class Override:
    """A decision as its page tells it. target: a requirement, or a whole unit by its key."""

    id: UUID
    target: str
    kind: OverrideKind
    reason: str
    evidence: str | None
    asked_by: UUID
    asked_at: datetime
    standing: OverrideStanding
    decided_at: datetime | None
    why_revoked: str | None


def override_facts(session: AnySession, enrolment_id: UUID) -> list[OverrideFact]:
    """Every decision about an enrolment, as the derivation takes it. One statement."""
    rows = session.execute(FACTS.where(CompletionOverride.enrolment_id == enrolment_id))
    return [_fact(row) for row in rows]


def _fact(row: Any) -> OverrideFact:
    """Hand-set, it counts since it was written; an exemption since it was confirmed."""
    since = row.occurred_at if row.kind == "complete" else None
    if row.answer == "confirmed":
        since = row.answered_at
    return OverrideFact(
        id=row.id,
        target=row.target,
        kind=cast(OverrideKind, row.kind),
        at=since,
        is_revoked=row.revocation_id is not None,
    )


def overrides_of(session: AnySession, enrolment_id: UUID) -> tuple[Override, ...]:
    """The decisions about an enrolment with their reasons, the newest first. One statement."""
    rows = session.execute(DECISIONS.where(CompletionOverride.enrolment_id == enrolment_id))
    return tuple(_override(*row) for row in rows)


def _override(
    asked: CompletionOverride,
    answered: CompletionOverrideAnswer | None,
    revoked: CompletionOverrideRevocation | None,
) -> Override:
    return Override(
        id=asked.id,
        target=asked.target,
        kind=cast(OverrideKind, asked.kind),
        reason=_opened("completion_override", "reason_sealed", asked.id, asked.reason_sealed) or "",
        evidence=_opened("completion_override", "evidence_sealed", asked.id, asked.evidence_sealed),
        asked_by=cast(UUID, asked.recorded_by),
        asked_at=asked.occurred_at,
        standing=_standing(asked, answered, revoked),
        decided_at=_decided_at(answered, revoked),
        why_revoked=_opened(
            "completion_override_revocation", "reason_sealed", revoked.id, revoked.reason_sealed
        )
        if revoked
        else None,
    )


def _opened(table: str, column: str, row: UUID, sealed: bytes | None) -> str | None:
    return ring().open(sealed, table=table, column=column, row=row) if sealed else None


def _standing(
    asked: CompletionOverride,
    answered: CompletionOverrideAnswer | None,
    revoked: CompletionOverrideRevocation | None,
) -> OverrideStanding:
    if revoked is not None:
        return "revoked"
    if asked.kind == "complete":
        return "in_force"
    if answered is None:
        return "waiting"
    return "in_force" if answered.answer == "confirmed" else "declined"


def _decided_at(
    answered: CompletionOverrideAnswer | None, revoked: CompletionOverrideRevocation | None
) -> datetime | None:
    last = revoked or answered
    return last.occurred_at if last else None


def enrolments_with_waiting(session: AnySession, enrolment_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these enrolments in which an exemption waits for its second person."""
    waiting = (
        select(CompletionOverride.enrolment_id)
        .outerjoin(
            CompletionOverrideAnswer, CompletionOverrideAnswer.override_id == CompletionOverride.id
        )
        .outerjoin(
            CompletionOverrideRevocation,
            CompletionOverrideRevocation.override_id == CompletionOverride.id,
        )
        .where(
            CompletionOverride.enrolment_id.in_(list(enrolment_ids)),
            CompletionOverride.kind == "exempt",
            CompletionOverrideAnswer.id.is_(None),
            CompletionOverrideRevocation.id.is_(None),
        )
    )
    return set(session.scalars(waiting))
