"""Receipts and decisions by many at the same moment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from lms.catalog.queries import latest_version, published_course
from lms.core.ids import new_id
from lms.progress.models import (
    CompletionOverride,
    CompletionOverrideAnswer,
    Outcome,
    Receipt,
)
from lms.progress.operations import (
    answer_exemption,
    confirm_receipt,
    override_completion,
    rebuild,
    record_outcome,
)
from lms.progress.queries import progress_of
from lms.progress.rules import AlreadyAnswered
from tests import factories
from tests.assessment.world import after
from tests.support.at_once import AT_ONCE, alone, at_once

QUIZ = "u01/quiz/passed"


@pytest.fixture
def made(own_app):
    """A trainee's enrolment, and two who decide about it."""

    def make(session):
        cohort = factories.make_cohort(session)
        enrolment_id = factories.enrol(session, factories.make_person(session), cohort)
        staff = [
            factories.make_staff(session, role, cohort) for role in ("coordinator", "approver")
        ]
        return enrolment_id, *(factories.viewer_for(session, one) for one in staff)

    return alone(own_app, make)


def count(own_app, model, enrolment_id):
    asked = select(func.count()).select_from(model).where(model.enrolment_id == enrolment_id)
    return alone(own_app, lambda session: session.scalar(asked))


def is_recounted_alike(own_app):
    return alone(own_app, lambda session: rebuild(session, only_check=True)) == []


def test_a_document_confirmed_by_many_clicks_at_once_is_confirmed_once(own_app, made):
    enrolment_id, *_ = made

    def confirm(session, _number):
        course = published_course(session, latest_version(session, factories.COURSE))
        receipt = replace(course.activity("u01", "lesson"), key="orders", kind="receipt")
        return confirm_receipt(
            session, enrolment_id=enrolment_id, receipt=receipt, language="ar", at=after(1),
            recorded_by=None,
        )  # fmt: skip

    states = at_once(own_app, confirm)
    assert [state.is_met("u01/orders/received") for state in states] == [True] * AT_ONCE
    assert count(own_app, Receipt, enrolment_id) == count(own_app, Outcome, enrolment_id) == 1


def test_one_decision_of_many_at_once_is_kept(own_app, made):
    enrolment_id, coordinator, _ = made

    def decide(session, number):
        return override_completion(
            session, viewer=coordinator, enrolment_id=enrolment_id, target=QUIZ, kind="complete",
            reason=f"reason {number}", at=after(number),
        )  # fmt: skip

    assert len(set(at_once(own_app, decide))) == 1
    assert count(own_app, CompletionOverride, enrolment_id) == 1
    assert is_recounted_alike(own_app)


def test_an_exemption_answered_by_many_at_once_is_answered_once(own_app, made):
    enrolment_id, coordinator, approver = made
    asked = alone(own_app, lambda session: override_completion(
        session, viewer=coordinator, enrolment_id=enrolment_id, target=QUIZ, kind="exempt",
        reason="x", evidence="y", at=after(1),
    ))  # fmt: skip

    def answer(session, number):
        try:
            answer_exemption(
                session, viewer=approver, override_id=asked, is_confirmed=number % 2 == 0,
                at=after(2),
            )  # fmt: skip
        except AlreadyAnswered:
            session.rollback()
            return 0
        return 1

    assert sum(at_once(own_app, answer)) == 1
    kept = select(func.count()).where(CompletionOverrideAnswer.override_id == asked)
    assert alone(own_app, lambda session: session.scalar(kept)) == 1
    assert is_recounted_alike(own_app)


def test_decisions_and_outcomes_at_once_are_all_in_the_summary(own_app, made):
    enrolment_id, coordinator, _ = made
    keys = [f"u0{number}/lesson/viewed" for number in range(1, 5)]
    targets = [f"u0{number}/quiz/passed" for number in range(1, 5)]

    def act(session, number):
        if number < len(keys):
            return record_outcome(
                session, enrolment_id=enrolment_id, requirement_key=keys[number], outcome="met",
                score=None, occurred_at=after(1), fact_id=new_id(), recorded_by=None,
            )  # fmt: skip
        return override_completion(
            session, viewer=coordinator, enrolment_id=enrolment_id,
            target=targets[number - len(keys)], kind="complete", reason="x", at=after(1),
        )  # fmt: skip

    at_once(own_app, act)
    state = alone(own_app, lambda session: progress_of(session, enrolment_id))
    assert all(state.is_met(key) for key in (*keys, *targets))
    assert is_recounted_alike(own_app)
