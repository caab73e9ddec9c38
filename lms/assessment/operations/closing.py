"""Handing in: the closing step, the grade, and the outcome it leads to, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.assessment.operations.facts import fact_row
from lms.assessment.queries.attempts import (
    HEAD,
    AttemptHead,
    answer_in,
    head_of,
    lock_attempt,
    own_attempt,
    questions_of,
    steps_of,
)
from lms.assessment.queries.marking import IS_HANDED_IN
from lms.assessment.rules.attempts import (
    CLOSING,
    GradedSlot,
    Judgement,
    Step,
    attempt_state,
    closing_moment,
    judge,
)
from lms.assessment.rules.grading import grade
from lms.assessment.rules.questions import points_of
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity
from lms.core.db import AnySession, is_inserted_once
from lms.core.ids import new_id
from lms.progress.operations import lock_progress, record_outcome

ClosingKind = Literal["submit", "close"]

ALL_RIGHT_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Closing:
    """How an attempt ends. moment: the instant that counts; at: the one it is recorded at.

    known_at: when its last mark was given, where that made the grade known later.
    """

    kind: ClosingKind
    moment: datetime
    at: datetime
    account_id: UUID | None
    known_at: datetime | None = None


def submit_attempt(
    session: AnySession, *, viewer: Viewer, attempt_id: UUID, at: datetime
) -> AttemptHead:
    """Hand in the viewer's own attempt; handing in again changes nothing. Raises NotFound."""
    head = own_attempt(session, viewer, attempt_id)
    lock_progress(session, head.enrolment_id)
    close(session, head, at=at, account_id=viewer.account_id, kind="submit")
    return head


def close(
    session: AnySession,
    head: AttemptHead,
    *,
    at: datetime,
    account_id: UUID | None,
    kind: ClosingKind,
) -> None:
    """Close and grade an attempt once; past its deadline it is closed at the deadline."""
    lock_attempt(session, head.id)
    is_graded = select(AttemptGrade.id).where(AttemptGrade.attempt_id == head.id)
    if session.scalar(is_graded) is not None:
        return
    steps = steps_of(session, head.id)
    moment = closing_moment(steps, deadline_at=head.deadline_at, at=at)
    closing = Closing(kind, moment, at, account_id)
    if not any(step.kind in CLOSING for step in steps):
        add_closing_step(session, head.id, closing)
    slots = graded_slots(session, head, steps, at=moment)
    if all(slot.part is not None for slot in slots):
        store_slots(session, head, slots, closing=closing)


def store_slots(
    session: AnySession, head: AttemptHead, slots: Sequence[GradedSlot], *, closing: Closing
) -> None:
    """Append the grade that marked slots amount to."""
    course = published_course(session, head.course_version_id)
    activity = course.activity(head.unit_key, head.activity_key)
    parts = [slot.part or Fraction(0) for slot in slots]
    judgement = judge(slots, pass_percent=pass_percent_of(head, activity))
    store_grade(session, head, activity, parts, judgement, closing=closing)


def add_closing_step(session: AnySession, attempt_id: UUID, closing: Closing) -> None:
    """Append the step that closes an attempt."""
    session.add(
        AttemptStep(
            id=new_id(closing.at),
            occurred_at=closing.moment,
            recorded_at=closing.at,
            recorded_by=closing.account_id,
            attempt_id=attempt_id,
            kind=closing.kind,
        )
    )
    session.flush()


def graded_slots(
    session: AnySession, head: AttemptHead, steps: list[Step], *, at: datetime
) -> list[GradedSlot]:
    """What each slot's answer earns; nothing yet where a trainer must mark it."""
    state = attempt_state(steps, deadline_at=head.deadline_at, at=at)
    questions = questions_of(session, [slot.version_id for slot in head.slots])
    return [
        GradedSlot(
            part=grade(question, answer_in(state, n)),
            points=points_of(question),
            is_absolute=slot.is_absolute and head.kind == "test",
        )
        for n, (slot, question) in enumerate(zip(head.slots, questions, strict=True), start=1)
    ]


def pass_percent_of(head: AttemptHead, activity: PublishedActivity) -> int:
    """What passes. A remedial set asks for all of it."""
    if head.kind == "remedial" or activity.quiz is None:
        return ALL_RIGHT_PERCENT
    return activity.quiz.pass_percent


def store_grade(
    session: AnySession,
    head: AttemptHead,
    activity: PublishedActivity,
    parts: list[Fraction],
    judgement: Judgement,
    *,
    closing: Closing,
) -> None:
    """Append the grade, and the outcome of it; a remedial set has none."""
    row = fact_row(
        new_id(closing.at), occurred_at=closing.moment, recorded_at=closing.at,
        recorded_by=closing.account_id,
    ) | {
        "attempt_id": head.id,
        "score": str(judgement.score),
        "max_score": judgement.max_score,
        "is_passed": judgement.is_passed,
        "is_absolute_missed": judgement.is_absolute_missed,
        "grades": [str(part) for part in parts],
    }  # fmt: skip
    is_new = is_inserted_once(session, AttemptGrade.__table__, row, "attempt_id")
    if is_new and head.kind != "remedial":
        record_grade(session, head, activity, judgement, closing=closing, grade_id=row["id"])


def record_grade(
    session: AnySession,
    head: AttemptHead,
    activity: PublishedActivity,
    judgement: Judgement,
    *,
    closing: Closing,
    grade_id: UUID,
) -> None:
    """Record the outcome that a grade is."""
    most = judgement.max_score
    record_outcome(
        session,
        enrolment_id=head.enrolment_id,
        requirement_key=activity.requirement_key,
        outcome="met" if judgement.is_passed else "not_met",
        score=float(judgement.score / most) if most else 0.0,
        occurred_at=closing.known_at or closing.moment,
        fact_id=grade_id,
        recorded_by=closing.account_id,
        recorded_at=closing.at,
    )


def close_due(session: AnySession, *, at: datetime) -> int:
    """Close every attempt whose deadline has passed, dated at the deadline; how many.

    What was handed in and waits for a mark is closed already.
    """
    due = HEAD.outerjoin(AttemptGrade, AttemptGrade.attempt_id == Attempt.id).where(
        Attempt.deadline_at <= at, AttemptGrade.id.is_(None), ~IS_HANDED_IN
    )
    heads = [head_of(row) for row in session.execute(due)]
    for head in heads:
        lock_progress(session, head.enrolment_id)
        close(session, head, at=at, account_id=None, kind="close")
    return len(heads)
