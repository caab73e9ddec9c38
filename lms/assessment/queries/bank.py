"""The question versions that quizzes may draw, kept in the process: they never change."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import QuestionVersion, QuizQuestion
from lms.assessment.rules.questions import Question
from lms.assessment.rules.reading import read_question
from lms.core.cache import Cache
from lms.core.db import AnySession

MOST_POOLS = 512
MOST_QUESTIONS = 4096  # about 4 kB each


@dataclass(frozen=True, slots=True)
class Pooled:
    """A question version that an activity may draw."""

    version_id: UUID
    key: str
    unit_key: str
    is_absolute: bool


_pools: Cache[tuple[Pooled, ...]] = Cache(MOST_POOLS)
_questions: Cache[Question] = Cache(MOST_QUESTIONS)


def pool_of(session: AnySession, course_version_id: UUID, activity: str) -> tuple[Pooled, ...]:
    """What an activity of a course version may draw, in the package's order."""
    key = (course_version_id, activity)
    return _pools.get(key, lambda: _read_pool(session, *key))


def _read_pool(session: AnySession, course_version_id: UUID, activity: str) -> tuple[Pooled, ...]:
    rows = session.execute(
        select(
            QuizQuestion.question_version_id,
            QuizQuestion.key,
            QuizQuestion.unit_key,
            QuizQuestion.is_absolute,
        )
        .where(
            QuizQuestion.course_version_id == course_version_id, QuizQuestion.activity == activity
        )
        .order_by(QuizQuestion.position)
    )
    return tuple(Pooled(*row) for row in rows)


def question_of(session: AnySession, version_id: UUID) -> Question:
    """A question version, kept in the process once it was read: it never changes."""
    return questions_of(session, [version_id])[0]


def questions_of(session: AnySession, version_ids: list[UUID]) -> list[Question]:
    """These question versions in the order asked for; at most one statement."""
    return _questions.get_all(version_ids, lambda missing: _read_questions(session, missing))


def _read_questions(session: AnySession, version_ids: list[UUID]) -> dict[UUID, Question]:
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.type, QuestionVersion.body).where(
            QuestionVersion.id.in_(version_ids)
        )
    )
    return {row.id: read_question(row.type, row.body) for row in rows}
