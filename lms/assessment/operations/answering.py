"""Saving answers; twice is once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from lms.accounts.rules import Viewer
from lms.assessment.models import AttemptStep
from lms.assessment.operations.facts import fact_row
from lms.assessment.queries.attempts import (
    AS_JSON,
    STEPS_OF,
    AttemptHead,
    lock_attempt,
    own_attempt,
    question_of,
    response_of,
    step_of,
)
from lms.assessment.queries.evidence import files_in
from lms.assessment.rules.attempts import CLOSING, Step
from lms.assessment.rules.questions import EvidenceQuestion
from lms.assessment.rules.responses import InvalidResponse, Response, canonical_response
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DifferentBody, DomainError, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring


class AttemptClosed(DomainError):
    """The attempt takes no more answers: it was handed in, or its time is over."""

    code = "attempt_closed"
    status = 409


LATEST = STEPS_OF.where(
    or_(AttemptStep.slot == bindparam("slot"), AttemptStep.kind.in_(sorted(CLOSING)))
)
KEPT = select(
    AttemptStep.id, AttemptStep.attempt_id, AttemptStep.response, AttemptStep.response_sealed
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
    keeps_files: bool = False,
) -> AttemptHead:
    """Keep an answer in the viewer's own attempt; an equal one stores nothing. The attempt.

    fact_id: made by a script; again, it stores nothing, with another answer DifferentBody.
    keeps_files: the answer comes from a form that sends no files, so it says nothing of them.
    Raises NotFound, AttemptClosed, InvalidResponse. Four statements once the question is known.
    """
    head = own_attempt(session, viewer, attempt_id)
    lock_attempt(session, head.id)
    given = canonical_answer(session, head, position, response)
    steps = steps_at(session, head.id, position)
    if is_sent_again(steps, fact_id, given):
        return head
    refuse_closed(head, steps, at)
    if keeps_files and asks_for_files(session, head, position):
        return head
    if is_another_answer(steps, given):
        store_answer(session, viewer, head.id, (position, given), fact_id=fact_id, at=at)
    return head


def steps_at(session: AnySession, attempt_id: UUID, position: int) -> list[Step]:
    """The answers at a position, and what closed the attempt. One statement."""
    rows = session.connection().execute(LATEST, {"attempt_id": attempt_id, "slot": position})
    return [step_of(row) for row in rows]


def canonical_answer(
    session: AnySession, head: AttemptHead, position: int, response: object
) -> Response:
    """The answer as it is stored. Raises NotFound (no such position), InvalidResponse."""
    if not 1 <= position <= len(head.slots):
        raise NotFound
    question = question_of(session, head.slots[position - 1].version_id)
    given = canonical_response(question, response)
    if asks_for_files(session, head, position):
        refuse_foreign_files(session, head.id, position, given)
    return given


def asks_for_files(session: AnySession, head: AttemptHead, position: int) -> bool:
    """Whether the question at a position is answered with files."""
    question = question_of(session, head.slots[position - 1].version_id)
    return isinstance(question, EvidenceQuestion)


def refuse_foreign_files(
    session: AnySession, attempt_id: UUID, position: int, given: Response
) -> None:
    """Raises InvalidResponse when an answer names a file that was not given here."""
    if len(files_in(session, attempt_id, position, list(given))) < len(given):
        raise InvalidResponse("no such file")


def is_sent_again(steps: Sequence[Step], fact_id: UUID | None, given: Response) -> bool:
    """Whether a fact of this id is stored. Raises DifferentBody when it says something else."""
    known = next((step for step in steps if step.id == fact_id), None)
    if known is not None and known.response != given:
        raise DifferentBody
    return known is not None


def refuse_closed(head: AttemptHead, steps: Sequence[Step], at: datetime) -> None:
    """Raises AttemptClosed when a step or the clock has closed the attempt."""
    is_over = head.deadline_at is not None and at >= head.deadline_at
    if is_over or any(step.kind in CLOSING for step in steps):
        raise AttemptClosed


def is_another_answer(steps: Sequence[Step], given: Response) -> bool:
    """Whether the answer differs from the slot's latest; nothing, where none is, does not."""
    latest = max(steps, key=lambda step: (step.occurred_at, step.id), default=None)
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
        "attempt_id": attempt_id, "slot": position, "kind": "answer",
        "sign_in_id": viewer.sign_in_id,
    } | response_columns(own, response)  # fmt: skip
    if is_inserted_once(session, AttemptStep.__table__, row, "id"):
        return
    kept = session.execute(KEPT.where(AttemptStep.id == own)).one()
    if kept.attempt_id != attempt_id or response_of(kept) != response:
        raise DifferentBody


def response_columns(step_id: UUID, response: Response) -> dict[str, Any]:
    """An answer as it is kept: keys in a list openly, what may hold typed text sealed."""
    if isinstance(response, list):
        return {"response": response, "response_sealed": None}
    text = response if isinstance(response, str) else AS_JSON + json.dumps(response)
    sealed = ring().seal(text, table="attempt_step", column="response_sealed", row=step_id)
    return {"response": None, "response_sealed": sealed}
