"""Many requests at once, each in a connection of its own: exactly one of them wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.assessment.models import Attempt, AttemptGrade
from lms.assessment.operations import AttemptClosed
from lms.assessment.queries.attempts import grades_of
from lms.assessment.rules.grading import right_response
from lms.core.db import db
from tests import factories
from tests.assessment.world import Taker, after

AT_ONCE = 8


@pytest.fixture
def enrolled(app):
    """A committed trainee, whom every connection sees; in an academy of their own."""
    with app.app_context(), Session(db.engine) as session:
        cohort = factories.make_cohort(session, academy_id=factories.make_academy(session))
        person = factories.make_person(session)
        yield person, factories.enrol(session, person, cohort)


def at_once(app, enrolled, act):
    """What each of AT_ONCE takers got from act(taker, number), committed."""
    ready = Barrier(AT_ONCE)

    def run(number):
        with app.app_context(), Session(db.engine) as session:
            taker = Taker(session, *enrolled)
            session.commit()
            ready.wait(30)
            got = act(taker, number)
            session.commit()
            return got

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def alone(app, enrolled, act):
    with app.app_context(), Session(db.engine) as session:
        got = act(Taker(session, *enrolled))
        session.commit()
        return got


def test_of_many_starts_one_attempt_comes(app, enrolled):
    started = at_once(app, enrolled, lambda taker, number: taker.start(seed=number))
    kept = alone(
        app,
        enrolled,
        lambda taker: taker.session.scalar(
            select(func.count())
            .select_from(Attempt)
            .where(Attempt.enrolment_id == taker.enrolment.id)
        ),
    )
    assert (len(set(started)), kept) == (1, 1)


def test_of_many_hand_ins_one_is_graded(app, enrolled):
    attempt = alone(app, enrolled, lambda taker: taker.start())
    at_once(app, enrolled, lambda taker, number: taker.submit(attempt, at=after(5 + number)))
    grades = alone(
        app,
        enrolled,
        lambda taker: taker.session.scalar(
            select(func.count()).select_from(AttemptGrade).where(AttemptGrade.attempt_id == attempt)
        ),
    )
    assert grades == 1


def answer_or_hand_in(attempt):
    """One taker hands in at minute 5, the others answer a slot each just before."""

    def act(taker, number):
        if number == 0:
            taker.submit(attempt, at=after(5))
            return None
        position = 1 + number % 6
        response = right_response(taker.question(attempt, position))
        try:
            taker.save(attempt, position, response, at=after(4))
        except AttemptClosed:
            return None
        return position

    return act


def test_an_answer_that_was_taken_is_in_the_grade(app, enrolled):
    attempt = alone(app, enrolled, lambda taker: taker.start())
    taken = {each for each in at_once(app, enrolled, answer_or_hand_in(attempt)) if each}
    parts = alone(app, enrolled, lambda taker: grades_of(taker.session, [attempt])[attempt].grades)
    assert {place for place, part in enumerate(parts, start=1) if part == 1} == taken
