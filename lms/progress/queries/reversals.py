"""Completions that were taken back, or are asked to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from lms.core.db import AnySession
from lms.core.sealed import ring
from lms.progress.models import CompletionReversal, CompletionReversalAnswer, Outcome
from lms.progress.rules import EnrolmentState


@dataclass(frozen=True, slots=True)
class Reversal:
    """A request to take back what is met, and its answer: confirmed, declined, or none yet."""

    id: UUID
    requirement_key: str
    ground: str
    reason: str
    asked_by: UUID
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


def reversals_of(session: AnySession, enrolment_id: UUID) -> tuple[Reversal, ...]:
    """The reversals asked for in an enrolment, the newest first. One statement."""
    rows = session.execute(
        select(CompletionReversal, CompletionReversalAnswer)
        .outerjoin(
            CompletionReversalAnswer, CompletionReversalAnswer.reversal_id == CompletionReversal.id
        )
        .where(CompletionReversal.enrolment_id == enrolment_id)
        .order_by(CompletionReversal.occurred_at.desc(), CompletionReversal.id.desc())
    )
    return tuple(_reversal(asked, answered) for asked, answered in rows)


def _reversal(asked: CompletionReversal, answered: CompletionReversalAnswer | None) -> Reversal:
    return Reversal(
        id=asked.id,
        requirement_key=asked.requirement_key,
        ground=asked.ground,
        reason=ring().open(
            asked.reason_sealed, table="completion_reversal", column="reason_sealed", row=asked.id
        ),
        asked_by=cast(UUID, asked.recorded_by),
        asked_at=asked.occurred_at,
        answer=answered.answer if answered else None,
        answered_at=answered.occurred_at if answered else None,
    )


def last_taken_back(
    enrolment_id: ColumnElement[UUID], requirement_key: ColumnElement[str]
) -> ScalarSelect[datetime]:
    """When two people last took a requirement back, as a column of another room's statement.

    NULL when they never did. A correction's own `reversed` is none: what it leaves standing still
    counts.
    """
    return (
        select(func.max(Outcome.occurred_at))
        .join(CompletionReversalAnswer, CompletionReversalAnswer.id == Outcome.fact_id)
        .where(
            Outcome.enrolment_id == enrolment_id,
            Outcome.requirement_key == requirement_key,
            Outcome.outcome == "reversed",
        )
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A requirement that was met, was taken back, and is not met again."""

    requirement_key: str
    ground: str
    taken_back_at: datetime


def taken_back(
    session: AnySession, enrolment_id: UUID, state: EnrolmentState
) -> tuple[TakenBack, ...]:
    """What a reversal took back and is still to be done again. One statement."""
    rows = session.execute(
        select(
            CompletionReversal.requirement_key,
            CompletionReversal.ground,
            CompletionReversalAnswer.occurred_at,
        )
        .join(
            CompletionReversalAnswer, CompletionReversalAnswer.reversal_id == CompletionReversal.id
        )
        .where(
            CompletionReversal.enrolment_id == enrolment_id,
            CompletionReversalAnswer.answer == "confirmed",
        )
        .order_by(CompletionReversalAnswer.occurred_at)
    )
    newest = {row.requirement_key: TakenBack(*row) for row in rows}
    return tuple(one for key, one in newest.items() if not state.is_met(key))


def enrolments_with_pending(session: AnySession, enrolment_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these enrolments in which a reversal waits for a second person. One statement."""
    answered = select(CompletionReversalAnswer.reversal_id)
    pending = select(CompletionReversal.enrolment_id).where(
        CompletionReversal.enrolment_id.in_(list(enrolment_ids)),
        CompletionReversal.id.not_in(answered),
    )
    return set(session.scalars(pending))
