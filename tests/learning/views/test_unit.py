from __future__ import annotations

from tests.learning.world import (
    attempt_url,
    meet,
    meet_all_online,
    meet_unit,
    page,
    right_fields,
    start,
    the_course,
    url,
)


def test_it_lists_what_to_do_with_states(client, session, enrolment):
    meet(session, enrolment, "u01/lesson/viewed")
    html = page(client, url(enrolment, "u01"))
    assert "Read on 3 March" in html
    assert "Awaits sign-off" in html
    assert "Pass mark: 4.2 of 6" in html


def test_the_best_score_is_said_in_points(client, session, enrolment):
    meet(session, enrolment, "u01/quiz/passed", score=5 / 6)
    assert "Passed on 3 March, best: 5 of 6" in page(client, url(enrolment, "u01"))


def test_the_objectives_and_sources_are_there(client, session, enrolment):
    html = page(client, url(enrolment, "u01"))
    unit = the_course(session).unit("u01")
    assert all(objective.text.en in html for objective in unit.objectives)
    assert "Sources (5)" in html


def test_an_open_quiz_is_linked_at_its_question(client, session, asking, enrolment):
    attempt_id = start(client, enrolment)
    fields = right_fields(session, asking, attempt_id, 1)
    client.post(attempt_url(attempt_id, 1), data=fields)
    html = page(client, url(enrolment, "u01"))
    assert "At question 2 of 6" in html
    assert attempt_url(attempt_id, 2) in html


def test_a_finished_unit_leads_to_the_next_one(client, session, enrolment):
    meet_unit(session, enrolment, "u01")
    assert url(enrolment, "u02") in page(client, url(enrolment, "u01"))


def test_a_locked_unit_says_why_and_what_opens_it(client, enrolment):
    answer = client.get(url(enrolment, "u02"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert all(url(enrolment, "u01", part) in html for part in ("lesson", "quiz", "scenario"))


def test_the_course_tests_unit_leads_to_the_test(client, enrolment):
    assert client.get(url(enrolment, "course")).location == url(enrolment, "course", "test")


def test_an_unknown_unit_is_not_there(client, enrolment):
    assert client.get(url(enrolment, "u99")).status_code == 404


def test_it_costs_two_statements(client, session, enrolment, statements):
    meet_all_online(session, enrolment)
    start(client, enrolment)
    page(client, url(enrolment, "u01"))
    with statements() as sent:
        page(client, url(enrolment, "u01"))
    assert len(sent) == 2, sent
