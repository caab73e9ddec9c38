"""Where somebody stands at a quiz: attempts used and left, the best, what may start when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.assessment.models import AttemptGrant, ExtraTime
from lms.assessment.queries.attempts import AttemptHead, Grade, grades_of, heads_of
from lms.assessment.queries.marking import handed_in_among
from lms.assessment.rules.attempts import Past, attempts_left, is_remedial_due, next_start_at
from lms.assessment.rules.grades import Points, shown_grade
from lms.assessment.rules.timing import Extra
from lms.catalog.quizzes import GradeMethod
from lms.catalog.rules import PublishedActivity
from lms.core.db import AnySession


@dataclass(frozen=True, slots=True)
class Overview:
    """left: None without a limit. next_at: when the next may start, when it is later than now.

    extras: what gives the person more time here. marking: an attempt that was handed in and waits
    for a trainer's mark.
    """

    past: tuple[tuple[AttemptHead, Grade], ...]
    open: AttemptHead | None
    used: int
    left: int | None
    next_at: datetime | None
    is_remedial_due: bool
    extras: tuple[Extra, ...] = ()
    marking: AttemptHead | None = None

    @property
    def counted(self) -> tuple[Grade, ...]:
        """The grades of the quiz or test itself that nobody voided, the oldest first."""
        own = (grade for head, grade in self.past if head.kind != "remedial")
        return tuple(grade for grade in own if not grade.is_voided)

    @property
    def best(self) -> Grade | None:
        """The best grade of the quiz or test itself."""
        graded = self.counted
        return max(graded, key=lambda grade: (grade.is_passed, grade.score), default=None)

    def shown(self, method: GradeMethod) -> Points | None:
        """The grade to show: of the attempts that were handed in, and that nobody voided."""
        graded = (grade for grade in self.counted if not grade.is_abandoned)
        return shown_grade(method, [Points(each.score, each.max_score) for each in graded])

    @property
    def is_passed(self) -> bool:
        """Whether one attempt passed."""
        return self.best is not None and self.best.is_passed

    @property
    def may_start(self) -> bool:
        """Whether an attempt of its own kind may start now."""
        is_free = self.marking is None and not self.is_remedial_due
        return is_free and self.next_at is None and self.left != 0


def overview(
    session: AnySession, enrolment_id: UUID, activity: PublishedActivity, *, at: datetime
) -> Overview:
    """Where an enrolment stands at one quiz, test or scenario. Four statements at most.

    The open attempt is one that no step has closed, past its deadline or not.
    """
    heads = heads_of(session, enrolment_id, activity.address)
    grades = grades_of(session, [head.id for head in heads]) if heads else {}
    closed = [(head, grades[head.id]) for head in heads if head.id in grades]
    own = [(head, grade) for head, grade in closed if head.kind != "remedial"]
    counted = [grade.closed_at for _, grade in own if not grade.is_restored]
    next_at = next_start_at(counted, activity.quiz) if activity.quiz else None
    restored = len(own) - len(counted)
    used = sum(head.kind != "remedial" for head in heads) - restored
    ungraded = [head for head in heads if head.id not in grades]
    handed_in = handed_in_among(session, [head.id for head in ungraded]) if ungraded else set()
    return Overview(
        past=tuple(closed),
        open=next((head for head in ungraded if head.id not in handed_in), None),
        used=used,
        left=_left(session, enrolment_id, activity, used),
        next_at=next_at if next_at and next_at > at else None,
        is_remedial_due=is_remedial_due(
            Past(head.kind, grade.closed_at, grade.is_passed, grade.is_absolute_missed)
            for head, grade in closed
            if not grade.is_voided
        ),
        extras=_extras(session, enrolment_id, activity),
        marking=next((head for head in ungraded if head.id in handed_in), None),
    )


def _extras(
    session: AnySession, enrolment_id: UUID, activity: PublishedActivity
) -> tuple[Extra, ...]:
    """The extra time that holds for a timed activity."""
    if activity.quiz is None or activity.quiz.time_limit_minutes is None:
        return ()
    rows = session.execute(
        select(ExtraTime.percent, ExtraTime.minutes)
        .where(
            ExtraTime.enrolment_id == enrolment_id,
            or_(ExtraTime.activity.is_(None), ExtraTime.activity == activity.address),
        )
        .order_by(ExtraTime.occurred_at, ExtraTime.id)
    )
    return tuple(Extra(row.percent, row.minutes) for row in rows)


def _left(
    session: AnySession, enrolment_id: UUID, activity: PublishedActivity, used: int
) -> int | None:
    if activity.quiz is None or activity.quiz.max_attempts == 0:
        return None
    granted = session.scalar(
        select(func.count()).where(
            AttemptGrant.enrolment_id == enrolment_id, AttemptGrant.activity == activity.address
        )
    )
    return attempts_left(max_attempts=activity.quiz.max_attempts, granted=granted or 0, used=used)


def open_attempts(session: AnySession, enrolment_id: UUID) -> list[AttemptHead]:
    """The attempts that nothing has closed yet, the newest first. Two statements."""
    heads = heads_of(session, enrolment_id)
    closed = handed_in_among(session, [head.id for head in heads]) if heads else set()
    return [head for head in reversed(heads) if head.id not in closed]
