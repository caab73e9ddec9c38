"""Attempts that take answers now, as the pages around them tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_, select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.assessment.rules.attempts import AttemptState, Step, attempt_state
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession, UtcDateTime, Uuid16
from lms.learning.rules import OpenAttempt

OPEN = (
    select(Attempt.id, Attempt.enrolment_id, Attempt.activity, Attempt.drawn, Attempt.deadline_at)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .outerjoin(AttemptGrade, AttemptGrade.attempt_id == Attempt.id)
    .where(
        Enrolment.person_id == bindparam("person_id", type_=Uuid16),
        AttemptGrade.id.is_(None),
        or_(
            Attempt.deadline_at.is_(None), Attempt.deadline_at > bindparam("at", type_=UtcDateTime)
        ),
    )
    .order_by(Attempt.occurred_at, Attempt.id)
)
OPEN_ON = OPEN.where(Attempt.enrolment_id == bindparam("enrolment_id", type_=Uuid16))
STEPS = select(
    AttemptStep.attempt_id,
    AttemptStep.id,
    AttemptStep.occurred_at,
    AttemptStep.kind,
    AttemptStep.slot,
    AttemptStep.response,
).where(AttemptStep.attempt_id.in_(bindparam("attempt_ids", type_=Uuid16, expanding=True)))


def open_attempts(session: AnySession, viewer: Viewer, *, at: datetime) -> list[OpenAttempt]:
    """All of the viewer's attempts that take answers. Two statements; one when there are none."""
    rows = session.connection().execute(OPEN, {"person_id": viewer.person_id, "at": at})
    return standing(session, rows.all(), at=at)


def open_attempts_on(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, *, at: datetime
) -> dict[str, OpenAttempt]:
    """The same on one enrolment, by the activity's address; the latest of each."""
    asked = {"person_id": viewer.person_id, "enrolment_id": enrolment_id, "at": at}
    rows = session.connection().execute(OPEN_ON, asked)
    return {one.address: one for one in standing(session, rows.all(), at=at)}


def standing(session: AnySession, rows: Sequence[Row[Any]], *, at: datetime) -> list[OpenAttempt]:
    """Which of these rows of OPEN take answers, and how far each has come."""
    if not rows:
        return []
    steps: dict[UUID, list[Step]] = {row.id: [] for row in rows}
    for attempt_id, *step in session.connection().execute(STEPS, {"attempt_ids": list(steps)}):
        steps[attempt_id].append(Step(*step))
    states = (
        (row, attempt_state(steps[row.id], deadline_at=row.deadline_at, at=at)) for row in rows
    )
    return [open_attempt(row, state) for row, state in states if state.is_open]


def open_attempt(row: Row[Any], state: AttemptState) -> OpenAttempt:
    """Where an open attempt stands, in short."""
    slots = len(row.drawn)
    kept = [*state.answers.values(), *state.choices]
    return OpenAttempt(
        id=row.id,
        enrolment_id=row.enrolment_id,
        address=row.activity,
        slot=next((n for n in range(1, slots + 1) if n not in state.answers), slots),
        slots=slots,
        answered=len(state.answers),
        saved_at=max((step.occurred_at for step in kept), default=None),
    )
