"""Handing in: the closing step, the grade, and the outcome it leads to, in one transaction."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.assessment.queries.attempts import (
    HEAD,
    AttemptHead,
    answer_in,
    head_of,
    lock_attempt,
    own_attempt,
    questions_of,
    state_of,
)
from lms.assessment.rules.attempts import Judgement, judge
from lms.assessment.rules.grading import grade
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity
from lms.core.db import AnySession, is_inserted_once
from lms.core.ids import new_id
from lms.progress.operations import lock_progress, record_outcome

ALL_RIGHT_PERCENT = 100


def submit_attempt(
    session: AnySession, *, viewer: Viewer, attempt_id: UUID, at: datetime
) -> AttemptHead:
    """Hand in the viewer's own attempt; handing in again changes nothing. Raises NotFound."""
    head = own_attempt(session, viewer, attempt_id)
    lock_progress(session, head.enrolment_id)
    close(session, head, at=at, account_id=viewer.account_id, kind="submit")
    return head


def close(
    session: AnySession, head: AttemptHead, *, at: datetime, account_id: UUID | None, kind: str
) -> None:
    """Close and grade an attempt once; past its deadline it is closed at the deadline."""
    lock_attempt(session, head.id)
    is_graded = select(AttemptGrade.id).where(AttemptGrade.attempt_id == head.id)
    if session.scalar(is_graded) is not None:
        return
    moment = min(at, head.deadline_at or at)
    course = published_course(session, head.course_version_id)
    activity = course.activity(head.unit_key, head.activity_key)
    add_closing_step(session, head.id, moment, at, account_id, kind)
    parts, judgement = judged(session, head, activity, at=at)
    store_grade(session, head, activity, parts, judgement, moment, at, account_id)


def add_closing_step(
    session: AnySession,
    attempt_id: UUID,
    moment: datetime,
    at: datetime,
    account_id: UUID | None,
    kind: str,
) -> None:
    """Append the step that closes an attempt."""
    session.add(
        AttemptStep(
            id=new_id(at),
            occurred_at=moment,
            recorded_at=at,
            recorded_by=account_id,
            attempt_id=attempt_id,
            kind=kind,
        )
    )
    session.flush()


def judged(
    session: AnySession, head: AttemptHead, activity: PublishedActivity, *, at: datetime
) -> tuple[list[Fraction], Judgement]:
    """The part of each slot, and what they amount to. A remedial set asks for all of it."""
    state = state_of(session, head, at=at)
    questions = questions_of(session, [slot.version_id for slot in head.slots])
    parts = [grade(question, answer_in(state, n)) for n, question in enumerate(questions, start=1)]
    pass_percent = activity.quiz.pass_percent if activity.quiz else ALL_RIGHT_PERCENT
    is_remedial = head.kind == "remedial"
    absolute = [slot.is_absolute and head.kind == "test" for slot in head.slots]
    percent = ALL_RIGHT_PERCENT if is_remedial else pass_percent
    return parts, judge(parts, absolute, pass_percent=percent)


def store_grade(
    session: AnySession,
    head: AttemptHead,
    activity: PublishedActivity,
    parts: list[Fraction],
    judgement: Judgement,
    moment: datetime,
    at: datetime,
    account_id: UUID | None,
) -> None:
    """Append the grade, and the outcome of it; a remedial set has none."""
    grade_id = new_id(at)
    row = {
        "id": grade_id,
        "occurred_at": moment,
        "recorded_at": at,
        "recorded_by": account_id,
        "source": "web",
        "attempt_id": head.id,
        "score": str(judgement.score),
        "max_score": judgement.max_score,
        "is_passed": judgement.is_passed,
        "is_absolute_missed": judgement.is_absolute_missed,
        "grades": [str(part) for part in parts],
    }
    is_new = is_inserted_once(session, AttemptGrade.__table__, row, "attempt_id")
    if not is_new or head.kind == "remedial":
        return
    most = judgement.max_score
    record_outcome(
        session,
        enrolment_id=head.enrolment_id,
        requirement_key=activity.requirement_key,
        outcome="met" if judgement.is_passed else "not_met",
        score=float(judgement.score / most) if most else 0.0,
        occurred_at=moment,
        fact_id=grade_id,
        recorded_by=account_id,
        recorded_at=at,
    )


def close_due(session: AnySession, *, at: datetime) -> int:
    """Close every attempt whose deadline has passed, dated at the deadline; how many."""
    due = HEAD.outerjoin(AttemptGrade, AttemptGrade.attempt_id == Attempt.id).where(
        Attempt.deadline_at <= at, AttemptGrade.id.is_(None)
    )
    heads = [head_of(row) for row in session.execute(due)]
    for head in heads:
        lock_progress(session, head.enrolment_id)
        close(session, head, at=at, account_id=None, kind="close")
    return len(heads)
