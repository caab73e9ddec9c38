from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Attempt, AttemptStep
from lms.progress.queries import progress_of
from tests.learning.world import attempt_url, page, start, the_course, url, walk, way_to


@pytest.fixture
def scenario(session):
    return the_course(session).activity("u01", "scenario").scenario


@pytest.fixture
def attempt(client, enrolment):
    return start(client, enrolment, "u01", "scenario")


def there(attempt_id):
    return attempt_url(attempt_id, "scenario")


def steps(session):
    return session.scalar(select(func.count()).select_from(AttemptStep))


def test_the_first_situation_offers_its_choices(client, scenario, attempt):
    html = page(client, there(attempt))
    node = scenario.node(scenario.start)
    assert html.count('type="radio"') == len(node.choices)
    assert "Scenario: situation 1" in html


def test_a_choice_shows_what_follows_and_goes_on(client, session, scenario, attempt):
    node, choice = way_to(scenario, "lawful")[0]
    answer = client.post(there(attempt), data={"node": node, "choice": choice})
    assert answer.location == f"{there(attempt)}?step=1"
    assert scenario.node(node).choice(choice).consequence.en in page(client, answer.location)
    assert "Scenario: situation 2" in page(client, there(attempt))


def test_two_clicks_are_one_choice(client, session, scenario, attempt):
    node, choice = way_to(scenario, "lawful")[0]
    for _ in range(2):
        answer = client.post(there(attempt), data={"node": node, "choice": choice})
        assert answer.location == f"{there(attempt)}?step=1"
    assert steps(session) == 1


def test_an_old_tab_cannot_change_a_choice(client, session, scenario, attempt):
    node, choice = way_to(scenario, "lawful")[0]
    client.post(there(attempt), data={"node": node, "choice": choice})
    other = next(one.key for one in scenario.node(node).choices if one.key != choice)
    answer = client.post(there(attempt), data={"node": node, "choice": other})
    assert answer.location == f"{there(attempt)}?step=1"
    assert scenario.node(node).choice(choice).consequence.en in page(client, answer.location)


@pytest.mark.parametrize("fields", [{}, {"node": "n1"}, {"node": "n1", "choice": "zz"}])
def test_without_a_choice_it_asks_again(client, session, attempt, fields):
    answer = client.post(there(attempt), data=fields)
    assert answer.status_code == 422
    assert "Choose one way to act." in answer.get_data(as_text=True)
    assert steps(session) == 0


def test_a_lawful_ending_is_done_and_leads_on(client, session, enrolment, scenario, attempt):
    walk(client, attempt, way_to(scenario, "lawful"))
    html = page(client, there(attempt))
    assert "It ended lawfully: the scenario is done" in html
    assert progress_of(session, enrolment).is_met("u01/scenario/passed")
    assert url(enrolment, "u01", "lesson") in html


def test_a_lost_ending_says_why_and_can_be_tried_again(
    client, session, enrolment, scenario, attempt
):
    way = way_to(scenario, "lost")
    walk(client, attempt, way)
    html = page(client, there(attempt))
    node, choice = way[-1]
    ending = scenario.node(scenario.node(node).choice(choice).next)
    assert "Lost this time" in html
    assert ending.text.en.split("\n")[0][:40] in html.replace("&#39;", "'")
    assert "Source: " in html
    assert not progress_of(session, enrolment).is_met("u01/scenario/passed")
    again = start(client, enrolment, "u01", "scenario")
    assert again != attempt
    assert session.scalar(select(func.count()).select_from(Attempt)) == 2


def test_its_address_in_the_unit_leads_back_into_an_open_walk(client, enrolment, attempt):
    assert client.get(url(enrolment, "u01", "scenario")).location == there(attempt)


def test_a_quiz_is_no_scenario(client, enrolment):
    quiz = start(client, enrolment)
    assert client.get(there(quiz)).status_code == 404
