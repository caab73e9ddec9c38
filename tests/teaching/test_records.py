from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from lms.accounts.models import Slip
from lms.assessment.models import AttemptGrant
from lms.core import clock
from tests import factories
from tests.assessment.world import Taker
from tests.teaching.world import english, in_fours, page, text_of


@pytest.fixture
def person(cohort, enrolled):
    return enrolled[0]


@pytest.fixture
def enrolled(cohort):
    return cohort.enrol(given="رامي")


@pytest.fixture
def enrolment(enrolled):
    return enrolled[1]


@pytest.fixture
def url(enrolment):
    return f"/teach/enrolments/{enrolment}"


@pytest.fixture
def counted(cohort):
    """An activity whose attempts are counted: the course test."""
    return cohort.course.test.address


def test_a_fresh_record_is_honest(browser, cohort, url):
    text = english(browser, url)
    assert "رامي كريم حسن" in text
    assert "No attempt yet." in text
    assert text.count("Observe the practical") == len(cohort.course.units)


def test_attempts_are_listed_with_their_scores(browser, cohort, enrolled, url):
    cohort.hand_in(*enrolled, wrong=[1, 2, 3])
    cohort.hand_in(*enrolled)
    text = english(browser, url)
    assert "Passed with 6 of 6" in text
    assert "Not passed yet: " in text


def test_practicals_stand_beside_their_units(browser, cohort, enrolment, url):
    cohort.observe(enrolment, missed=[cohort.critical()], remark="Speaks too fast")
    text = english(browser, url)
    assert "Needs more practice" in text
    assert "Speaks too fast" in text


def test_the_record_asks_as_much_for_many_attempts_as_for_one(
    browser, cohort, enrolled, url, statements
):
    cohort.hand_in(*enrolled)
    cohort.observe(enrolled[1])
    page(browser, url)
    with statements() as few:
        page(browser, url)
    for _ in range(2):
        cohort.hand_in(*enrolled)
        cohort.observe(enrolled[1])
    with statements() as many:
        page(browser, url)
    assert len(many) == len(few) <= 13


def test_a_submitted_attempt_shows_answers_and_what_is_right(browser, cohort, enrolled):
    attempt = cohort.hand_in(*enrolled, wrong=[1])
    text = english(browser, f"/teach/attempts/{attempt}")
    assert text.count("Answer given") == 6
    assert "Not right yet" in text
    assert "Right answer" in text
    assert "Your answer" not in text


def test_an_open_attempt_is_listed_but_not_shown(session, browser, cohort, enrolled, url):
    cohort.meet(enrolled[1], "u01/lesson/viewed")
    attempt = Taker(session, *enrolled).start(at=clock.now())
    session.commit()
    assert "Open since" in english(browser, url)
    assert str(attempt) not in browser.get(url).get_data(as_text=True)
    assert browser.get(f"/teach/attempts/{attempt}").status_code == 404


def test_a_played_scenario_shows_the_way_taken(session, browser, cohort, enrolled, url):
    cohort.meet(enrolled[1], "u01/lesson/viewed", "u01/quiz/passed")
    taker = Taker(session, *enrolled)
    attempt = taker.start_scenario(at=clock.now())
    scenario = taker.activity("u01/scenario").scenario
    node = scenario.node(scenario.start)
    first = node.choices[0]
    while node.choices:
        choice = node.choices[0]
        taker.choose(attempt, node.key, choice.key, at=clock.now())
        node = scenario.node(choice.next)
    session.commit()
    assert f"/teach/attempts/{attempt}" in browser.get(url).get_data(as_text=True)
    text = english(browser, f"/teach/attempts/{attempt}")
    for shown in (first.text.en, first.consequence.en, node.text.en):
        assert " ".join(shown.split()) in text


def test_one_more_attempt_is_given_with_a_reason(session, browser, enrolment, url, counted):
    answer = browser.post(f"{url}/grant", data={"activity": counted, "reason": "Power cut"})
    assert answer.status_code == 303
    kept = session.scalars(select(AttemptGrant)).one()
    assert (kept.enrolment_id, kept.activity) == (enrolment, counted)
    assert b"Power" not in kept.reason_sealed
    text = english(browser, url)
    assert "one more attempt, given on" in text
    assert "Power cut" in text


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
def test_no_attempt_is_given_without_a_reason(session, browser, url, counted, reason):
    answer = browser.post(f"{url}/grant", data={"activity": counted, "reason": reason})
    assert answer.status_code == 422
    assert f'value="{counted}" selected' in answer.get_data(as_text=True)
    assert session.scalars(select(AttemptGrant)).all() == []


@pytest.mark.parametrize("activity", ["", "u01/lesson", "u99/quiz", "nothing"])
def test_no_attempt_is_given_at_what_is_not_counted(session, browser, url, activity):
    answer = browser.post(f"{url}/grant", data={"activity": activity, "reason": "x"})
    assert answer.status_code == 404
    assert session.scalars(select(AttemptGrant)).all() == []


def test_an_ended_enrolment_is_read_and_no_more(session, browser, cohort, enrolment, url, counted):
    cohort.withdraw(enrolment)
    text = english(browser, url)
    assert "Give one more attempt" not in text
    assert "New slip" not in text
    assert "Observe the practical" not in text
    grant = browser.post(f"{url}/grant", data={"activity": counted, "reason": "x"})
    assert grant.status_code == 403
    assert browser.post(f"{url}/slip").status_code == 404
    assert session.scalars(select(AttemptGrant)).all() == []
    assert session.scalars(select(Slip)).all() == []


def test_a_new_slip_is_shown_once_without_a_name(browser, person, url):
    answer = browser.post(f"{url}/slip")
    assert answer.status_code == 200
    text = text_of(answer)
    assert in_fours(person.login_code) in text
    assert "رامي" not in text
    assert browser.get(f"{url}/slip").status_code == 405


def test_nobody_resets_upward(session, browser, cohort, person, url):
    factories.give_role(session, person, "administrator", factories.make_site(session))
    assert browser.post(f"{url}/slip").status_code == 403
    assert session.scalars(select(Slip)).all() == []


def test_a_record_elsewhere_or_unknown_is_not_found(
    session, elsewhere, cohort, enrolled, url, counted
):
    attempt = cohort.hand_in(*enrolled)
    client = elsewhere()
    for address in (url, f"/teach/enrolments/{uuid.uuid4()}", f"/teach/attempts/{attempt}"):
        assert client.get(address).status_code == 404
    grant = client.post(f"{url}/grant", data={"activity": counted, "reason": "x"})
    assert grant.status_code == 404
    assert client.post(f"{url}/slip").status_code == 404
    assert session.scalars(select(AttemptGrant)).all() == []
    assert session.scalars(select(Slip)).all() == []
