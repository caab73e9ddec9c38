"""What the pages of an attempt show, in one language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.queries.attempts import (
    AttemptHead,
    Grade,
    Slot,
    answer_in,
    grades_of,
    own_attempt,
    question_of,
    questions_of,
    state_of,
    steps_of,
)
from lms.assessment.queries.evidence import files_in
from lms.assessment.queries.marking import handed_in_among, marks_of
from lms.assessment.queries.shown import ShownQuestion, is_full, shown
from lms.assessment.rules.attempts import AttemptState, attempt_state, is_from_two_devices
from lms.assessment.rules.evidence import FileLine
from lms.assessment.rules.marking import standing_marks
from lms.assessment.rules.questions import EssayQuestion, EvidenceQuestion, MarkedQuestion, Question
from lms.assessment.rules.responses import Response
from lms.assessment.rules.review import Shown, SlotReview, review_slot, title_of
from lms.assessment.rules.scenarios import Walk, walk
from lms.assessment.rules.writing import Length, length_of
from lms.catalog.rules import Scenario
from lms.core.db import AnySession


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question of an attempt. position: from 1. is_open: whether answers are taken."""

    head: AttemptHead
    position: int
    count: int
    question: ShownQuestion
    response: Response
    answered: tuple[bool, ...]
    saved_at: datetime | None
    is_open: bool
    is_from_two_devices: bool = False
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of the list before handing in.

    length: of a written answer that is there. is_asked: whether there is anything to answer.
    """

    position: int
    text: str
    is_answered: bool
    length: Length | None = None
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A closed attempt: what it earned, and each question with its feedback."""

    head: AttemptHead
    grade: Grade
    reviews: tuple[SlotReview, ...]


@dataclass(frozen=True, slots=True)
class HandedInPage:
    """An attempt that waits for a mark: each question with the feedback that is known."""

    head: AttemptHead
    handed_in_at: datetime
    reviews: tuple[SlotReview, ...]


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """A scenario as far as it was walked."""

    head: AttemptHead
    walk: Walk
    is_closed: bool


def question_page(
    session: AnySession,
    viewer: Viewer,
    attempt_id: UUID,
    position: int,
    *,
    language: str,
    at: datetime,
) -> QuestionPage:
    """One question of the viewer's own attempt; a position outside it is drawn to its ends.

    Raises NotFound. Three statements at most, two once the question is known; one more for files.
    """
    head = own_attempt(session, viewer, attempt_id)
    steps = steps_of(session, head.id)
    state = attempt_state(steps, deadline_at=head.deadline_at, at=at)
    position = min(max(position, 1), len(head.slots))
    question = question_of(session, head.slots[position - 1].version_id)
    page = shown_page(head, position, question, state, language)
    page = replace(page, is_from_two_devices=is_from_two_devices(steps, position))
    if not isinstance(question, EvidenceQuestion):
        return page
    return replace(page, files=files_in(session, head.id, position, list(page.response)))


def shown_page(
    head: AttemptHead, position: int, question: Question, state: AttemptState, language: str
) -> QuestionPage:
    """One question of an attempt as it stands."""
    step, response = state.answers.get(position), answer_in(state, position)
    return QuestionPage(
        head=head,
        position=position,
        count=len(head.slots),
        question=shown(question, head.slots[position - 1], language, response),
        response=response,
        answered=tuple(
            bool(answer_in(state, n)) or not slot.is_asked
            for n, slot in enumerate(head.slots, start=1)
        ),
        saved_at=step.occurred_at if step else None,
        is_open=state.is_open,
    )


def answer_lines(
    session: AnySession, viewer: Viewer, attempt_id: UUID, *, language: str, at: datetime
) -> tuple[AttemptHead, AttemptState, tuple[AnswerLine, ...]]:
    """Every question of the viewer's own attempt and whether it is answered. Raises NotFound."""
    head = own_attempt(session, viewer, attempt_id)
    state = state_of(session, head, at=at)
    questions = questions_of(session, [slot.version_id for slot in head.slots])
    lines = tuple(
        answer_line(n, slot, question, answer_in(state, n), language)
        for n, (slot, question) in enumerate(zip(head.slots, questions, strict=True), start=1)
    )
    return head, state, lines


