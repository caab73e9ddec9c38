"""What a regrade would change, and the regrades that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select

from lms.accounts.rules import Viewer
from lms.assessment.models import (
    Attempt,
    AttemptGrade,
    Question,
    QuestionVersion,
    Regrade,
    RegradeAnswer,
    RegradeEntry,
)
from lms.assessment.queries.attempts import (
    HEAD,
    AttemptHead,
    Grade,
    answer_in,
    grades_of,
    head_of,
    question_of,
    questions_of,
    state_of,
)
from lms.assessment.queries.marking import marks_of
from lms.assessment.queries.voids import VOIDED
from lms.assessment.rules.attempts import GradedSlot
from lms.assessment.rules.marking import standing_marks
from lms.assessment.rules.questions import points_of
from lms.assessment.rules.regrading import Line, judged_anew, part_by
from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.sealed import ring

ASKERS = frozenset({"coordinator"})
ANSWERERS = frozenset({"coordinator", "approver"})
IS_CROSSING = RegradeEntry.was_passed != RegradeEntry.is_passed


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be graded anew: a question of an activity, by its newest version."""

    course_key: str
    activity: str
    question_key: str
    version_id: UUID


@dataclass(frozen=True, slots=True)
class RegradeRow:
    """A regrade that was asked for. crossing: how many attempts change across the pass mark."""

    id: UUID
    asked: Asked
    reason: str
    asked_by: UUID
    asked_at: datetime
    entries: int
    crossing: int
    answer: str | None

    @property
    def is_waiting(self) -> bool:
        """Whether a second person is awaited."""
        return self.crossing > 0 and self.answer is None


