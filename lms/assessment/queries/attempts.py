"""Attempts as they are kept: whose they are, their steps, and the questions they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.assessment.queries.bank import pool_of as pool_of
from lms.assessment.queries.bank import question_of as question_of
from lms.assessment.queries.bank import questions_of as questions_of
from lms.assessment.queries.deadlines import DEADLINE
from lms.assessment.queries.grades import Grade as Grade  # what an attempt earned is found with it
from lms.assessment.queries.grades import grades_of as grades_of
from lms.assessment.rules.attempts import AttemptKind, AttemptState, Step, attempt_state
from lms.assessment.rules.drawing import Arrangement
from lms.assessment.rules.responses import Response
from lms.assessment.rules.timing import AUTO_SUBMIT, Overdue, overdue_of
from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession, Uuid16
from lms.core.errors import NotFound
from lms.core.sealed import ring

AS_JSON = "\0"  # before sealed gaps: nobody may type it


@dataclass(frozen=True, slots=True)
class Slot:
    """One drawn question of an attempt, and the order its lines stand in.

    is_asked: whether there is anything to answer; a text to read asks nothing.
    """

    version_id: UUID
    key: str
    unit_key: str
    is_absolute: bool
    arrangement: Arrangement
    is_asked: bool = True

    def as_json(self) -> dict[str, Any]:
        """The form that an attempt stores."""
        return {
            "version": self.version_id.hex,
            "key": self.key,
            "unit": self.unit_key,
            "absolute": self.is_absolute,
            "order": self.arrangement.as_json(),
        } | ({} if self.is_asked else {"asked": False})

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Slot:
        """The slot that an attempt stored."""
        return cls(
            UUID(hex=stored["version"]),
            stored["key"],
            stored["unit"],
            stored["absolute"],
            Arrangement.from_json(stored["order"]),
            stored.get("asked", True),
        )


@dataclass(frozen=True, slots=True)
class AttemptHead:
    """An attempt without its steps."""

    id: UUID
    enrolment_id: UUID
    course_version_id: UUID
    activity: str
    kind: AttemptKind
    number: int
    slots: tuple[Slot, ...]
    started_at: datetime
    deadline_at: datetime | None

    @property
    def unit_key(self) -> str:
        """The unit part of the activity's address; `course` for the course test."""
        return self.activity.split("/")[0]

    @property
    def activity_key(self) -> str:
        """The activity part of the address."""
        return self.activity.split("/")[1]


HEAD = select(
    Attempt.id,
    Attempt.enrolment_id,
    Attempt.course_version_id,
    Attempt.activity,
    Attempt.kind,
    Attempt.number,
    Attempt.drawn,
    Attempt.occurred_at,
    DEADLINE.label("deadline_at"),
)
OWN = HEAD.join(Enrolment, Enrolment.id == Attempt.enrolment_id).where(
    Attempt.id == bindparam("attempt_id", type_=Uuid16),
    Enrolment.person_id == bindparam("person_id", type_=Uuid16),
)
CLOSES = (
    select(DEADLINE.label("deadline_at"), AttemptGrade.id.label("grade_id"))
    .select_from(Attempt)
    .outerjoin(AttemptGrade, AttemptGrade.attempt_id == Attempt.id)
    .where(Attempt.id == bindparam("attempt_id", type_=Uuid16))
)
LOCK = (
    select(Attempt.id).where(Attempt.id == bindparam("attempt_id", type_=Uuid16)).with_for_update()
)
STEPS = select(
    AttemptStep.id,
    AttemptStep.occurred_at,
    AttemptStep.kind,
    AttemptStep.slot,
    AttemptStep.response,
    AttemptStep.response_sealed,
    AttemptStep.recorded_at,
    AttemptStep.sign_in_id,
)
STEPS_OF = STEPS.where(AttemptStep.attempt_id == bindparam("attempt_id", type_=Uuid16))


def head_of(row: Row[Any]) -> AttemptHead:
    """A row of HEAD as plain values."""
    return AttemptHead(
        id=row.id,
        enrolment_id=row.enrolment_id,
        course_version_id=row.course_version_id,
        activity=row.activity,
        kind=row.kind,
        number=row.number,
        slots=tuple(map(Slot.from_json, row.drawn)),
        started_at=row.occurred_at,
        deadline_at=row.deadline_at,
    )


