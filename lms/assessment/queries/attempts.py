"""Attempts as they are kept: whose they are, their steps, and the questions they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptStep, QuestionVersion, QuizQuestion
from lms.assessment.queries.grades import Grade as Grade  # what an attempt earned is found with it
from lms.assessment.queries.grades import grades_of as grades_of
from lms.assessment.rules.attempts import AttemptKind, AttemptState, Step, attempt_state
from lms.assessment.rules.drawing import Arrangement
from lms.assessment.rules.questions import Question
from lms.assessment.rules.reading import read_question
from lms.assessment.rules.responses import Response
from lms.cohorts.models import Enrolment
from lms.core.cache import Cache
from lms.core.db import AnySession, Uuid16
from lms.core.errors import NotFound
from lms.core.sealed import ring

MOST_POOLS = 512
MOST_QUESTIONS = 4096  # about 4 kB each
AS_JSON = "\0"  # before sealed gaps: nobody may type it


@dataclass(frozen=True, slots=True)
class Slot:
    """One drawn question of an attempt, and the order its lines stand in."""

    version_id: UUID
    key: str
    unit_key: str
    is_absolute: bool
    arrangement: Arrangement

    def as_json(self) -> dict[str, Any]:
        """The form that an attempt stores."""
        return {
            "version": self.version_id.hex,
            "key": self.key,
            "unit": self.unit_key,
            "absolute": self.is_absolute,
            "order": self.arrangement.as_json(),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Slot:
        """The slot that an attempt stored."""
        return cls(
            UUID(hex=stored["version"]),
            stored["key"],
            stored["unit"],
            stored["absolute"],
            Arrangement.from_json(stored["order"]),
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


@dataclass(frozen=True, slots=True)
class Pooled:
    """A question version that an activity may draw."""

    version_id: UUID
    key: str
    unit_key: str
    is_absolute: bool


_pools: Cache[tuple[Pooled, ...]] = Cache(MOST_POOLS)
_questions: Cache[Question] = Cache(MOST_QUESTIONS)

HEAD = select(
    Attempt.id,
    Attempt.enrolment_id,
    Attempt.course_version_id,
    Attempt.activity,
    Attempt.kind,
    Attempt.number,
    Attempt.drawn,
    Attempt.occurred_at,
    Attempt.deadline_at,
)
OWN = HEAD.join(Enrolment, Enrolment.id == Attempt.enrolment_id).where(
    Attempt.id == bindparam("attempt_id", type_=Uuid16),
    Enrolment.person_id == bindparam("person_id", type_=Uuid16),
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
    return Step(row.id, row.occurred_at, row.kind, row.slot, response_of(row))


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
    """Where the attempt stands at an instant. One statement."""
    return attempt_state(steps_of(session, head.id), deadline_at=head.deadline_at, at=at)


def pool_of(session: AnySession, course_version_id: UUID, activity: str) -> tuple[Pooled, ...]:
    """What an activity of a course version may draw, in the package's order."""
    key = (course_version_id, activity)
    return _pools.get(key, lambda: _read_pool(session, *key))


def _read_pool(session: AnySession, course_version_id: UUID, activity: str) -> tuple[Pooled, ...]:
    rows = session.execute(
        select(
            QuizQuestion.question_version_id,
            QuizQuestion.key,
            QuizQuestion.unit_key,
            QuizQuestion.is_absolute,
        )
        .where(
            QuizQuestion.course_version_id == course_version_id, QuizQuestion.activity == activity
        )
        .order_by(QuizQuestion.position)
    )
    return tuple(Pooled(*row) for row in rows)


def question_of(session: AnySession, version_id: UUID) -> Question:
    """A question version, kept in the process once it was read: it never changes."""
    return questions_of(session, [version_id])[0]


def questions_of(session: AnySession, version_ids: list[UUID]) -> list[Question]:
    """These question versions in the order asked for; at most one statement."""
    return _questions.get_all(version_ids, lambda missing: _read_questions(session, missing))


def _read_questions(session: AnySession, version_ids: list[UUID]) -> dict[UUID, Question]:
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.type, QuestionVersion.body).where(
            QuestionVersion.id.in_(version_ids)
        )
    )
    return {row.id: read_question(row.type, row.body) for row in rows}


def answer_in(state: AttemptState, slot: int) -> Response:
    """The answer that counts for a slot; an empty list when there is none."""
    step = state.answers.get(slot)
    return step.response if step is not None and step.response is not None else []
