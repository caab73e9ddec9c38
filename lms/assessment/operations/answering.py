"""Saving answers; twice is once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_, select

from lms.accounts.rules import Viewer
from lms.assessment.models import AttemptStep
from lms.assessment.operations.facts import fact_row
from lms.assessment.queries.attempts import (
    AttemptHead,
    lock_attempt,
    own_attempt,
    question_of,
)
from lms.assessment.rules.attempts import CLOSING
from lms.assessment.rules.grading import Response, canonical_response
from lms.core.db import AnySession, Uuid16, is_inserted_once
from lms.core.errors import DifferentBody, DomainError, NotFound
from lms.core.ids import new_id


class AttemptClosed(DomainError):
    """The attempt takes no more answers: it was handed in, or its time is over."""

    code = "attempt_closed"
    status = 409


LATEST = select(
    AttemptStep.kind, AttemptStep.response, AttemptStep.occurred_at, AttemptStep.id
).where(
    AttemptStep.attempt_id == bindparam("attempt_id", type_=Uuid16),
    or_(AttemptStep.slot == bindparam("slot"), AttemptStep.kind.in_(sorted(CLOSING))),
)


def save_answer(
    session: AnySession,
    *,
    viewer: Viewer,
    attempt_id: UUID,
    position: int,
    response: object,
    at: datetime,
    fact_id: UUID | None = None,
) -> AttemptHead:
    """Keep an answer in the viewer's own attempt; an equal one stores nothing. The attempt.

    fact_id: made by a script; again, it stores nothing, with another answer DifferentBody.
    Raises NotFound, AttemptClosed, InvalidResponse. Four statements once the question is known.
    """
    head = own_attempt(session, viewer, attempt_id)
    lock_attempt(session, head.id)
    given = canonical_answer(session, head, position, response)
    rows = session.connection().execute(LATEST, {"attempt_id": head.id, "slot": position}).all()
    if is_sent_again(rows, fact_id, given):
        return head
    refuse_closed(head, rows, at)
    if is_another_answer(rows, given):
        store_answer(session, viewer, head.id, (position, given), fact_id=fact_id, at=at)
    return head


def canonical_answer(
    session: AnySession, head: AttemptHead, position: int, response: object
) -> Response:
    """The answer as it is stored. Raises NotFound (no such position), InvalidResponse."""
    if not 1 <= position <= len(head.slots):
        raise NotFound
    question = question_of(session, head.slots[position - 1].version_id)
    return canonical_response(question, response)


def is_sent_again(rows: Sequence[Row[Any]], fact_id: UUID | None, given: Response) -> bool:
    """Whether a fact of this id is stored. Raises DifferentBody when it says something else."""
    known = next((row for row in rows if row.id == fact_id), None)
    if known is not None and known.response != given:
        raise DifferentBody
    return known is not None


def refuse_closed(head: AttemptHead, rows: Sequence[Row[Any]], at: datetime) -> None:
    """Raises AttemptClosed when a step or the clock has closed the attempt."""
    is_over = head.deadline_at is not None and at >= head.deadline_at
    if is_over or any(row.kind in CLOSING for row in rows):
        raise AttemptClosed


def is_another_answer(rows: Sequence[Row[Any]], given: Response) -> bool:
    """Whether the answer differs from the slot's latest; nothing, where none is, does not."""
    latest = max(rows, key=lambda row: (row.occurred_at, row.id), default=None)
    return bool(latest.response != given if latest else given)


def store_answer(
    session: AnySession,
    viewer: Viewer,
    attempt_id: UUID,
    answer: tuple[int, Response],
    *,
    fact_id: UUID | None,
    at: datetime,
) -> None:
    """Append what a position is answered. Raises DifferentBody when the id is another answer's."""
    position, response = answer
    own = fact_id or new_id(at)
    row = fact_row(own, occurred_at=at, recorded_at=at, recorded_by=viewer.account_id) | {
        "attempt_id": attempt_id, "slot": position, "kind": "answer", "response": response,
    }  # fmt: skip
    if is_inserted_once(session, AttemptStep.__table__, row, "id"):
        return
    kept = session.execute(
        select(AttemptStep.attempt_id, AttemptStep.response).where(AttemptStep.id == own)
    ).one()
    if kept.attempt_id != attempt_id or kept.response != response:
        raise DifferentBody
