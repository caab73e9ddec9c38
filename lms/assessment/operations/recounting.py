"""Grades and their outcomes, reckoned anew from the steps of each attempt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.assessment.operations.closing import (
    Closing,
    closing_kept,
    graded_slots,
    pass_percent_of,
    passed_in_time,
    record_grade,
    store_grade,
    without_waiting,
)
from lms.assessment.queries.attempts import (
    HEAD,
    STEPS,
    AttemptHead,
    Grade,
    head_of,
    step_of,
)
from lms.assessment.queries.grades import first_grades_of
from lms.assessment.queries.marking import marks_of
from lms.assessment.rules.attempts import Judgement, Step, attempt_state, judge
from lms.assessment.rules.marking import Mark, marked_slots, standing_marks
from lms.assessment.rules.scenarios import NoSuchChoice, judgement_of_steps
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity
from lms.core.db import AnySession
from lms.progress.models import Outcome
from lms.progress.operations import lock_progress
from lms.progress.recounts import Difference

AT_ONCE = 200
Reckoned = tuple[list[Fraction], Judgement]


def recount(session: AnySession, *, only_check: bool) -> Iterator[Difference]:
    """Every closed attempt graded anew: a missing grade or outcome is added, none is altered."""
    ids = list(session.scalars(select(Attempt.id).order_by(Attempt.id)))
    for start in range(0, len(ids), AT_ONCE):
        yield from _recount(session, ids[start : start + AT_ONCE], only_check=only_check)


def _recount(session: AnySession, ids: Sequence[UUID], *, only_check: bool) -> Iterator[Difference]:
    heads = [head_of(row) for row in session.execute(HEAD.where(Attempt.id.in_(ids)))]
    steps, grades = _steps_of_many(session, ids), first_grades_of(session, list(ids))
    verdicts, marks = _verdicts(session, ids), marks_of(session, list(ids))
    for head in heads:
        course = published_course(session, head.course_version_id)
        activity = course.activity(head.unit_key, head.activity_key)
        closing = closing_kept(head, activity, steps[head.id])
        known = steps[head.id], marks.get(head.id, [])
        reckoned = closing and reckon(session, head, activity, known, closing)
        if not closing or not reckoned:
            continue
        closing = replace(closing, known_at=last_mark_at(known[1]))
        different = _difference(head, grades.get(head.id), reckoned, verdicts)
        if different is not None:
            yield different
            if different.is_mended and not only_check:
                _mend(session, head, activity, reckoned, closing)


def last_mark_at(marks: Sequence[Mark]) -> datetime | None:
    """When the last mark made the grade known; nothing where none was needed."""
    return max((mark.occurred_at for mark in marks), default=None)


def reckon(
    session: AnySession,
    head: AttemptHead,
    activity: PublishedActivity,
    known: tuple[list[Step], list[Mark]],
    closing: Closing,
) -> Reckoned | None:
    """The part of each slot and what they amount to; nothing while a trainer must still mark."""
    steps, marks = known
    if activity.scenario is not None:
        try:
            judgement = judgement_of_steps(activity.scenario, steps)
        except NoSuchChoice:  # nobody could have walked so: whatever is kept differs from it
            judgement = Judgement(Fraction(0), 0, is_passed=False, is_absolute_missed=False)
        return [judgement.score], judgement
    state = attempt_state(steps, deadline_at=head.deadline_at, at=closing.moment)
    slots = graded_slots(session, head, steps, at=closing.moment)
    slots = marked_slots(slots, standing_marks(marks, state.answers))
    slots = without_waiting(slots, closing)
    parts = [slot.part for slot in slots if slot.part is not None]
    if len(parts) < len(slots):
        return None
    judgement = judge(slots, pass_percent=pass_percent_of(head, activity))
    return parts, passed_in_time(judgement, closing)


def _difference(
    head: AttemptHead,
    kept: Grade | None,
    reckoned: Reckoned,
    verdicts: Mapping[UUID, str],
) -> Difference | None:
    parts, judgement = reckoned
    if kept is None:
        return Difference("grade missing", head.id)
    if (kept.grades, kept.judgement) != (tuple(parts), judgement):
        return Difference("grade differs", head.id)
    if head.kind == "remedial":
        return None
    verdict = verdicts.get(head.id)
    if verdict is None:
        return Difference("outcome missing", head.id)
    is_same = (verdict == "met") == judgement.is_passed
    return None if is_same else Difference("outcome differs", head.id)


def _mend(
    session: AnySession,
    head: AttemptHead,
    activity: PublishedActivity,
    reckoned: Reckoned,
    closing: Closing,
) -> None:
    """Add the grade where it is missing, and its outcome."""
    lock_progress(session, head.enrolment_id)
    parts, judgement = reckoned
    store_grade(session, head, activity, parts, judgement, closing=closing)
    if head.kind == "remedial":
        return
    grade_id = session.scalars(
        select(AttemptGrade.id).where(AttemptGrade.attempt_id == head.id)
    ).one()
    record_grade(session, head, activity, judgement, closing=closing, grade_id=grade_id)


def _steps_of_many(session: AnySession, ids: Sequence[UUID]) -> dict[UUID, list[Step]]:
    found: dict[UUID, list[Step]] = {attempt_id: [] for attempt_id in ids}
    statement = STEPS.add_columns(AttemptStep.attempt_id).where(AttemptStep.attempt_id.in_(ids))
    for row in session.execute(statement):
        found[row.attempt_id].append(step_of(row))
    return found


def _verdicts(session: AnySession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What the outcome of each attempt's grade says, by attempt."""
    rows = session.execute(
        select(AttemptGrade.attempt_id, Outcome.outcome)
        .join(Outcome, Outcome.fact_id == AttemptGrade.id)
        .where(AttemptGrade.attempt_id.in_(ids))
    )
    return {row.attempt_id: row.outcome for row in rows}