def own_attempt(session: AnySession, viewer: Viewer, attempt_id: UUID) -> AttemptHead:
    """One of the viewer's own attempts. Raises NotFound for anybody else's. One statement."""
    values = {"attempt_id": attempt_id, "person_id": viewer.person_id}
    row = session.connection().execute(OWN, values).first()
    if row is None:
        raise NotFound
    return head_of(row)


def lock_attempt(session: AnySession, attempt_id: UUID) -> None:
    """Hold an attempt until the commit: answers and its closing take turns.

    Without it PostgreSQL may keep an answer that the grade, reckoned beside it, has not seen.
    SQLite has one writer anyway and ignores it.
    """
    session.connection().execute(LOCK, {"attempt_id": attempt_id})


def renewed(session: AnySession, head: AttemptHead) -> tuple[AttemptHead, bool]:
    """An attempt that is held, with its deadline of this moment; whether it is graded.

    Extra time may have come between its first reading and its lock. One statement.
    """
    row = session.connection().execute(CLOSES, {"attempt_id": head.id}).one()
    return replace(head, deadline_at=row.deadline_at), row.grade_id is not None


def attempt_in(session: AnySession, attempt_id: UUID, enrolments: Select[UUID]) -> AttemptHead:
    """One attempt of these enrolments, which the caller knows to be in the viewer's reach."""
    row = session.execute(
        HEAD.where(Attempt.id == attempt_id, Attempt.enrolment_id.in_(enrolments))
    ).first()
    if row is None:
        raise NotFound
    return head_of(row)


def heads_of(
    session: AnySession, enrolment_id: UUID, activity: str | None = None
) -> list[AttemptHead]:
    """The attempts of an enrolment (at one activity), the oldest first."""
    statement = HEAD.where(Attempt.enrolment_id == enrolment_id)
    if activity is not None:
        statement = statement.where(Attempt.activity == activity)
    rows = session.execute(statement.order_by(Attempt.occurred_at, Attempt.id))
    return [head_of(row) for row in rows]


def steps_of(session: AnySession, attempt_id: UUID) -> list[Step]:
    """Every step of an attempt. One statement."""
    rows = session.connection().execute(STEPS_OF, {"attempt_id": attempt_id})
    return [step_of(row) for row in rows]


def step_of(row: Row[Any]) -> Step:
    """A row of STEPS as plain values, what was typed opened. Raises CannotOpen."""
    return Step(
        row.id, row.occurred_at, row.kind, row.slot, response_of(row), row.recorded_at,
        row.sign_in_id,
    )  # fmt: skip


def response_of(row: Row[Any]) -> Any:
    """The answer in a row with a step's id, response and response_sealed. Raises CannotOpen."""
    return opened_response(row.id, row.response, row.response_sealed)


def opened_response(step_id: UUID, response: Any, sealed: bytes | None) -> Any:
    """The answer of a step, from wherever it is kept. Raises CannotOpen."""
    if sealed is None:
        return response
    kept = ring().open(sealed, table="attempt_step", column="response_sealed", row=step_id)
    return json.loads(kept[1:]) if kept.startswith(AS_JSON) else kept


def state_of(session: AnySession, head: AttemptHead, *, at: datetime) -> AttemptState:
    """Where the attempt stands at an instant by its own steps. One statement."""
    steps, overdue = steps_of(session, head.id), overdue_at(session, head)
    return attempt_state(steps, deadline_at=head.deadline_at, at=at, overdue=overdue)


def overdue_at(session: AnySession, head: AttemptHead) -> Overdue:
    """What becomes of the attempt when its time is over, as its course version says."""
    if head.deadline_at is None:
        return AUTO_SUBMIT
    course = published_course(session, head.course_version_id)
    return overdue_of(course.activity(head.unit_key, head.activity_key).quiz)


def answer_in(state: AttemptState, slot: int) -> Response:
    """The answer that counts for a slot; an empty list when there is none."""
    step = state.answers.get(slot)
    return step.response if step is not None and step.response is not None else []
