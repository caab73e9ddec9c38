from __future__ import annotations

from lms.assessment.queries.attempts import own_attempt
from lms.progress.queries import progress_of
from tests.learning.world import (
    answer_all,
    attempt_url,
    meet,
    meet_all_online,
    page,
    start,
    submit,
    url,
    wrong_fields,
)


def result(client, attempt_id):
    return page(client, attempt_url(attempt_id, "result"))


def test_a_passed_quiz_counts_and_leads_on(client, session, asking, enrolment):
    meet(session, enrolment, "u01/lesson/viewed")
    attempt_id = start(client, enrolment)
    answer_all(session, client, asking, attempt_id)
    submit(client, attempt_id)
    html = result(client, attempt_id)
    assert "<bdi>6 of 6</bdi>" in html
    assert url(enrolment, "u01", "scenario") in html
    assert progress_of(session, enrolment).is_met("u01/quiz/passed")


def test_each_question_has_its_feedback_and_source(client, session, asking, enrolment):
    attempt_id = start(client, enrolment)
    answer_all(session, client, asking, attempt_id, right=False)
    submit(client, attempt_id)
    html = result(client, attempt_id)
    assert html.count('<li class="feedback"') == 6
    assert "6 questions to look at again" in html
    assert "Right answer" in html
    assert "Source: " in html


def test_a_quiz_that_was_not_passed_offers_the_next_attempt(client, enrolment):
    attempt_id = start(client, enrolment)
    submit(client, attempt_id)
    html = result(client, attempt_id)
    assert "No answer given" in html
    assert "Start the next attempt" in html


def test_an_open_attempt_has_no_result(client, enrolment):
    attempt_id = start(client, enrolment)
    answer = client.get(attempt_url(attempt_id, "result"))
    assert answer.location == attempt_url(attempt_id, "review-answers")


def test_the_course_test_keeps_its_answers_while_it_may_be_taken_again(client, session, enrolment):
    meet_all_online(session, enrolment)
    attempt_id = start(client, enrolment, "course", "test")
    submit(client, attempt_id)
    html = result(client, attempt_id)
    assert "Right answer" not in html
    assert "A rule without exception was not fully right" in html
    assert "Start the exercise: 3 questions" in html


FAILED_AT_ANY_SCORE = {
    "ar": ("24 من 25", "لا يتحقق النجاح بذلك مهما كانت الدرجة"),
    "ckb": ("24 لە 25", "لەم حاڵەتەدا بە هیچ نمرەیەک دەرچوون نابێت"),
    "en": ("24 of 25", "that fails the test at any score"),
}


def test_one_absolute_item_wrong_at_96_percent_fails_and_says_why_in_each_language(
    client, session, asking, enrolment
):
    meet_all_online(session, enrolment)
    attempt_id = start(client, enrolment, "course", "test")
    answer_all(session, client, asking, attempt_id)
    slots = own_attempt(session, asking, attempt_id).slots
    place = next(n for n, slot in enumerate(slots, start=1) if slot.is_absolute)
    wrong = wrong_fields(session, asking, attempt_id, place)
    client.post(attempt_url(attempt_id, place), data=wrong)
    submit(client, attempt_id)
    assert not progress_of(session, enrolment).is_met("course/test/passed")
    for language, (score, why) in FAILED_AT_ANY_SCORE.items():
        client.post("/language", data={"language": language})
        html = result(client, attempt_id)
        assert f'<html lang="{language}"' in html
        assert score in html
        assert why in html


def test_a_passed_course_test_leads_to_the_course(client, session, asking, enrolment):
    meet_all_online(session, enrolment)
    attempt_id = start(client, enrolment, "course", "test")
    answer_all(session, client, asking, attempt_id)
    submit(client, attempt_id)
    assert "To the course page" in result(client, attempt_id)
    assert progress_of(session, enrolment).is_met("course/test/passed")
