"""Handing in: the closing step, the grade, and the outcome it leads to, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Literal, cast
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.assessment.operations.facts import fact_row
from lms.assessment.queries.attempts import (
    HEAD,
    AttemptHead,
    answer_in,
    head_of,
    lock_attempt,
    overdue_at,
    own_attempt,
    questions_of,
    renewed,
    steps_of,
)
from lms.assessment.queries.deadlines import DEADLINE
from lms.assessment.queries.marking import IS_HANDED_IN
from lms.assessment.rules.attempts import (
    CLOSING,
    GradedSlot,
    Judgement,
    Step,
    attempt_state,
    closing_moment,
    end_of,
    judge,
    known_by,
)
from lms.assessment.rules.grading import grade
from lms.assessment.rules.questions import points_of
from lms.assessment.rules.scenarios import judgement_of_steps
from lms.assessment.rules.timing import overdue_of
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
    is_abandoned: bool = False
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
    head, is_graded = renewed(session, head)
    if is_graded:
        return
    steps = steps_of(session, head.id)
    course = published_course(session, head.course_version_id)
    activity = course.activity(head.unit_key, head.activity_key)
    closing = closing_of(head, activity, steps, Closing(kind, at, at, account_id))
    if not any(step.kind in CLOSING for step in steps):
        add_closing_step(session, head.id, closing)
    if activity.scenario is not None:
        judgement = judgement_of_steps(activity.scenario, steps)
        store_grade(session, head, activity, [judgement.score], judgement, closing=closing)
    else:
        _store_if_graded(session, head, steps, closing)


def _store_if_graded(
    session: AnySession, head: AttemptHead, steps: list[Step], closing: Closing
) -> None:
    slots = graded_slots(session, head, steps, at=closing.moment)
    slots = without_waiting(slots, closing)
    if all(slot.part is not None for slot in slots):
        store_slots(session, head, slots, closing=closing)


def without_waiting(slots: list[GradedSlot], closing: Closing) -> list[GradedSlot]:
    """The slots; of an abandoned attempt no mark is awaited, since it passes nothing."""
    if not closing.is_abandoned:
        return slots
    return [replace(slot, part=slot.part or Fraction(0)) for slot in slots]


def store_slots(
    session: AnySession, head: AttemptHead, slots: Sequence[GradedSlot], *, closing: Closing
) -> None:
    """Append the grade that marked slots amount to."""
    course = published_course(session, head.course_version_id)
    activity = course.activity(head.unit_key, head.activity_key)
    parts = [slot.part or Fraction(0) for slot in slots]
    judgement = judge(slots, pass_percent=pass_percent_of(head, activity))
    judgement = passed_in_time(judgement, closing)
    store_grade(session, head, activity, parts, judgement, closing=closing)


def closing_of(
    head: AttemptHead, activity: PublishedActivity, steps: list[Step], asked: Closing
) -> Closing:
    """A closing after everything known, when the attempt's time is over at the latest."""
    overdue = overdue_of(activity.quiz)
    moment = closing_moment(steps, deadline_at=head.deadline_at, at=asked.at, overdue=overdue)
    return replace(
        asked,
        moment=moment,
        at=known_by(steps, asked.at),
        is_abandoned=overdue.is_abandoned(moment, head.deadline_at),
    )


def closing_kept(
    head: AttemptHead, activity: PublishedActivity, steps: Sequence[Step]
) -> Closing | None:
    """How an attempt was closed, as its steps tell; nothing while it is open."""
    end = end_of(steps)
    if end is None:
        return None
    is_abandoned = overdue_of(activity.quiz).is_abandoned(end.occurred_at, head.deadline_at)
    at = end.recorded_at or end.occurred_at
    return Closing(cast(ClosingKind, end.kind), end.occurred_at, at, None, is_abandoned)


def passed_in_time(judgement: Judgement, closing: Closing) -> Judgement:
    """What an attempt earned: an abandoned one passes at no score."""
    return replace(judgement, is_passed=judgement.is_passed and not closing.is_abandoned)


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
        "is_abandoned": closing.is_abandoned,
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


def close_due(session: AnySession, *, at: datetime, most: int | None = None) -> int:
    """Close the attempts whose time is over, dated at its end; how many.

    most: no more than so many, for a caller who commits in between, so that answers of others
    need not wait for hundreds that end at once. What was handed in and waits for a mark is closed.
    """
    due = HEAD.outerjoin(AttemptGrade, AttemptGrade.attempt_id == Attempt.id).where(
        Attempt.deadline_at <= at, at >= DEADLINE, AttemptGrade.id.is_(None), ~IS_HANDED_IN
    )
    heads = [head_of(row) for row in session.execute(due)]
    over = [head for head in heads if is_over(session, head, at=at)][:most]
    for head in over:
        lock_progress(session, head.enrolment_id)
        if is_over(session, renewed(session, head)[0], at=at):
            close(session, head, at=at, account_id=None, kind="close")
    return len(over)


def is_over(session: AnySession, head: AttemptHead, *, at: datetime) -> bool:
    """Whether an attempt can be handed in no longer."""
    ends_at = overdue_at(session, head).ends_at(head.deadline_at)
    return ends_at is not None and ends_at <= at
