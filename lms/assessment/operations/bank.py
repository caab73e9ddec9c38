"""The bank, fed by publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import Question, QuestionVersion, QuizQuestion
from lms.assessment.rules.questions import BankQuestion, read_question
from lms.core.db import AnySession, is_inserted_once
from lms.core.ids import new_id


def pin_questions(
    session: AnySession,
    *,
    course_version_id: UUID,
    course_key: str,
    questions: Sequence[BankQuestion],
    pins: Mapping[str, Sequence[str]],
    at: datetime,
) -> None:
    """Keep each question's version, and pin to each activity the versions it may draw.

    pins: activity address to question keys, in the package's order. Twice is once.
    Raises InvalidQuestion.
    """
    versions = {
        question.key: _version_of(session, course_key, question, at) for question in questions
    }
    by_key = {question.key: question for question in questions}
    for activity, keys in pins.items():
        for position, key in enumerate(keys, start=1):
            row = {
                "id": new_id(at),
                "course_version_id": course_version_id,
                "activity": activity,
                "question_version_id": versions[key],
                "key": key,
                "unit_key": by_key[key].unit_key,
                "position": position,
                "is_absolute": by_key[key].is_absolute,
            }
            is_inserted_once(
                session, QuizQuestion.__table__, row,
                "course_version_id", "activity", "question_version_id",
            )  # fmt: skip
    session.flush()


def _version_of(session: AnySession, course_key: str, question: BankQuestion, at: datetime) -> UUID:
    read_question(question.type, question.body)
    row = {"id": new_id(at), "course_key": course_key, "key": question.key}
    is_inserted_once(session, Question.__table__, row, "course_key", "key")
    question_id = session.execute(
        select(Question.id).where(Question.course_key == course_key, Question.key == question.key)
    ).scalar_one()
    version = {
        "id": new_id(at),
        "question_id": question_id,
        "content_hash": question.content_hash,
        "type": question.type,
        "body": question.body,
        "created_at": at,
    }
    is_inserted_once(session, QuestionVersion.__table__, version, "question_id", "content_hash")
    return session.execute(
        select(QuestionVersion.id).where(
            QuestionVersion.question_id == question_id,
            QuestionVersion.content_hash == question.content_hash,
        )
    ).scalar_one()
