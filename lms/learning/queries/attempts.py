"""Attempts that take answers now, as the pages around them tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, bindparam, case, cast, exists, func, or_, select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.assessment.queries.attempts import opened_response
from lms.assessment.queries.deadlines import DEADLINE
from lms.assessment.rules.attempts import AttemptState, Step, attempt_state
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession, UtcDateTime, Uuid16
from lms.core.errors import NotFound
from lms.learning.queries.places import ONE_PLACE, placed
from lms.learning.rules import OpenAttempt, Place

NOT_OVER = and_(
    ~exists().where(AttemptGrade.attempt_id == Attempt.id),
    or_(Attempt.deadline_at.is_(None), bindparam("at", type_=UtcDateTime) < DEADLINE),
)
# Few quizzes hold a text that asks nothing: only of those is it read what was drawn.
DRAWN_SILENT = case((cast(Attempt.drawn, Text).like('%"asked": false%'), Attempt.drawn)).label(
    "drawn"
)
WITH_STEPS = (
    Attempt.id.label("attempt_id"),
    Attempt.enrolment_id,
    Attempt.activity,
    func.json_array_length(Attempt.drawn).label("slots"),
    DRAWN_SILENT,
    DEADLINE.label("deadline_at"),
    AttemptStep.id.label("step_id"),
    AttemptStep.occurred_at,
    AttemptStep.kind,
    AttemptStep.slot,
    AttemptStep.response,
    AttemptStep.response_sealed,
)
ALL = (
    select(*WITH_STEPS)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .outerjoin(AttemptStep, AttemptStep.attempt_id == Attempt.id)
    .where(Enrolment.person_id == bindparam("person_id", type_=Uuid16), NOT_OVER)
    .order_by(Attempt.occurred_at, Attempt.id)
)
# A hot path: where a trainee stands and what is open there, in one statement.
ON_ONE_PLACE = (
    ONE_PLACE.add_columns(*WITH_STEPS)
    .outerjoin(Attempt, and_(Attempt.enrolment_id == Enrolment.id, NOT_OVER))
    .outerjoin(AttemptStep, AttemptStep.attempt_id == Attempt.id)
    .order_by(Attempt.occurred_at, Attempt.id)
)


def open_attempts(session: AnySession, viewer: Viewer, *, at: datetime) -> list[OpenAttempt]:
    """All of the viewer's attempts that take answers, the latest last. One statement."""
    rows = session.connection().execute(ALL, {"person_id": viewer.person_id, "at": at})
    return standing(rows, at=at)


def place_and_attempts(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, *, at: datetime
) -> tuple[Place, dict[str, OpenAttempt]]:
    """One of the viewer's own enrolments, and its attempts that take answers.

    These by the activity's address, the latest of each. Raises NotFound for anybody else's
    enrolment. One statement.
    """
    asked = {"person_id": viewer.person_id, "enrolment_id": enrolment_id, "at": at}
    rows = session.connection().execute(ON_ONE_PLACE, asked).all()
    if not rows:
        raise NotFound
    attempts = standing((row for row in rows if row.attempt_id), at=at)
    return placed(session, rows[0], at=at), {one.address: one for one in attempts}


def standing(rows: Iterable[Any], *, at: datetime) -> list[OpenAttempt]:
    """Which of these attempts take answers, and how far each has come; a row for each step."""
    first: dict[UUID, Any] = {}
    steps: dict[UUID, list[Step]] = {}
    for row in rows:
        first.setdefault(row.attempt_id, row)
        own = steps.setdefault(row.attempt_id, [])
        if row.step_id:
            answer = opened_response(row.step_id, row.response, row.response_sealed)
            own.append(Step(row.step_id, row.occurred_at, row.kind, row.slot, answer))
    states = (
        (row, attempt_state(steps[attempt_id], deadline_at=row.deadline_at, at=at))
        for attempt_id, row in first.items()
    )
    return [open_attempt(row, state) for row, state in states if state.is_open]


def open_attempt(row: Any, state: AttemptState) -> OpenAttempt:
    """Where an open attempt stands, in short."""
    kept = [*state.answers.values(), *state.choices]
    silent = {n for n, slot in enumerate(row.drawn or (), start=1) if not slot.get("asked", True)}
    answered = {slot for slot, step in state.answers.items() if step.response}
    settled = answered | silent
    return OpenAttempt(
        id=row.attempt_id,
        enrolment_id=row.enrolment_id,
        address=row.activity,
        slot=next((n for n in range(1, row.slots + 1) if n not in settled), row.slots),
        slots=row.slots,
        answered=len(answered),
        saved_at=max((step.occurred_at for step in kept), default=None),
        silent=len(silent),
    )
