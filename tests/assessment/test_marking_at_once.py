"""Many trainers at one answer at once, each in a connection of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.assessment.models import AttemptGrade, AttemptMark
from lms.assessment.operations import add_evidence, submit_attempt
from lms.assessment.rules.marking import AlreadyGraded, AlreadyMarked
from lms.core.uploads import made_anew
from lms.progress.models import Outcome
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.at_once import AT_ONCE, alone, at_once
from tests.support.marked_course import ESSAY, FILES, mark, marked_cohort, places_in


@pytest.fixture
def made(own_app, tmp_path):
    """An attempt whose essay and file wait: its id, its enrolment, its places, the trainers."""

    def make(session):
        cohort = marked_cohort(session, tmp_path)
        person = factories.make_person(session)
        taker = Taker(session, person, factories.enrol(session, person, cohort))
        attempt = taker.start()
        places = places_in(taker, attempt)
        taker.save(attempt, places[ESSAY], "One two three", at=after(1))
        add_evidence(
            session, viewer=taker.viewer, attempt_id=attempt, position=places[FILES],
            file=made_anew(b"What was seen."), at=after(1),
        )  # fmt: skip
        submit_attempt(session, viewer=taker.viewer, attempt_id=attempt, at=after(2))
        trainers = [factories.make_staff(session, "trainer", cohort) for _ in range(AT_ONCE)]
        return attempt, taker.enrolment.id, places, trainers

    return alone(own_app, make)


def counted(own_app, model, *conditions):
    return alone(
        own_app,
        lambda session: session.scalar(select(func.count()).select_from(model).where(*conditions)),
    )


def marking(made, question):
    """Each trainer marks the answer to a question; who was slower is told so."""
    attempt, _, places, trainers = made

    def act(session, number):
        viewer = factories.viewer_for(session, trainers[number])
        try:
            mark(session, viewer, attempt, places[question])
        except (AlreadyMarked, AlreadyGraded) as refused:
            session.rollback()
            return type(refused).__name__
        return "marked"

    return act


def test_of_many_marks_at_once_one_is_kept_and_the_others_are_told(own_app, made):
    got = at_once(own_app, marking(made, ESSAY))
    assert sorted(got) == ["AlreadyMarked"] * (AT_ONCE - 1) + ["marked"]
    assert counted(own_app, AttemptMark, AttemptMark.attempt_id == made[0]) == 1


def test_of_many_last_marks_at_once_one_brings_the_result(own_app, made):
    attempt, enrolment_id, places, trainers = made

    def first(session):
        mark(session, factories.viewer_for(session, trainers[0]), attempt, places[ESSAY])

    alone(own_app, first)
    got = at_once(own_app, marking(made, FILES))
    assert got.count("marked") == 1
    assert counted(own_app, AttemptGrade, AttemptGrade.attempt_id == attempt) == 1
    assert counted(own_app, Outcome, Outcome.enrolment_id == enrolment_id) == 1
