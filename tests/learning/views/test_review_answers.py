from __future__ import annotations

from sqlalchemy import func, select

from lms.assessment.models import AttemptGrade
from tests.learning.world import answer_all, attempt_url, page, right_fields, start, submit


def test_questions_without_an_answer_are_marked(client, session, asking, enrolment):
    attempt_id = start(client, enrolment)
    client.post(attempt_url(attempt_id, 1), data=right_fields(session, asking, attempt_id, 1))
    html = page(client, attempt_url(attempt_id, "review-answers"))
    assert html.count("No answer yet") == 5
    assert "5 questions have no answer yet." in html


def test_handing_in_twice_grades_once(client, session, asking, enrolment):
    attempt_id = start(client, enrolment)
    answer_all(session, client, asking, attempt_id)
    submit(client, attempt_id)
    answer = submit(client, attempt_id)
    assert answer.location == attempt_url(attempt_id, "result")
    assert session.scalar(select(func.count()).select_from(AttemptGrade)) == 1


def test_the_back_button_after_handing_in_leads_to_the_result(client, enrolment):
    attempt_id = start(client, enrolment)
    submit(client, attempt_id)
    answer = client.get(attempt_url(attempt_id, "review-answers"))
    assert answer.location == attempt_url(attempt_id, "result")
