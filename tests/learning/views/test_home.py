from __future__ import annotations

from sqlalchemy import update

from lms.cohorts.models import Enrolment
from tests import factories
from tests.learning.world import (
    answer_all,
    attempt_url,
    meet,
    meet_all_online,
    page,
    right_fields,
    start,
    submit,
    url,
    wrong_fields,
)


def test_it_greets_by_the_given_name(client, enrolment):
    assert "Welcome, سارة" in page(client, "/learn")


def test_the_one_button_leads_to_the_first_lesson(client, enrolment):
    html = page(client, "/learn")
    assert html.count('class="button"') == 1
    assert url(enrolment, "u01", "lesson") in html


def test_the_button_leads_back_into_an_open_quiz(client, session, asking, enrolment):
    attempt_id = start(client, enrolment)
    fields = right_fields(session, asking, attempt_id, 1)
    client.post(attempt_url(attempt_id, 1), data=fields)
    assert attempt_url(attempt_id, 2) in page(client, "/learn")


def test_a_quiz_with_every_answer_leads_to_handing_in(client, session, asking, enrolment):
    attempt_id = start(client, enrolment)
    answer_all(session, client, asking, attempt_id)
    assert attempt_url(attempt_id, "review-answers") in page(client, "/learn")


def test_it_says_when_a_quiz_opens_again(client, session, asking, enrolment):
    meet(session, enrolment, "u01/lesson/viewed")
    for _ in range(3):
        attempt_id = start(client, enrolment)
        answer_all(session, client, asking, attempt_id, right=False)
        submit(client, attempt_id)
    assert "The next attempt opens at" in page(client, "/learn")


def test_it_waits_for_the_practicals(client, session, enrolment):
    meet_all_online(session, enrolment)
    meet(session, enrolment, "course/test/passed")
    assert "5 practicals await a trainer&#39;s sign-off" in page(client, "/learn")


def test_a_completed_course_leads_to_the_certificate(client, session, enrolment):
    meet_all_online(session, enrolment)
    units = [f"u0{number}/practical/signed_off" for number in range(1, 6)]
    meet(session, enrolment, "course/test/passed", *units)
    assert url(enrolment, "certificate") in page(client, "/learn")


def test_a_course_that_was_left_has_no_button(client, session, enrolment):
    session.execute(update(Enrolment).values(enrolment_state="withdrawn"))
    session.commit()
    html = page(client, "/learn")
    assert 'class="button"' not in html
    assert "Left before the end" in html


def test_without_a_course_it_says_what_to_do(client, session, trainee, cohort, sign_in):
    factories.give_role(session, trainee, "trainee", cohort)
    sign_in(trainee)
    html = page(client, "/learn")
    assert "No course yet" in html
    assert trainee.trainee_code in html


def test_the_numbers_of_statements_do_not_grow_with_what_was_done(
    client, session, enrolment, statements
):
    meet_all_online(session, enrolment)
    page(client, "/learn")
    with statements() as sent:
        page(client, "/learn")
    assert len(sent) <= 8, sent


def test_wrong_answers_are_no_step_of_their_own(client, session, asking, enrolment):
    meet(session, enrolment, "u01/lesson/viewed")
    attempt_id = start(client, enrolment)
    client.post(attempt_url(attempt_id, 1), data=wrong_fields(session, asking, attempt_id, 1))
    submit(client, attempt_id)
    assert url(enrolment, "u01", "quiz") in page(client, "/learn")
