"""How the questions of a quiz did, by version, in the attempts of some enrolments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from lms.assessment.models import Attempt, AttemptGrade, AttemptStep, Question, QuestionVersion
from lms.assessment.queries.attempts import Slot, questions_of
from lms.assessment.queries.deadlines import DEADLINE
from lms.assessment.queries.voids import VOIDED
from lms.assessment.rules.analysis import (
    Chosen,
    Earned,
    Figures,
    choices_of,
    figures_of,
    first_finished,
    guess_score,
)
from lms.assessment.rules.attempts import Step, attempt_state
from lms.assessment.rules.questions import points_of
from lms.assessment.rules.review import title_of
from lms.core.db import AnySession


@dataclass(frozen=True, slots=True)
class AnalysedItem:
    """One version of a question: how often it was asked, and how it did where that tells.

    number: of the version, from 1, the oldest first; newest: the number of the newest. guess: what
    guessing earns, in percent.
    """

    key: str
    number: int
    newest: int
    type: str
    text: str
    count: int
    figures: Figures | None
    guess: Fraction | None
    chosen: tuple[Chosen, ...]
    unanswered: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """attempts: how many were looked at."""

    attempts: int
    items: tuple[AnalysedItem, ...]


@dataclass(slots=True)
class _Asked:
    """What the attempts say of one version."""

    key: str
    earned: list[Earned] = field(default_factory=list)
    responses: list[Sequence[str]] = field(default_factory=list)


def analysis(
    session: AnySession, enrolments: Select[UUID], activity: str, *, every: bool, language: str
) -> Analysis:
    """How an activity's questions did in the graded attempts of these enrolments that count.

    every: all attempts; else each enrolment's first finished one. Four statements at most.
    """
    rows = _graded(session, enrolments, activity, every=every)
    answers = _answers(session, rows)
    asked: dict[UUID, _Asked] = {}
    for row in rows:
        _add(session, asked, row, answers.get(row.id, {}))
    numbers = _version_numbers(session, list(asked))
    items = [
        _item(session, version_id, one, *numbers[version_id], language)
        for version_id, one in asked.items()
    ]
    return Analysis(len(rows), tuple(sorted(items, key=lambda item: (item.key, item.number))))


def _graded(
    session: AnySession, enrolments: Select[UUID], activity: str, *, every: bool
) -> list[Row[Any]]:
    rows = session.execute(
        select(
            Attempt.id, Attempt.enrolment_id, Attempt.number, Attempt.drawn,
            DEADLINE.label("deadline_at"), AttemptGrade.grades,
        )
        .join(AttemptGrade, AttemptGrade.attempt_id == Attempt.id)
        .where(
            Attempt.enrolment_id.in_(enrolments), Attempt.activity == activity,
            Attempt.kind.in_(("quiz", "test")), Attempt.id.not_in(VOIDED),
        )
    ).all()  # fmt: skip
    if every:
        return list(rows)
    first = first_finished((row.enrolment_id, row.number) for row in rows)
    return [row for row in rows if (row.enrolment_id, row.number) in first]


def _answers(
    session: AnySession, attempts: Sequence[Row[Any]]
) -> dict[UUID, dict[int, Sequence[str]]]:
    """The keys that counted at each slot of each attempt; what was typed stays sealed."""
    steps: dict[UUID, list[Step]] = defaultdict(list)
    for row in session.execute(
        select(
            AttemptStep.attempt_id, AttemptStep.id, AttemptStep.occurred_at, AttemptStep.kind,
            AttemptStep.slot, AttemptStep.response, AttemptStep.recorded_at,
        ).where(AttemptStep.attempt_id.in_([row.id for row in attempts]))
    ):  # fmt: skip
        step = Step(
            row.id, row.occurred_at, row.kind, row.slot, row.response, recorded_at=row.recorded_at
        )
        steps[row.attempt_id].append(step)
    return {row.id: _counted(steps[row.id], row.deadline_at) for row in attempts if row.id in steps}


def _counted(steps: list[Step], deadline_at: datetime | None) -> dict[int, Sequence[str]]:
    closed = max(step.occurred_at for step in steps)
    state = attempt_state(steps, deadline_at=deadline_at, at=closed)
    return {slot: step.response or [] for slot, step in state.answers.items()}


def _add(
    session: AnySession,
    asked: dict[UUID, _Asked],
    row: Row[Any],
    answers: dict[int, Sequence[str]],
) -> None:
    """Add what one attempt says of each of its questions that is graded."""
    slots = [Slot.from_json(stored) for stored in row.drawn]
    questions = questions_of(session, [slot.version_id for slot in slots])
    marks = [
        points_of(question) * Fraction(part)
        for question, part in zip(questions, row.grades, strict=True)
    ]
    total = sum(marks, Fraction(0))
    for position, (slot, mark) in enumerate(zip(slots, marks, strict=True), start=1):
        if not points_of(questions[position - 1]):
            continue
        one = asked.setdefault(slot.version_id, _Asked(slot.key))
        one.earned.append(Earned(mark, total - mark))
        one.responses.append(answers.get(position, []))


def _version_numbers(session: AnySession, version_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """Which version of its question each is, from 1, and how many there are. One statement."""
    of_these = select(QuestionVersion.question_id).where(QuestionVersion.id.in_(version_ids))
    number = func.row_number().over(
        partition_by=QuestionVersion.question_id,
        order_by=(QuestionVersion.created_at, QuestionVersion.id),
    )
    count = func.count().over(partition_by=QuestionVersion.question_id)
    rows = session.execute(
        select(QuestionVersion.id, number, count)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.id.in_(of_these))
    )
    return {version_id: (place, newest) for version_id, place, newest in rows}


def _item(
    session: AnySession, version_id: UUID, asked: _Asked, number: int, newest: int, language: str
) -> AnalysedItem:
    (question,) = questions_of(session, [version_id])
    chosen, unanswered = choices_of(question, asked.responses, language)
    figures = figures_of(asked.earned, points_of(question))
    return AnalysedItem(
        key=asked.key,
        number=number,
        newest=newest,
        type=question.type,
        text=title_of(question, language),
        count=len(asked.earned),
        figures=figures,
        guess=guess_score(question),
        chosen=chosen if figures else (),
        unanswered=unanswered if figures else 0,
    )
