"""Many requests at once, each in a connection of its own: exactly one of them wins."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Attempt, AttemptGrade
from lms.assessment.operations import AttemptClosed
from lms.assessment.queries.attempts import grades_of
from lms.assessment.rules.grading import right_response
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.at_once import alone, at_once


def enrol(session):
    """A committed trainee, whom every connection sees."""
    cohort = factories.make_cohort(session, academy_id=factories.make_academy(session))
    person = factories.make_person(session)
    return person, factories.enrol(session, person, cohort)


@pytest.fixture
def taking(own_app):
    """Makes a connection's own taker of the one trainee."""
    enrolled = alone(own_app, enrol)
    return lambda session: Taker(session, *enrolled)


def counted(own_app, model, *conditions):
    return alone(
        own_app,
        lambda session: session.scalar(select(func.count()).select_from(model).where(*conditions)),
    )


def started(own_app, taking):
    return alone(own_app, lambda session: taking(session).start())


def test_of_many_starts_one_attempt_comes(own_app, taking):
    got = at_once(own_app, lambda taker, number: taker.start(seed=number), before=taking)
    enrolment_id = alone(own_app, lambda session: taking(session).enrolment.id)
    kept = counted(own_app, Attempt, Attempt.enrolment_id == enrolment_id)
    assert (len(set(got)), kept) == (1, 1)


def test_of_many_hand_ins_one_is_graded(own_app, taking):
    attempt = started(own_app, taking)
    at_once(
        own_app, lambda taker, number: taker.submit(attempt, at=after(5 + number)), before=taking
    )
    assert counted(own_app, AttemptGrade, AttemptGrade.attempt_id == attempt) == 1


def answer_or_hand_in(attempt, answered_at):
    """One taker hands in at minute 5, the others answer a slot each."""

    def act(taker, number):
        if number == 0:
            taker.submit(attempt, at=after(5))
            return None
        position = 1 + number % 6
        response = right_response(taker.question(attempt, position))
        try:
            taker.save(attempt, position, response, at=answered_at)
        except AttemptClosed:
            return None
        return position

    return act


@pytest.mark.parametrize("minute", [4, 5, 6])
def test_an_answer_that_was_taken_is_in_the_grade(own_app, taking, minute):
    attempt = started(own_app, taking)
    act = answer_or_hand_in(attempt, after(minute))
    taken = {each for each in at_once(own_app, act, before=taking) if each}
    grade = alone(own_app, lambda session: grades_of(session, [attempt])[attempt])
    right = {place for place, part in enumerate(grade.grades, start=1) if part == 1}
    assert right == taken
