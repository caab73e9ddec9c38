"""Answers sent together as JSON, when there is a line again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.assessment.models import AttemptStep
from lms.assessment.operations import submit_attempt
from lms.assessment.rules.grading import right_response
from lms.core import clock
from lms.core.ids import new_id
from tests import factories
from tests.learning.world import attempt_url, page, question_at, start

MINUTE = timedelta(minutes=1)


@pytest.fixture
def viewer(session, trainee):
    return factories.viewer_for(session, trainee)


@pytest.fixture
def attempt(browser, enrolment):
    return start(browser, enrolment)


@pytest.fixture
def browser(sign_in, trainee):
    return sign_in(trainee)


def answer(session, viewer, attempt, slot=1, *, at=None, **more):
    """A right answer, as a client sends it."""
    given = right_response(question_at(session, viewer, attempt, slot))
    when = at or clock.now()
    sent = {"slot": slot, "response": given, "answered_at": when.isoformat()}
    return {"client_uuid": str(new_id(when)), **sent, **more}


def send(client, attempt, *steps, **more):
    return client.post(attempt_url(attempt, "steps:batch"), json={"steps": list(steps)} | more)


def kept(session, attempt):
    return session.scalar(select(func.count()).where(AttemptStep.attempt_id == attempt))


def test_each_answer_comes_back_as_it_is_kept(session, browser, viewer, attempt):
    sent = [answer(session, viewer, attempt, slot) for slot in (1, 2)]
    got = send(browser, attempt, *sent)
    assert got.status_code == 200
    assert got.json["state"] == "in_progress"
    assert [step["client_uuid"] for step in got.json["steps"]] == [
        step["client_uuid"] for step in sent
    ]
    assert all(step["counts"] for step in got.json["steps"])
    assert "text" not in got.json
    steps = session.scalars(select(AttemptStep).where(AttemptStep.attempt_id == attempt)).all()
    assert {step.source for step in steps} == {"offline"}


def test_the_same_again_is_answered_alike_and_kept_once(session, browser, viewer, attempt):
    sent = answer(session, viewer, attempt)
    first = send(browser, attempt, sent, sent, sent_at=clock.now().isoformat())
    key = {"Idempotency-Key": "once"}
    again = browser.post(attempt_url(attempt, "steps:batch"), json={"steps": [sent]}, headers=key)
    assert again.status_code == 200
    assert again.json["steps"] == first.json["steps"][:1]
    assert kept(session, attempt) == 1


@pytest.mark.parametrize("changed", ["response", "slot", "answered_at"])
def test_the_same_id_with_another_body_is_refused(session, browser, viewer, attempt, changed):
    sent = answer(session, viewer, attempt)
    send(browser, attempt, sent)
    other = answer(session, viewer, attempt, 2, at=clock.now() - MINUTE)
    body = {**sent, changed: other[changed]}
    if changed in {"response", "slot"}:
        body |= {"slot": 2, "response": other["response"]}
    fresh = answer(session, viewer, attempt, 3)
    got = send(browser, attempt, fresh, body)
    assert (got.status_code, got.json["error"]) == (409, "different_body")
    assert got.json["client_uuid"] == sent["client_uuid"]
    assert kept(session, attempt) == 1


def test_one_that_cannot_be_read_keeps_all_out_and_is_named(session, browser, viewer, attempt):
    good = answer(session, viewer, attempt)
    bad = answer(session, viewer, attempt, 2, response=["no such key"])
    got = send(browser, attempt, good, bad)
    assert (got.status_code, got.json["client_uuid"]) == (422, bad["client_uuid"])
    assert got.json["text"]
    assert kept(session, attempt) == 0


@pytest.mark.parametrize(
    "body",
    [
        None, [], {"steps": 3}, {"steps": [{}]}, {"steps": ["x"]},
        {"steps": [{"client_uuid": "1", "slot": 1, "response": [], "answered_at": "2026-01-01"}]},
        {"steps": [], "sent_at": "noon"},
    ],
)  # fmt: skip
def test_what_is_no_list_of_answers_is_refused_in_words(browser, attempt, body):
    got = browser.post(attempt_url(attempt, "steps:batch"), json=body)
    assert (got.status_code, got.json["error"]) == (422, "steps_malformed")
    assert got.json["text"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client_uuid", "7"), ("slot", "1"), ("slot", True), ("slot", -1), ("slot", 10**9),
        ("answered_at", "2026-01-01T10:00:00"), ("answered_at", "0001-01-01T00:00:00+00:00"),
        ("answered_at", 7),
    ],
)  # fmt: skip
def test_a_field_of_another_shape_is_refused(session, browser, viewer, attempt, field, value):
    sent = answer(session, viewer, attempt) | {field: value}
    assert send(browser, attempt, sent).status_code == 422
    assert kept(session, attempt) == 0


def test_json_nested_beyond_reading_is_refused(browser, attempt):
    body = '{"steps": ' + "[" * 20_000 + "]" * 20_000 + "}"
    headers = {"Content-Type": "application/json"}
    got = browser.post(attempt_url(attempt, "steps:batch"), data=body, headers=headers)
    assert got.status_code == 422


def test_too_many_and_too_large_are_refused_in_words(session, browser, viewer, attempt):
    many = [answer(session, viewer, attempt) for _ in range(101)]
    got = send(browser, attempt, *many)
    assert (got.status_code, got.json["error"]) == (422, "too_many_steps")
    large = send(browser, attempt, padding="x" * 70_000)
    assert (large.status_code, large.json["error"]) == (413, "request_too_large")
    assert kept(session, attempt) == 0


def test_nobody_sends_into_somebody_elses_attempt(
    session, browser, viewer, attempt, cohort, sign_in
):
    sent, stranger = answer(session, viewer, attempt), factories.make_person(session)
    factories.enrol(session, stranger, cohort)
    got = send(sign_in(stranger), attempt, sent)
    assert (got.status_code, got.json["error"]) == (404, "not_found")


def test_an_id_of_another_attempt_is_refused(session, browser, viewer, attempt, enrolment):
    sent = answer(session, viewer, attempt)
    send(browser, attempt, sent)
    submit_attempt(session, viewer=viewer, attempt_id=attempt, at=clock.now())
    other = start(browser, enrolment)
    given = answer(session, viewer, other, client_uuid=sent["client_uuid"])
    assert send(browser, other, given).status_code == 409


def test_an_answer_after_the_grade_is_kept_and_said_not_to_count(session, browser, viewer, attempt):
    earlier = clock.now()
    submit_attempt(session, viewer=viewer, attempt_id=attempt, at=clock.now())
    got = send(browser, attempt, answer(session, viewer, attempt, at=earlier))
    assert got.status_code == 200
    assert (got.json["state"], got.json["steps"][0]["counts"]) == ("finished", False)
    assert got.json["text"]
    result = page(browser, attempt_url(attempt, "result"))
    assert "0 of 6" in result


def test_the_token_is_taken_from_the_header(app, session, browser, viewer, attempt, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", True)
    html = page(browser, attempt_url(attempt, 1))
    token = html.split('name="csrf_token" value="')[1].split('"')[0]
    path, body = attempt_url(attempt, "steps:batch"), {"steps": []}
    refused = browser.post(path, json=body)
    assert (refused.status_code, refused.json["error"]) == (400, "csrf")
    assert browser.post(path, json=body, headers={"X-CSRFToken": token}).status_code == 200


def test_two_sign_ins_that_answer_one_question_are_told_on_its_page(
    session, browser, viewer, attempt, sign_in, trainee
):
    send(browser, attempt, answer(session, viewer, attempt))
    assert "on two devices" not in page(browser, attempt_url(attempt, 1))
    other = sign_in(trainee)
    question = question_at(session, viewer, attempt, 1)
    given = {} if isinstance(right_response(question), dict) else []
    send(other, attempt, answer(session, viewer, attempt, response=given))
    assert "on two devices" in page(other, attempt_url(attempt, 1))
    assert "on two devices" not in page(other, attempt_url(attempt, 2))


def test_a_script_that_is_signed_out_is_told_so_as_a_script(app, attempt):
    refused = app.test_client().post(attempt_url(attempt, "steps:batch"), json={"steps": []})
    assert (refused.status_code, refused.json["error"]) == (401, "signed_out")
