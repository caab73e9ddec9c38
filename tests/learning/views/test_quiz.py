from __future__ import annotations

from sqlalchemy import func, select, update

from lms.assessment.models import Attempt
from lms.cohorts.models import Enrolment
from tests.learning.world import (
    answer_all,
    attempt_url,
    meet_all_online,
    page,
    start,
    submit,
    url,
)


def attempts(session):
    return session.scalar(select(func.count()).select_from(Attempt))


def test_it_says_what_to_know_before_starting(client, enrolment):
    html = page(client, url(enrolment, "u01", "quiz"))
    assert "4.2 of 6" in html
    assert "0 attempts used. There is no limit." in html


def test_looking_at_it_starts_nothing(client, session, enrolment):
    page(client, url(enrolment, "u01", "quiz"))
    assert attempts(session) == 0


def test_starting_leads_to_the_first_question(client, enrolment):
    answer = client.post(url(enrolment, "u01", "quiz"))
    assert answer.status_code == 303
    assert answer.location.endswith("/1")


def test_two_clicks_start_one_attempt(client, session, enrolment):
    assert start(client, enrolment) == start(client, enrolment)
    assert attempts(session) == 1


def test_earlier_attempts_stand_there_in_points(client, session, asking, enrolment):
    attempt_id = start(client, enrolment)
    answer_all(session, client, asking, attempt_id)
    submit(client, attempt_id)
    html = page(client, url(enrolment, "u01", "quiz"))
    assert "Attempt 1: 6 of 6" in html
    assert attempt_url(attempt_id, "result") in html


def test_a_quiz_that_cools_down_says_when_it_opens(client, session, asking, enrolment):
    for _ in range(3):
        attempt_id = start(client, enrolment)
        answer_all(session, client, asking, attempt_id, right=False)
        submit(client, attempt_id)
    answer = client.post(url(enrolment, "u01", "quiz"))
    assert answer.location == url(enrolment, "u01", "quiz")
    assert attempts(session) == 3
    assert "The next attempt opens at" in page(client, url(enrolment, "u01", "quiz"))


def test_the_course_test_is_locked_until_all_online_parts_are_done(client, session, enrolment):
    assert client.get(url(enrolment, "course", "test")).status_code == 403
    assert client.post(url(enrolment, "course", "test")).status_code == 403
    assert attempts(session) == 0


def test_a_missed_absolute_item_asks_for_the_exercise_first(client, session, asking, enrolment):
    meet_all_online(session, enrolment)
    attempt_id = start(client, enrolment, "course", "test")
    submit(client, attempt_id)
    html = page(client, url(enrolment, "course", "test"))
    assert "Start the exercise: 3 questions" in html
    exercise = start(client, enrolment, "course", "test", remedial="1")
    assert exercise != attempt_id
    answer_all(session, client, asking, exercise)
    submit(client, exercise)
    assert "Start the next attempt" in page(client, url(enrolment, "course", "test"))


def test_a_course_that_was_left_starts_nothing(client, session, enrolment):
    session.execute(update(Enrolment).values(enrolment_state="withdrawn"))
    session.commit()
    assert client.post(url(enrolment, "u01", "quiz")).status_code == 403
    assert attempts(session) == 0


def test_an_attempt_whose_time_is_over_is_closed_by_its_owner(
    client, session, enrolment, come_back_after
):
    meet_all_online(session, enrolment)
    attempt_id = start(client, enrolment, "course", "test")
    come_back_after(61)
    assert "The time is over: see the result" in page(client, url(enrolment, "course", "test"))
    assert submit(client, attempt_id).location == attempt_url(attempt_id, "result")