def answer_line(
    position: int, slot: Slot, question: Question, response: Response, language: str
) -> AnswerLine:
    """One question before handing in."""
    length = None
    if isinstance(question, EssayQuestion) and response:
        length = length_of(question, str(response))
    return AnswerLine(
        position,
        title_of(question, language),
        is_full(question, response),
        length,
        slot.is_asked,
    )


def result_page(
    session: AnySession, head: AttemptHead, *, language: str, shown: Shown
) -> ResultPage | None:
    """A closed attempt with feedback; nothing while it is open. The caller knows whose it is."""
    grade = grades_of(session, [head.id]).get(head.id)
    if grade is None:
        return None
    if shown == "score_only":
        return ResultPage(head, grade, ())
    state = state_of(session, head, at=grade.closed_at)
    as_graded = with_versions(head, grade)
    reviews = reviews_in(session, as_graded, state, language=language, shown=shown)
    return ResultPage(head, grade, tuple(map(_waiting_no_more, reviews)))


def _waiting_no_more(review: SlotReview) -> SlotReview:
    """A question of an attempt that has its result: what was not marked, nobody marks."""
    return replace(review, state="ungraded") if review.state == "waiting" else review


def with_versions(head: AttemptHead, grade: Grade) -> AttemptHead:
    """The attempt with each slot in the version that it was graded by last."""
    if not grade.versions:
        return head
    slots = enumerate(head.slots, start=1)
    return replace(
        head,
        slots=tuple(
            replace(slot, version_id=grade.versions.get(n, slot.version_id)) for n, slot in slots
        ),
    )


def handed_in_page(
    session: AnySession, head: AttemptHead, *, language: str, shown: Shown, at: datetime
) -> HandedInPage | None:
    """An attempt that waits for a mark; nothing while it is open, or once it has its result."""
    state = state_of(session, head, at=at)
    is_waiting = bool(handed_in_among(session, [head.id])) and not grades_of(session, [head.id])
    if not is_waiting or state.closed_at is None:
        return None
    reviews = reviews_in(session, head, state, language=language, shown=shown)
    return HandedInPage(head, state.closed_at, reviews)


def reviews_in(
    session: AnySession, head: AttemptHead, state: AttemptState, *, language: str, shown: Shown
) -> tuple[SlotReview, ...]:
    """Each question of an attempt with its feedback, what a trainer gave among it."""
    questions = questions_of(session, [slot.version_id for slot in head.slots])
    is_by_hand = any(isinstance(question, MarkedQuestion) for question in questions)
    given = marks_of(session, [head.id]).get(head.id, []) if is_by_hand else []
    marks = standing_marks(given, state.answers)
    return tuple(
        replace(
            review_slot(
                question,
                answer_in(state, n),
                position=n,
                key=head.slots[n - 1].key,
                language=language,
                shown=shown,
                mark=marks.get(n),
            ),
            files=files_at(session, head, n, question, answer_in(state, n)),
        )
        for n, question in enumerate(questions, start=1)
    )


def files_at(
    session: AnySession, head: AttemptHead, position: int, question: Question, response: Response
) -> tuple[FileLine, ...]:
    """The files that an answer is; none where it is no files."""
    if not isinstance(question, EvidenceQuestion) or not response:
        return ()
    return files_in(session, head.id, position, list(response))


def scenario_page(
    session: AnySession, viewer: Viewer, attempt_id: UUID, scenario: Scenario
) -> ScenarioPage:
    """The viewer's own scenario attempt as far as it was walked. Raises NotFound."""
    head = own_attempt(session, viewer, attempt_id)
    steps = sorted(steps_of(session, head.id), key=lambda step: (step.occurred_at, step.id))
    choices = [tuple(step.response) for step in steps if step.kind == "choose"]
    is_closed = any(step.kind == "close" for step in steps)
    return ScenarioPage(head, walk(scenario, choices), is_closed)
