"""The bank, fed by publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import Question, QuestionVersion, QuizQuestion
from lms.assessment.rules.questions import BankQuestion
from lms.assessment.rules.reading import read_question
from lms.core.db import AnySession, is_inserted_once
from lms.core.ids import new_id

PINNED_ONCE = ("course_version_id", "activity", "question_version_id")


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
    by_key = {question.key: question for question in questions}
    versions = {key: _version_of(session, course_key, each, at) for key, each in by_key.items()}
    for activity, keys in pins.items():
        for position, key in enumerate(keys, start=1):
            pin = _pin_of(by_key[key], activity, position, at)
            pin |= {"course_version_id": course_version_id, "question_version_id": versions[key]}
            is_inserted_once(session, QuizQuestion.__table__, pin, *PINNED_ONCE)
    session.flush()


def _pin_of(question: BankQuestion, activity: str, position: int, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(at),
        "activity": activity,
        "key": question.key,
        "unit_key": question.unit_key,
        "position": position,
        "is_absolute": question.is_absolute,
    }


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
