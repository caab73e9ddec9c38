"""Marking by hand: one answer, then the grade and the outcome when it was the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.models import AttemptMark
from lms.assessment.operations.closing import (
    closing_kept,
    graded_slots,
    pass_percent_of,
    store_grade,
    store_slots,
)
from lms.assessment.queries.attempts import (
    AttemptHead,
    answer_in,
    grades_of,
    lock_attempt,
    question_of,
    steps_of,
)
from lms.assessment.queries.marking import attempt_to_mark, marks_of, refuse_graded
from lms.assessment.rules.attempts import AttemptState, Step, attempt_state, judge
from lms.assessment.rules.marking import (
    AlreadyMarked,
    Mark,
    marked_slots,
    part_of,
    standing_marks,
)
from lms.assessment.rules.questions import MarkedQuestion
from lms.catalog.queries import published_course
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.operations import lock_progress


@dataclass(frozen=True, slots=True)
class Given:
    """What a trainer gives an answer. seen: the mark that stood when the page was opened."""

    levels: Mapping[str, str]
    remark: str = ""
    seen: UUID | None = None


def mark_slot(
    session: AnySession,
    *,
    viewer: Viewer,
    attempt_id: UUID,
    position: int,
    given: Given,
    at: datetime,
) -> bool:
    """Mark one answer of a handed-in attempt; whether the attempt has its result now.

    With the last one the grade and its outcome follow: the outcome is known since this mark, the
    grade counts from the hand-in. The same mark twice is once. Raises NotFound, Forbidden (one's
    own), MarkIncomplete, AlreadyMarked (somebody was faster), AlreadyGraded.
    """
    head = attempt_to_mark(session, viewer, attempt_id)
    lock_progress(session, head.enrolment_id)
    lock_attempt(session, head.id)
    refuse_graded(session, head)
    steps = steps_of(session, head.id)
    state = attempt_state(steps, deadline_at=head.deadline_at, at=at)
    answer, question = answer_to_mark(session, head, state, position)
    marks = marks_of(session, [head.id]).get(head.id, [])
    latest = standing_marks(marks, state.answers).get(position)
    if latest is None or not is_same(latest, given, viewer):
        refuse_overtaken(latest, given)
        mark = new_mark(viewer, answer, question, position, given, at=at)
        store_mark(session, head, mark)
        marks.append(mark)
    return settle(session, head, steps, state, marks, by=viewer.account_id, at=at)


def end_wait(
    session: AnySession, head: AttemptHead, *, at: datetime, account_id: UUID | None
) -> None:
    """Give a closed attempt that nobody will mark any more its grade: unmarked earns nothing.

    It passes at no score. Nothing happens where the result is known.
    """
    if head.id in grades_of(session, [head.id]):
        return
    steps = steps_of(session, head.id)
    state = attempt_state(steps, deadline_at=head.deadline_at, at=at)
    standing = standing_marks(marks_of(session, [head.id]).get(head.id, []), state.answers)
    slots = marked_slots(graded_slots(session, head, steps, at=at), standing)
    course = published_course(session, head.course_version_id)
    activity = course.activity(head.unit_key, head.activity_key)
    kept = closing_kept(head, activity, steps)
    if kept is not None:
        parts = [slot.part or Fraction(0) for slot in slots]
        judgement = judge(slots, pass_percent=pass_percent_of(head, activity))
        judgement = replace(judgement, is_passed=False)
        closing = replace(kept, at=at, account_id=account_id, known_at=at)
        store_grade(session, head, activity, parts, judgement, closing=closing)


def answer_to_mark(
    session: AnySession, head: AttemptHead, state: AttemptState, position: int
) -> tuple[Step, MarkedQuestion]:
    """The answer at a position, and what it answers. Raises NotFound: nothing there to mark."""
    if not 1 <= position <= len(head.slots) or state.closed_at is None:
        raise NotFound
    question = question_of(session, head.slots[position - 1].version_id)
    if not isinstance(question, MarkedQuestion) or not answer_in(state, position):
        raise NotFound
    return state.answers[position], question


def new_mark(
    viewer: Viewer,
    answer: Step,
    question: MarkedQuestion,
    position: int,
    given: Given,
    *,
    at: datetime,
) -> Mark:
    """The mark that the chosen levels make. Raises MarkIncomplete."""
    part = part_of(question.rubric, given.levels)
    return Mark(
        new_id(at), at, position, answer.id, given.levels, part, given.remark, viewer.account_id
    )


def is_same(latest: Mark, given: Given, viewer: Viewer) -> bool:
    """Whether the viewer's own mark says this already."""
    said = (dict(latest.levels), latest.remark, latest.marked_by)
    return said == (dict(given.levels), given.remark, viewer.account_id)


def refuse_overtaken(latest: Mark | None, given: Given) -> None:
    """Raises AlreadyMarked when another mark stands than the one that was seen."""
    if latest is not None and latest.id != given.seen:
        raise AlreadyMarked


def store_mark(session: AnySession, head: AttemptHead, mark: Mark) -> None:
    """Append a mark, its remark sealed."""
    sealed = mark.remark and ring().seal(
        mark.remark, table="attempt_mark", column="remark_sealed", row=mark.id
    )
    session.add(
        AttemptMark(
            id=mark.id, occurred_at=mark.occurred_at, recorded_at=mark.occurred_at,
            recorded_by=mark.marked_by, attempt_id=head.id, slot=mark.slot,
            answer_id=mark.answer_id, levels=dict(mark.levels), part=str(mark.part),
            remark_sealed=sealed or None,
        )
    )  # fmt: skip
    session.flush()


def settle(
    session: AnySession,
    head: AttemptHead,
    steps: list[Step],
    state: AttemptState,
    marks: list[Mark],
    *,
    by: UUID,
    at: datetime,
) -> bool:
    """Store the grade once every slot has its part; whether it is stored."""
    standing = standing_marks(marks, state.answers)
    slots = marked_slots(graded_slots(session, head, steps, at=at), standing)
    course = published_course(session, head.course_version_id)
    kept = closing_kept(head, course.activity(head.unit_key, head.activity_key), steps)
    if kept is None or any(slot.part is None for slot in slots):
        return False
    closing = replace(kept, at=at, account_id=by, known_at=at)
    store_slots(session, head, slots, closing=closing)
    return True
