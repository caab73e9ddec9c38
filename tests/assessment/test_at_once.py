"""Many requests at once, each in a connection of its own: exactly one of them wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import create_app
from lms.assessment.models import Attempt, AttemptGrade
from lms.assessment.operations import AttemptClosed
from lms.assessment.queries.attempts import grades_of
from lms.assessment.rules.grading import right_response
from lms.authoring.operations import publish_package
from lms.core.db import db
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.migrating import migrate
from tests.support.postgres import fresh_database, migrated_template

COURSE = Path(__file__).parents[2] / "courses" / "c01-blue-policing"

AT_ONCE = 8


@pytest.fixture(scope="module")
def own_url(database_url, request, run_folder, tmp_path_factory):
    """A database of this module alone: what is committed here would be counted elsewhere."""
    if database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path_factory.mktemp('at_once') / 'lms.sqlite'}"
        migrate(url)
        yield url
        return
    cluster = request.getfixturevalue("postgres")
    template = migrated_template(cluster, run_folder, migrate)
    with fresh_database(cluster, template=template) as url:
        yield url


@pytest.fixture(scope="module")
def own_app(app, own_url):
    """Another application on it, with the same keys."""
    made = create_app(replace(app.config["LMS"], database_url=own_url), TESTING=True)
    with made.app_context():
        publish_package(db.session, COURSE, at=factories.LONG_AGO)
        db.session.commit()
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def enrolled(own_app):
    """A committed trainee, whom every connection sees."""
    with own_app.app_context(), Session(db.engine) as session:
        cohort = factories.make_cohort(session, academy_id=factories.make_academy(session))
        person = factories.make_person(session)
        enrolment_id = factories.enrol(session, person, cohort)
    return person, enrolment_id


def at_once(own_app, enrolled, act):
    """What each of AT_ONCE takers got from act(taker, number), committed."""
    ready = Barrier(AT_ONCE)

    def run(number):
        with own_app.app_context(), Session(db.engine) as session:
            taker = Taker(session, *enrolled)
            session.commit()
            ready.wait(30)
            got = act(taker, number)
            session.commit()
            return got

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def alone(own_app, enrolled, act):
    with own_app.app_context(), Session(db.engine) as session:
        got = act(Taker(session, *enrolled))
        session.commit()
        return got


def test_of_many_starts_one_attempt_comes(own_app, enrolled):
    started = at_once(own_app, enrolled, lambda taker, number: taker.start(seed=number))
    kept = alone(
        own_app,
        enrolled,
        lambda taker: taker.session.scalar(
            select(func.count())
            .select_from(Attempt)
            .where(Attempt.enrolment_id == taker.enrolment.id)
        ),
    )
    assert (len(set(started)), kept) == (1, 1)


def test_of_many_hand_ins_one_is_graded(own_app, enrolled):
    attempt = alone(own_app, enrolled, lambda taker: taker.start())
    at_once(own_app, enrolled, lambda taker, number: taker.submit(attempt, at=after(5 + number)))
    grades = alone(
        own_app,
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


def test_an_answer_that_was_taken_is_in_the_grade(own_app, enrolled):
    attempt = alone(own_app, enrolled, lambda taker: taker.start())
    taken = {each for each in at_once(own_app, enrolled, answer_or_hand_in(attempt)) if each}
    parts = alone(
        own_app, enrolled, lambda taker: grades_of(taker.session, [attempt])[attempt].grades
    )
    assert {place for place, part in enumerate(parts, start=1) if part == 1} == taken
