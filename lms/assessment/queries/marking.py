"""What trainers have marked, and what waits for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptGrade, AttemptMark, AttemptStep
from lms.assessment.queries.attempts import (
    HEAD,
    STEPS,
    AttemptHead,
    answer_in,
    attempt_in,
    head_of,
    pool_of,
    questions_of,
    step_of,
)
from lms.assessment.rules.attempts import CLOSING, Step, attempt_state
from lms.assessment.rules.marking import AlreadyGraded, Mark, standing_marks
from lms.assessment.rules.questions import MarkedQuestion
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import enrolment_of, visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import Forbidden
from lms.core.sealed import ring

MARKERS = frozenset({"trainer", "coordinator"})
IS_HANDED_IN = exists().where(
    AttemptStep.attempt_id == Attempt.id, AttemptStep.kind.in_(sorted(CLOSING))
)
MARKS = select(
    AttemptMark.id,
    AttemptMark.occurred_at,
    AttemptMark.recorded_by,
    AttemptMark.attempt_id,
    AttemptMark.slot,
    AttemptMark.answer_id,
    AttemptMark.levels,
    AttemptMark.part,
    AttemptMark.remark_sealed,
)
HANDED_IN = (
    HEAD.add_columns(Enrolment.person_id, Enrolment.cohort_id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .outerjoin(AttemptGrade, AttemptGrade.attempt_id == Attempt.id)
    .where(AttemptGrade.id.is_(None), Attempt.kind != "scenario", IS_HANDED_IN)
    .order_by(Attempt.occurred_at, Attempt.id)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One answer that waits for a mark, or has one while its attempt waits for others."""

    head: AttemptHead
    position: int
    person_id: UUID
    cohort_id: UUID
    handed_in_at: datetime
    mark: Mark | None

    @property
    def question_key(self) -> str:
        """The question, the same through all its versions."""
        return self.head.slots[self.position - 1].key


def marks_of(session: AnySession, attempt_ids: Sequence[UUID]) -> dict[UUID, list[Mark]]:
    """Every mark of these attempts, by attempt. One statement. Raises CannotOpen."""
    found: dict[UUID, list[Mark]] = defaultdict(list)
    for row in session.execute(MARKS.where(AttemptMark.attempt_id.in_(attempt_ids))):
        found[row.attempt_id].append(_mark_of(row))
    return found


def _mark_of(row: Row[Any]) -> Mark:
    remark = row.remark_sealed and ring().open(
        row.remark_sealed, table="attempt_mark", column="remark_sealed", row=row.id
    )
    return Mark(
        id=row.id,
        occurred_at=row.occurred_at,
        slot=row.slot,
        answer_id=row.answer_id,
        levels=row.levels,
        part=Fraction(row.part),
        remark=remark or "",
        marked_by=row.recorded_by,
    )


def handed_in_among(session: AnySession, attempt_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these attempts that a step has closed. One statement."""
    closed = select(AttemptStep.attempt_id).where(
        AttemptStep.attempt_id.in_(attempt_ids), AttemptStep.kind.in_(sorted(CLOSING))
    )
    return set(session.scalars(closed))


def is_marked_by_hand(session: AnySession, course_version_id: UUID, activity: str) -> bool:
    """Whether an activity may ask what a trainer marks; kept in the process once it was read."""
    pool = pool_of(session, course_version_id, activity)
    questions = questions_of(session, [each.version_id for each in pool])
    return any(isinstance(question, MarkedQuestion) for question in questions)


def waiting_for_marks(session: AnySession, viewer: Viewer) -> list[Waiting]:
    """The answers in the viewer's reach whose attempts wait for marks, the longest waiting first.

    Those marked already are among them until the attempt's last one is. Never the viewer's own.
    Three statements; one where nothing waits.
    """
    reached = visible_enrolments(viewer, roles=MARKERS)
    rows = session.execute(
        HANDED_IN.where(Attempt.enrolment_id.in_(reached), Enrolment.person_id != viewer.person_id)
    ).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    steps, marks = _steps_by_attempt(session, ids), marks_of(session, ids)
    waiting = [one for row in rows for one in _waiting_in(session, row, steps, marks)]
    return sorted(waiting, key=lambda one: (one.handed_in_at, one.head.id, one.position))


def _steps_by_attempt(session: AnySession, ids: Sequence[UUID]) -> dict[UUID, list[Step]]:
    found: dict[UUID, list[Step]] = defaultdict(list)
    asked = STEPS.add_columns(AttemptStep.attempt_id).where(AttemptStep.attempt_id.in_(ids))
    for row in session.execute(asked):
        found[row.attempt_id].append(step_of(row))
    return found


def _waiting_in(
    session: AnySession,
    row: Row[Any],
    steps: dict[UUID, list[Step]],
    marks: dict[UUID, list[Mark]],
) -> list[Waiting]:
    head = head_of(row)
    questions = questions_of(session, [slot.version_id for slot in head.slots])
    state = attempt_state(steps[head.id], deadline_at=head.deadline_at, at=head.started_at)
    standing = standing_marks(marks.get(head.id, ()), state.answers)
    return [
        Waiting(
            head, position, row.person_id, row.cohort_id, state.closed_at or head.started_at,
            standing.get(position),
        )
        for position, question in enumerate(questions, start=1)
        if isinstance(question, MarkedQuestion) and answer_in(state, position)
    ]  # fmt: skip


def attempt_to_mark(session: AnySession, viewer: Viewer, attempt_id: UUID) -> AttemptHead:
    """An attempt that the viewer may mark. Raises NotFound, Forbidden (one's own)."""
    head = attempt_in(session, attempt_id, visible_enrolments(viewer, roles=MARKERS))
    enrolment = enrolment_of(session, viewer, head.enrolment_id, roles=MARKERS)
    if enrolment.person_id == viewer.person_id:
        raise Forbidden
    return head


def refuse_graded(session: AnySession, head: AttemptHead) -> None:
    """Raises AlreadyGraded when the attempt has its result."""
    known = select(AttemptGrade.id).where(AttemptGrade.attempt_id == head.id)
    if session.scalar(known) is not None:
        raise AlreadyGraded
