from __future__ import annotations

import pytest

from lms.assessment.operations import answer_void, ask_void
from tests import factories
from tests.assessment.world import Taker, after


@pytest.fixture
def cohort(session):
    return factories.make_cohort(session, academy_id=factories.make_academy(session))


@pytest.fixture
def taker(session, cohort):
    """A trainee enrolled on C01, as somebody who takes its quizzes."""
    person = factories.make_person(session, language="en")
    enrolment_id = factories.enrol(session, person, cohort)
    return Taker(session, person, enrolment_id)


@pytest.fixture
def trainer(session, cohort):
    """A trainer of the cohort, as a viewer."""
    return factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))


@pytest.fixture
def asker(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "coordinator", cohort))


@pytest.fixture
def second(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "approver", cohort))


@pytest.fixture
def ask(session, asker):
    def _ask(attempt, *, at=20, restores=True, viewer=asker):
        return ask_void(
            session, viewer=viewer, attempt_id=attempt, restores_attempt=restores,
            reason="Somebody else wrote it", at=after(at),
        )  # fmt: skip

    return _ask


@pytest.fixture
def answer(session, second):
    def _answer(void, *, at=21, is_confirmed=True, viewer=second):
        answer_void(session, viewer=viewer, void_id=void, is_confirmed=is_confirmed, at=after(at))

    return _answer


@pytest.fixture
def void(ask, answer):
    def _void(attempt, *, at=20, restores=True):
        answer(ask(attempt, at=at, restores=restores), at=at + 1)

    return _void
