"""Where somebody stands at a quiz: attempts used and left, the best, what may start when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.assessment.models import AttemptGrant
from lms.assessment.queries.attempts import AttemptHead, Grade, grades_of, heads_of
from lms.assessment.queries.marking import handed_in_among
from lms.assessment.rules.attempts import Past, attempts_left, is_remedial_due, next_start_at
from lms.catalog.rules import PublishedActivity
from lms.core.db import AnySession


@dataclass(frozen=True, slots=True)
class Overview:
    """left: None without a limit. next_at: when the next may start, when it is later than now.

    marking: an attempt that was handed in and waits for a trainer's mark.
    """

    past: tuple[tuple[AttemptHead, Grade], ...]
    open: AttemptHead | None
    used: int
    left: int | None
    next_at: datetime | None
    is_remedial_due: bool
    marking: AttemptHead | None = None

    @property
    def best(self) -> Grade | None:
        """The best grade of the quiz or test itself."""
        graded = [grade for head, grade in self.past if head.kind != "remedial"]
        return max(graded, key=lambda grade: (grade.is_passed, grade.score), default=None)

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
    counted = [grade.closed_at for head, grade in closed if head.kind != "remedial"]
    next_at = next_start_at(counted, activity.quiz) if activity.quiz else None
    used = sum(head.kind != "remedial" for head in heads)
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
        ),
        marking=next((head for head in ungraded if head.id in handed_in), None),
    )


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
