"""What the pages of an attempt show, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.queries.attempts import (
    AttemptHead,
    Grade,
    answer_in,
    grades_of,
    own_attempt,
    question_of,
    questions_of,
    state_of,
    steps_of,
)
from lms.assessment.queries.shown import ShownQuestion, is_full, shown
from lms.assessment.rules.attempts import AttemptState
from lms.assessment.rules.questions import Question
from lms.assessment.rules.responses import Response
from lms.assessment.rules.review import Shown, SlotReview, review_slot, title_of
from lms.assessment.rules.scenarios import Walk, walk
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


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of the list before handing in. is_asked: whether there is anything to answer."""

    position: int
    text: str
    is_answered: bool
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A closed attempt: what it earned, and each question with its feedback."""

    head: AttemptHead
    grade: Grade
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

    Raises NotFound. Three statements at most, two once the question is known.
    """
    head = own_attempt(session, viewer, attempt_id)
    state = state_of(session, head, at=at)
    position = min(max(position, 1), len(head.slots))
    question = question_of(session, head.slots[position - 1].version_id)
    return shown_page(head, position, question, state, language)


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
        AnswerLine(
            n, title_of(question, language), is_full(question, answer_in(state, n)), slot.is_asked
        )
        for n, (slot, question) in enumerate(zip(head.slots, questions, strict=True), start=1)
    )
    return head, state, lines


def result_page(
    session: AnySession, head: AttemptHead, *, language: str, shown: Shown
) -> ResultPage | None:
    """A closed attempt with feedback; nothing while it is open. The caller knows whose it is."""
    grade = grades_of(session, [head.id]).get(head.id)
    if grade is None:
        return None
    state = state_of(session, head, at=grade.closed_at)
    questions = questions_of(session, [slot.version_id for slot in head.slots])
    reviews = tuple(
        review_slot(
            question,
            answer_in(state, n),
            position=n,
            key=head.slots[n - 1].key,
            language=language,
            shown=shown,
        )
        for n, question in enumerate(questions, start=1)
    )
    return ResultPage(head, grade, reviews)


def scenario_page(
    session: AnySession, viewer: Viewer, attempt_id: UUID, scenario: Scenario
) -> ScenarioPage:
    """The viewer's own scenario attempt as far as it was walked. Raises NotFound."""
    head = own_attempt(session, viewer, attempt_id)
    steps = sorted(steps_of(session, head.id), key=lambda step: (step.occurred_at, step.id))
    choices = [tuple(step.response) for step in steps if step.kind == "choose"]
    is_closed = any(step.kind == "close" for step in steps)
    return ScenarioPage(head, walk(scenario, choices), is_closed)
