from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.assessment.models import QuestionVersion, QuizQuestion
from lms.assessment.operations.bank import pin_questions
from lms.assessment.queries.attempts import pool_of
from lms.assessment.rules.questions import InvalidQuestion
from lms.core.ids import new_id
from tests import factories
from tests.assessment.questions import bank_question, body


def pin(session, *questions, activity="u90/quiz", version_id=None):
    version_id = version_id or factories.make_course(session)
    pin_questions(
        session,
        course_version_id=version_id,
        course_key="c90-sample",
        questions=questions,
        pins={activity: [question.key for question in questions]},
        at=factories.NOON,
    )
    return version_id


def rows(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_pinning_twice_is_pinning_once(session):
    asked = [bank_question("u90-q01"), bank_question("u90-q02", absolute=True)]
    pin(session, *asked)
    before = rows(session, QuestionVersion), rows(session, QuizQuestion)
    pin(session, *asked)
    assert (rows(session, QuestionVersion), rows(session, QuizQuestion)) == before


def test_an_activity_draws_what_was_pinned_in_the_order_of_the_package(session):
    asked = [bank_question("u90-q02"), bank_question("u90-q01", absolute=True)]
    pool = pool_of(session, pin(session, *asked), "u90/quiz")
    assert [(each.key, each.is_absolute) for each in pool] == [
        ("u90-q02", False),
        ("u90-q01", True),
    ]


def test_other_content_under_the_same_key_is_another_version(session):
    pin(session, bank_question("u90-q01"))
    before = rows(session, QuestionVersion)
    changed = bank_question("u90-q01", body=body("single_choice", right="b"))
    pin(session, changed, activity="u91/quiz")
    assert rows(session, QuestionVersion) == before + 1


def test_a_question_nobody_could_answer_is_not_kept(session):
    before = rows(session, QuestionVersion)
    broken = bank_question("u90-q01", body=body("single_choice", right=""))
    with pytest.raises(InvalidQuestion):
        pin(session, broken)
    assert rows(session, QuestionVersion) == before


def test_an_activity_without_pins_draws_nothing(session):
    assert pool_of(session, new_id(), "u90/quiz") == ()
