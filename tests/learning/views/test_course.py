from __future__ import annotations

from uuid import uuid4

from tests import factories
from tests.learning.world import meet, meet_all_online, meet_unit, page, start, url


def test_every_unit_stands_there_with_its_state_in_words(client, session, enrolment):
    meet_unit(session, enrolment, "u01")
    html = page(client, url(enrolment))
    assert html.count('<li class="unit"') == 7
    assert "Awaits sign-off" in html
    assert html.count('data-state="locked"') >= 3


def test_a_locked_unit_links_to_what_unlocks_it(client, enrolment):
    html = page(client, url(enrolment))
    assert "Opens when 3 parts of unit 1 are done." in html
    assert url(enrolment, "u02") not in html


def test_the_next_locked_unit_names_the_last_part_missing(client, session, enrolment):
    meet(session, enrolment, "u01/lesson/viewed", "u01/quiz/passed")
    html = page(client, url(enrolment))
    assert "Opens when this is done: Scenario: the flooded street." in html
    assert url(enrolment, "u01", "scenario") in html


def test_the_course_test_opens_when_all_online_parts_are_done(client, session, enrolment):
    assert "Opens when 15 more online parts are done." in page(client, url(enrolment))
    meet_all_online(session, enrolment)
    assert url(enrolment, "course", "test") in page(client, url(enrolment))


def test_the_certificate_waits_for_the_practicals(client, session, enrolment):
    meet_all_online(session, enrolment)
    meet(session, enrolment, "course/test/passed", "u01/practical/signed_off")
    assert "4 practicals still await sign-off." in page(client, url(enrolment))


def test_a_started_quiz_is_the_one_button(client, enrolment):
    attempt_id = start(client, enrolment)
    assert f"/learn/attempts/{attempt_id}/1" in page(client, url(enrolment))


def test_somebody_elses_course_is_not_there(client, session, cohort, enrolment):
    other = factories.enrol(session, factories.make_person(session), cohort)
    assert client.get(url(other)).status_code == 404
    assert client.get(url(uuid4())).status_code == 404
