from __future__ import annotations

from tests.learning.world import meet, page, the_course, url


def test_it_shows_the_lines_as_the_trainer_will_see_them(client, session, enrolment):
    html = page(client, url(enrolment, "u01", "practical"))
    practical = the_course(session).activity("u01", "practical").practical
    assert all(line.text.en in html for line in practical.lines)
    assert html.count("Critical line") == sum(line.is_critical for line in practical.lines)


def test_it_says_when_it_was_signed_off(client, session, enrolment):
    meet(session, enrolment, "u01/practical/signed_off")
    assert "Signed off on 3 March" in page(client, url(enrolment, "u01", "practical"))


def test_it_says_when_more_practice_is_needed(client, session, enrolment):
    meet(session, enrolment, "u01/practical/signed_off", outcome="not_met")
    assert "Needs more practice" in page(client, url(enrolment, "u01", "practical"))


def test_nothing_can_be_posted_to_it(client, enrolment):
    assert client.post(url(enrolment, "u01", "practical")).status_code == 404
