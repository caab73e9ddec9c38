"""The queue of answers that wait for a mark, and one of them to be marked; codes, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.queries.names import count_as_shown
from lms.accounts.rules import Viewer
from lms.assessment.queries.attempts import AttemptHead, answer_in, question_of, state_of
from lms.assessment.queries.evidence import files_in
from lms.assessment.queries.marking import (
    MARKERS,
    Waiting,
    attempt_to_mark,
    marks_of,
    refuse_graded,
    waiting_for_marks,
)
from lms.assessment.rules.attempts import AttemptState
from lms.assessment.rules.evidence import FileLine
from lms.assessment.rules.marking import Mark, standing_marks
from lms.assessment.rules.questions import Criterion, EssayQuestion, MarkedQuestion
from lms.assessment.rules.writing import word_count
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedCourse
from lms.cohorts.queries import cohorts_of, enrolment_of
from lms.core.db import AnySession
from lms.core.errors import NotFound

Order = Literal["attempt", "question"]


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One answer in the queue. code: of whose it is; names are not shown where work is marked."""

    attempt_id: UUID
    position: int
    code: str
    cohort: str
    course: PublishedCourse
    activity: str
    question: str
    handed_in_at: datetime
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, in an order; cohorts: how many wait in each that has any."""

    order: Order
    waiting: tuple[QueueLine, ...]
    marked: tuple[QueueLine, ...]
    cohorts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MarkingPage:
    """One answer to mark. mark: what it was given already, by whomever. words: of a text."""

    head: AttemptHead
    position: int
    course: PublishedCourse
    code: str
    handed_in_at: datetime
    question: str
    explanation: str
    text: str
    words: int
    files: tuple[FileLine, ...]
    rubric: tuple[Criterion, ...]
    mark: Mark | None


def waiting_count(session: AnySession, viewer: Viewer) -> int:
    """How many answers in the viewer's reach have no mark yet. Three statements."""
    return sum(one.mark is None for one in waiting_for_marks(session, viewer))


def in_order(waiting: Sequence[Waiting], order: Order) -> list[Waiting]:
    """By attempt: those handed in first. By question: all answers to one, the oldest first."""
    if order == "attempt":
        return list(waiting)
    first: dict[tuple[str, str], int] = {}
    for number, one in enumerate(waiting):
        first.setdefault((one.head.activity, one.question_key), number)
    return sorted(waiting, key=lambda one: first[one.head.activity, one.question_key])


def queue(session: AnySession, viewer: Viewer, *, order: Order, language: str) -> Queue:
    """The whole queue of a trainer or a coordinator."""
    found = in_order(waiting_for_marks(session, viewer), order)
    titles = {one.id: one.title for one in cohorts_of(session, viewer, roles=MARKERS)}
    codes = codes_of(session, [one.person_id for one in found])
    lines = [
        queue_line(session, one, codes[one.person_id], titles[one.cohort_id], language)
        for one in found
    ]
    counted = Counter(line.cohort for line in lines if not line.is_marked)
    return Queue(
        order=order,
        waiting=tuple(line for line in lines if not line.is_marked),
        marked=tuple(line for line in lines if line.is_marked),
        cohorts=tuple(sorted(counted.items())),
    )


def queue_line(
    session: AnySession, one: Waiting, code: str, cohort: str, language: str
) -> QueueLine:
    """One answer of the queue in words."""
    question = question_of(session, one.head.slots[one.position - 1].version_id)
    return QueueLine(
        attempt_id=one.head.id,
        position=one.position,
        code=code,
        cohort=cohort,
        course=published_course(session, one.head.course_version_id),
        activity=one.head.activity,
        question=question.text.in_(language),
        handed_in_at=one.handed_in_at,
        is_marked=one.mark is not None,
    )


def codes_of(session: AnySession, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The trainee code of each person. One statement."""
    rows = session.execute(select(Person.id, Person.trainee_code).where(Person.id.in_(person_ids)))
    return dict(rows.all())


def next_waiting(
    session: AnySession, viewer: Viewer, attempt_id: UUID, position: int, *, order: Order
) -> tuple[UUID, int] | None:
    """The next answer without a mark after this one, from the start again after the last."""
    found = in_order(waiting_for_marks(session, viewer), order)
    here = [(one.head.id, one.position) for one in found]
    at = here.index((attempt_id, position)) + 1 if (attempt_id, position) in here else 0
    turned = [*found[at:], *found[:at]]
    left = [one for one in turned if one.mark is None]
    return (left[0].head.id, left[0].position) if left else None


def marking_page(
    session: AnySession, viewer: Viewer, attempt_id: UUID, position: int, *, language: str,
    at: datetime,
) -> MarkingPage:  # fmt: skip
    """One answer to mark; whose it is, is logged. Raises NotFound, Forbidden, AlreadyGraded."""
    head = attempt_to_mark(session, viewer, attempt_id)
    refuse_graded(session, head)
    state = state_of(session, head, at=at)
    question = marked_question(session, head, state, position)
    enrolment = enrolment_of(session, viewer, head.enrolment_id, roles=MARKERS)
    count_as_shown(session, [enrolment.person_id])
    marks = standing_marks(marks_of(session, [head.id]).get(head.id, ()), state.answers)
    given = answer_in(state, position)
    text = str(given) if isinstance(question, EssayQuestion) else ""
    return MarkingPage(
        head=head,
        position=position,
        course=published_course(session, head.course_version_id),
        code=codes_of(session, [enrolment.person_id])[enrolment.person_id],
        handed_in_at=state.closed_at or head.started_at,
        question=question.text.in_(language),
        explanation=question.explanation.in_(language) if question.explanation else "",
        text=text,
        words=word_count(text),
        files=() if text else files_in(session, head.id, position, list(given)),
        rubric=question.rubric,
        mark=marks.get(position),
    )


def marked_question(
    session: AnySession, head: AttemptHead, state: AttemptState, position: int
) -> MarkedQuestion:
    """What an answer that can be marked answers. Raises NotFound."""
    if not 1 <= position <= len(head.slots) or state.closed_at is None:
        raise NotFound
    question = question_of(session, head.slots[position - 1].version_id)
    if not isinstance(question, MarkedQuestion) or not answer_in(state, position):
        raise NotFound
    return question
