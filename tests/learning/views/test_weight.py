"""First visit: HTML, stylesheet and script together fit into the first TCP window."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from lms.accounts.models import Person
from lms.core.assets import assets
from tests.learning.world import (
    answer_all,
    attempt_url,
    meet_all_online,
    meet_unit,
    start,
    submit,
    the_course,
    url,
    walk,
    way_to,
    weight,
)

MOST_BYTES = 14_600
LANGUAGES = ("ar", "ckb", "en")


def shared():
    """The stylesheet and the script, compressed."""
    return sum(len(assets()[name].bodies["gzip"]) for name in ("app.css", "app.js"))


@pytest.fixture(params=LANGUAGES)
def language(request, session, enrolment):
    session.execute(update(Person).values(language=request.param))
    session.commit()
    return request.param


def heaviest(client, addresses, statuses=(200,)):
    return max((weight(client, one, statuses=statuses), one) for one in addresses)


def fits(found):
    size, address = found
    assert size + shared() <= MOST_BYTES, (address, size, shared())


def test_every_page_that_is_only_read_fits(client, session, enrolment, language):
    meet_all_online(session, enrolment)
    units = [unit.key for unit in the_course(session).units]
    parts = ("", "/lesson", "/quiz", "/scenario", "/practical")
    addresses = [url(enrolment, unit) + part for unit in units for part in parts]
    fits(heaviest(client, ["/learn", url(enrolment), url(enrolment, "about"), *addresses]))


def test_what_is_locked_fits(client, enrolment, language):
    fits(heaviest(client, [url(enrolment, "course", "test")], statuses=(403,)))


def test_quizzes_and_their_results_fit(client, session, asking, enrolment, language):
    for unit in the_course(session).units:
        attempt_id = start(client, enrolment, unit.key)
        slots = [attempt_url(attempt_id, slot) for slot in range(1, 7)]
        fits(heaviest(client, [*slots, attempt_url(attempt_id, "review-answers")]))
        answer_all(session, client, asking, attempt_id, right=False)
        submit(client, attempt_id)
        fits(heaviest(client, [attempt_url(attempt_id, "result")]))
        meet_unit(session, enrolment, unit.key)


def test_the_course_test_and_its_result_fit(client, session, asking, enrolment, language):
    meet_all_online(session, enrolment)
    attempt_id = start(client, enrolment, "course", "test")
    fits(heaviest(client, [attempt_url(attempt_id, "review-answers")]))
    answer_all(session, client, asking, attempt_id)
    submit(client, attempt_id)
    fits(heaviest(client, [attempt_url(attempt_id, "result")]))


def test_scenarios_fit(client, session, enrolment, language):
    for unit in the_course(session).units:
        attempt_id = start(client, enrolment, unit.key, "scenario")
        way = way_to(unit.activity("scenario").scenario, "lawful")
        walk(client, attempt_id, way)
        there = attempt_url(attempt_id, "scenario")
        steps = [f"{there}?step={number}" for number in range(1, len(way) + 1)]
        fits(heaviest(client, [there, *steps]))
        meet_unit(session, enrolment, unit.key)
