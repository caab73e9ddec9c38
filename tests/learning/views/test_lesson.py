from __future__ import annotations

from sqlalchemy import func, select

from lms.progress.models import Outcome
from tests.learning.world import meet, page, url


def outcomes(session):
    return session.scalar(select(func.count()).select_from(Outcome))


def test_it_shows_the_text_and_its_headings(client, enrolment):
    html = page(client, url(enrolment, "u01", "lesson"))
    assert '<article class="prose">' in html
    assert "In this lesson" in html
    assert html.count("<h2 id=") >= 2


def test_marking_as_read_leads_on_to_the_quiz(client, session, enrolment):
    answer = client.post(url(enrolment, "u01", "lesson"))
    assert answer.status_code == 302
    assert answer.location == url(enrolment, "u01", "quiz")
    assert outcomes(session) == 1


def test_two_clicks_are_one_reading(client, session, enrolment):
    client.post(url(enrolment, "u01", "lesson"))
    client.post(url(enrolment, "u01", "lesson"))
    assert outcomes(session) == 1


def test_a_lesson_that_was_read_offers_the_way_on_instead(client, session, enrolment):
    meet(session, enrolment, "u01/lesson/viewed")
    html = page(client, url(enrolment, "u01", "lesson"))
    assert "Read on 3 March" in html
    assert url(enrolment, "u01", "quiz") in html


def test_a_lesson_of_a_locked_unit_says_what_opens_it(client, session, enrolment):
    for answer in (
        client.get(url(enrolment, "u02", "lesson")),
        client.post(url(enrolment, "u02", "lesson")),
    ):
        assert answer.status_code == 403
        assert url(enrolment, "u01", "quiz") in answer.get_data(as_text=True)
    assert outcomes(session) == 0


def test_an_unknown_activity_is_not_there(client, enrolment):
    assert client.get(url(enrolment, "u01", "nothing")).status_code == 404