def newest_version(session: AnySession, course_key: str, question_key: str) -> UUID:
    """The newest version of a question. Raises NotFound."""
    found = session.scalar(
        select(QuestionVersion.id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.course_key == course_key, Question.key == question_key)
        .order_by(QuestionVersion.created_at.desc(), QuestionVersion.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def lines_of(
    session: AnySession,
    viewer: Viewer,
    asked: Asked,
    *,
    allows_lowering: bool,
) -> list[Line]:
    """What a regrade would change in the viewer's reach, by attempt.

    Never in their own work, nor in attempts that were voided.
    """
    reached = visible_enrolments(viewer, roles=ASKERS).where(
        Enrolment.course_key == asked.course_key, Enrolment.person_id != viewer.person_id
    )
    rows = session.execute(
        HEAD.add_columns(Enrolment.person_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(AttemptGrade, AttemptGrade.attempt_id == Attempt.id)
        .where(
            Attempt.enrolment_id.in_(reached), Attempt.activity == asked.activity,
            Attempt.kind.in_(("quiz", "test")), Attempt.id.not_in(VOIDED),
        )
        .order_by(Attempt.occurred_at, Attempt.id)
    ).all()  # fmt: skip
    heads = [(head_of(row), row.person_id) for row in rows]
    holding = [(head, who) for head, who in heads if _slot_of(head, asked)]
    grades = grades_of(session, [head.id for head, _ in holding]) if holding else {}
    found = [_line(session, head, who, grades[head.id], asked) for head, who in holding]
    return [_kept(line, allows_lowering) for line in found if line and line.is_changing]


def _slot_of(head: AttemptHead, asked: Asked) -> int | None:
    """Where the attempt asks the question in an older version."""
    places = enumerate(head.slots, start=1)
    return next((n for n, slot in places if slot.key == asked.question_key), None)


def _kept(line: Line, allows_lowering: bool) -> Line:
    is_lowering = line.was_passed and not line.judgement.is_passed
    return replace(line, is_kept=is_lowering and not allows_lowering)


def _line(
    session: AnySession,
    head: AttemptHead,
    person_id: UUID,
    grade: Grade,
    asked: Asked,
) -> Line | None:
    slot = _slot_of(head, asked)
    if slot is None:
        return None
    state = state_of(session, head, at=grade.closed_at)
    marks = standing_marks(marks_of(session, [head.id]).get(head.id, ()), state.answers)
    question = question_of(session, asked.version_id)
    part = part_by(question, answer_in(state, slot), marks.get(slot))
    if part is None:
        return None
    judgement, parts, points = judged_anew(
        graded_now(session, head, grade), slot=slot, part=part, points=points_of(question),
        pass_percent=pass_percent_of(session, head),
    )  # fmt: skip
    return Line(
        head.id, head.enrolment_id, person_id, slot, grade.score, grade.max_score,
        grade.is_passed, judgement, parts, points,
    )  # fmt: skip


def pass_percent_of(session: AnySession, head: AttemptHead) -> int:
    """What passes, in the course version that the attempt belongs to."""
    course = published_course(session, head.course_version_id)
    quiz = course.activity(head.unit_key, head.activity_key).quiz
    if quiz is None:
        raise NotFound
    return quiz.pass_percent


def graded_now(session: AnySession, head: AttemptHead, grade: Grade) -> list[GradedSlot]:
    """The slots of an attempt as they are graded now."""
    questions = questions_of(session, [slot.version_id for slot in head.slots])
    points = grade.points or tuple(points_of(question) for question in questions)
    return [
        GradedSlot(part, points[n], slot.is_absolute and head.kind == "test")
        for n, (slot, part) in enumerate(zip(head.slots, grade.grades, strict=True))
    ]


def regrades_of(session: AnySession, viewer: Viewer) -> list[RegradeRow]:
    """The regrades whose attempts are all in the viewer's reach, the newest first."""
    reached = visible_enrolments(viewer, roles=ANSWERERS)
    outside = (
        select(RegradeEntry.regrade_id)
        .join(Attempt, Attempt.id == RegradeEntry.attempt_id)
        .where(Attempt.enrolment_id.not_in(reached))
    )
    return _rows(session, Regrade.id.not_in(outside))


def regrade_in_reach(session: AnySession, viewer: Viewer, regrade_id: UUID) -> RegradeRow:
    """One of them. Raises NotFound."""
    found = [one for one in regrades_of(session, viewer) if one.id == regrade_id]
    if not found:
        raise NotFound
    return found[0]


def _rows(session: AnySession, condition: Any) -> list[RegradeRow]:
    rows: Iterable[Row[Any]] = session.execute(
        select(
            Regrade, Question.key, RegradeAnswer.answer,
            func.count(RegradeEntry.id).label("entries"),
            func.count(RegradeEntry.id).filter(IS_CROSSING).label("crossing"),
        )
        .join(QuestionVersion, QuestionVersion.id == Regrade.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(RegradeEntry, RegradeEntry.regrade_id == Regrade.id)
        .outerjoin(RegradeAnswer, RegradeAnswer.regrade_id == Regrade.id)
        .where(condition)
        .group_by(Regrade.id, Question.key, RegradeAnswer.answer)
        .order_by(Regrade.occurred_at.desc(), Regrade.id.desc())
    )  # fmt: skip
    return [_row(row) for row in rows]


def _row(row: Row[Any]) -> RegradeRow:
    kept: Regrade = row[0]
    reason = ring().open(kept.reason_sealed, table="regrade", column="reason_sealed", row=kept.id)
    if kept.recorded_by is None:
        raise NotFound
    return RegradeRow(
        id=kept.id,
        asked=Asked(kept.course_key, kept.activity, row.key, kept.version_id),
        reason=reason,
        asked_by=kept.recorded_by,
        asked_at=kept.occurred_at,
        entries=row.entries,
        crossing=row.crossing,
        answer=row.answer,
    )


def entries_of(session: AnySession, regrade_id: UUID) -> Sequence[RegradeEntry]:
    """The attempts of a regrade that change across the pass mark. One statement."""
    return session.scalars(
        select(RegradeEntry)
        .where(and_(RegradeEntry.regrade_id == regrade_id, IS_CROSSING))
        .order_by(RegradeEntry.attempt_id)
    ).all()
