"""Keeping answers that a client sends together, later than they were given; twice is once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from lms.accounts.rules import Viewer
from lms.assessment.models import AttemptStep
from lms.assessment.operations.answering import canonical_answer, response_columns
from lms.assessment.operations.facts import fact_row
from lms.assessment.queries.attempts import (
    STEPS,
    AttemptHead,
    grades_of,
    lock_attempt,
    overdue_at,
    own_attempt,
    renewed,
    response_of,
    steps_of,
)
from lms.assessment.rules.attempts import (
    JUST_AFTER,
    AttemptState,
    Step,
    attempt_state,
    end_of,
    is_counted,
)
from lms.assessment.rules.responses import Response
from lms.assessment.rules.timing import dated
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DifferentBody, DomainError

MOST_STEPS = 100
KEPT = STEPS.add_columns(AttemptStep.attempt_id, AttemptStep.answered_at)


class TooManySteps(DomainError):
    """More answers at once than one request may bring."""

    code = "too_many_steps"


@dataclass(frozen=True, slots=True)
class SentStep:
    """An answer as a client sends it. answered_at: by the client's own clock."""

    id: UUID
    slot: int
    response: object
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class KeptStep:
    """An answer as it is kept. counts: whether it was in time for the grade."""

    id: UUID
    slot: int
    response: Response
    occurred_at: datetime
    recorded_at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class KeptSteps:
    """What became of the answers sent, and how the attempt stands."""

    head: AttemptHead
    state: AttemptState
    steps: tuple[KeptStep, ...]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What holds for every answer that is sent with the others."""

    viewer: Viewer
    head: AttemptHead
    end: Step | None
    offset: timedelta
    at: datetime

    @property
    def recorded_at(self) -> datetime:
        """The instant of receipt; after an attempt was closed, certainly later than that."""
        known = self.end.recorded_at if self.end is not None else None
        return self.at if known is None else max(self.at, known + JUST_AFTER)


def keep_steps(
    session: AnySession,
    *,
    viewer: Viewer,
    attempt_id: UUID,
    sent: Sequence[SentStep],
    sent_at: datetime | None,
    at: datetime,
) -> KeptSteps:
    """Keep answers that were given before they could be sent, all of them or none.

    sent_at: what the client's clock says now. A known id with the same body changes nothing. What
    comes after the attempt was graded is kept and does not count. Raises NotFound (the attempt, or
    a slot), TooManySteps, InvalidResponse, DifferentBody; `facts["client_uuid"]` says which.
    """
    if len(sent) > MOST_STEPS:
        raise TooManySteps
    head = own_attempt(session, viewer, attempt_id)
    lock_attempt(session, head.id)
    head, _ = renewed(session, head)
    end = end_of(steps_of(session, head.id))
    batch = _Batch(viewer, head, end, at - sent_at if sent_at else timedelta(0), at)
    given = [_canonical(session, head, each) for each in sent]
    for each, response in zip(sent, given, strict=True):
        _keep(session, batch, each, response)
    kept = _kept(session, [each.id for each in sent])
    steps = [
        _compared(batch, each, response, kept[each.id])
        for each, response in zip(sent, given, strict=True)
    ]
    return KeptSteps(head, _state(session, head, at), tuple(steps))


def _state(session: AnySession, head: AttemptHead, at: datetime) -> AttemptState:
    grade = grades_of(session, [head.id]).get(head.id)
    return attempt_state(
        steps_of(session, head.id),
        deadline_at=head.deadline_at,
        at=at,
        overdue=overdue_at(session, head),
        is_voided=grade is not None and grade.is_voided,
    )


def _canonical(session: AnySession, head: AttemptHead, sent: SentStep) -> Response:
    try:
        return canonical_answer(session, head, sent.slot, sent.response)
    except DomainError as refused:
        refused.facts["client_uuid"] = sent.id
        raise


def _keep(session: AnySession, batch: _Batch, sent: SentStep, response: Response) -> None:
    head = batch.head
    moment = dated(
        sent.answered_at, offset=batch.offset, started_at=head.started_at,
        deadline_at=head.deadline_at, at=batch.at,
    )  # fmt: skip
    row = fact_row(
        sent.id, occurred_at=moment, recorded_at=batch.recorded_at,
        recorded_by=batch.viewer.account_id,
    ) | {
        "source": "offline", "attempt_id": head.id, "slot": sent.slot, "kind": "answer",
        "answered_at": sent.answered_at, "sign_in_id": batch.viewer.sign_in_id,
    } | response_columns(sent.id, response)  # fmt: skip
    is_inserted_once(session, AttemptStep.__table__, row, "id")


def _kept(session: AnySession, ids: list[UUID]) -> dict[UUID, Row[Any]]:
    rows = session.connection().execute(KEPT.where(AttemptStep.id.in_(ids)))
    return {row.id: row for row in rows}


def _compared(batch: _Batch, sent: SentStep, response: Response, kept: Row[Any]) -> KeptStep:
    """The answer as it is kept. Raises DifferentBody when its id is another one's."""
    said = (kept.attempt_id, kept.slot, kept.kind, kept.answered_at, response_of(kept))
    if said != (batch.head.id, sent.slot, "answer", sent.answered_at, response):
        raise DifferentBody(client_uuid=sent.id)
    step = Step(kept.id, kept.occurred_at, kept.kind, kept.slot, recorded_at=kept.recorded_at)
    counts = is_counted(step, batch.end, batch.head.deadline_at)
    return KeptStep(sent.id, sent.slot, response, kept.occurred_at, kept.recorded_at, counts)
