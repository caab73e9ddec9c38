from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from lms.assessment.models import AttemptStep
from lms.learning.views.attempts import is_own_attempt
from tests import factories
from tests.learning.world import (
    attempt_url,
    hidden_order,
    meet_all_online,
    page,
    right_fields,
    start,
    start_until,
    submit,
    url,
)


@pytest.fixture
def attempt(client, enrolment):
    return start(client, enrolment)


def steps(session):
    return session.scalar(select(func.count()).select_from(AttemptStep))


def post(client, attempt_id, slot, **fields):
    return client.post(attempt_url(attempt_id, slot), data=fields)


def test_it_shows_one_question_and_where_it_stands(client, attempt):
    html = page(client, attempt_url(attempt, 2))
    assert "Question 2 of 6" in html
    assert html.count("<fieldset>") == 1


@pytest.mark.parametrize(
    ("slot", "go", "there"),
    [
        (1, "next", 2),
        (2, "previous", 1),
        (1, "previous", 1),
        (2, "stay", 2),
        (2, "nonsense", 2),
        (2, "review", "review-answers"),
        (6, "next", "review-answers"),
    ],
)
def test_each_button_saves_and_leads_where_it_says(
    client, session, asking, attempt, slot, go, there
):
    answer = post(client, attempt, slot, **right_fields(session, asking, attempt, slot), go=go)
    assert answer.status_code == 303
    assert answer.location == attempt_url(attempt, there)
    assert steps(session) == 1


def test_the_page_says_that_the_answer_is_saved(client, session, asking, attempt):
    post(client, attempt, 1, **right_fields(session, asking, attempt, 1))
    assert re.search(r"Saved \d\d:\d\d", page(client, attempt_url(attempt, 1)))


def test_two_clicks_store_the_answer_once(client, session, asking, attempt):
    fields = right_fields(session, asking, attempt, 1)
    post(client, attempt, 1, **fields, go="next")
    post(client, attempt, 1, **fields, go="next")
    assert steps(session) == 1


def test_going_on_without_an_answer_stores_nothing(client, session, attempt):
    post(client, attempt, 1, go="previous")
    assert steps(session) == 0


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_switching_language_saves_and_shuffles_nothing(
    client, session, asking, enrolment, language
):
    attempt_id, slot = start_until(session, client, asking, enrolment, "single_choice")
    before = hidden_order(page(client, attempt_url(attempt_id, slot)))
    fields = right_fields(session, asking, attempt_id, slot)
    answer = post(client, attempt_id, slot, **fields, language=language)
    assert answer.location == attempt_url(attempt_id, slot)
    html = page(client, answer.location)
    assert f'<html lang="{language}"' in html
    assert hidden_order(html) == before
    assert re.search(f'value="{fields["a"][0]}" checked', html)


def test_an_unknown_language_is_answered_in_arabic(client, session, attempt):
    assert post(client, attempt, 1, language="xx").status_code == 303


def test_moving_a_line_saves_the_new_order(client, session, asking, enrolment):
    attempt_id, slot = start_until(session, client, asking, enrolment, "ordering")
    before = hidden_order(page(client, attempt_url(attempt_id, slot)))
    fields = {f"at{place}": key for place, key in enumerate(before, start=1)}
    answer = post(client, attempt_id, slot, **fields, move=f"{before[1]}-up")
    assert answer.location == f"{attempt_url(attempt_id, slot)}?moved={before[1]}"
    after = hidden_order(page(client, answer.location))
    assert after == [before[1], before[0], *before[2:]]


def test_matching_keeps_half_an_answer(client, session, asking, enrolment):
    attempt_id, slot = start_until(session, client, asking, enrolment, "matching")
    (name, option), *_rest = right_fields(session, asking, attempt_id, slot).items()
    post(client, attempt_id, slot, **{name: option})
    assert f'value="{option}" selected' in page(client, attempt_url(attempt_id, slot))


def test_an_answer_that_fits_no_question_is_refused(client, session, attempt):
    answer = post(client, attempt, 1, a="no-such-option")
    assert answer.status_code == 422
    assert "This answer could not be read" not in answer.get_data(as_text=True)
    assert "Please choose from the answers on the page" in answer.get_data(as_text=True)
    assert steps(session) == 0


@pytest.mark.parametrize("kind", ["single_choice", "matching", "ordering"])
def test_a_text_is_no_answer_to_a_question_that_asks_for_none(
    client, session, asking, enrolment, kind
):
    attempt_id, slot = start_until(session, client, asking, enrolment, kind)
    before = steps(session)
    answer = post(client, attempt_id, slot, typed="a")
    assert answer.status_code == 422
    assert " checked" not in answer.get_data(as_text=True)
    assert steps(session) == before


def test_a_place_outside_the_attempt_takes_no_answer(client, session, attempt):
    assert post(client, attempt, 99, a="a").status_code == 404
    assert steps(session) == 0


def test_after_handing_in_an_old_tab_leads_to_the_result(client, session, asking, attempt):
    submit(client, attempt)
    before = steps(session)
    answer = post(client, attempt, 1, **right_fields(session, asking, attempt, 1))
    assert answer.location == attempt_url(attempt, "result")
    assert client.get(attempt_url(attempt, 1)).location == attempt_url(attempt, "result")
    assert steps(session) == before


def test_after_the_deadline_nothing_is_taken_and_nothing_lost(
    client, session, asking, enrolment, come_back_after
):
    meet_all_online(session, enrolment)
    attempt_id = start(client, enrolment, "course", "test")
    assert 'class="timer" data-left="3' in page(client, attempt_url(attempt_id, 1))
    post(client, attempt_id, 1, **right_fields(session, asking, attempt_id, 1))
    come_back_after(61)
    post(client, attempt_id, 2, **right_fields(session, asking, attempt_id, 2))
    assert steps(session) == 1
    assert "The time is over" in page(client, attempt_url(attempt_id, "review-answers"))


def test_somebody_elses_attempt_is_not_there(client, session, cohort, sign_in, attempt):
    other = factories.make_person(session)
    factories.enrol(session, other, cohort)
    sign_in(other)
    assert client.get(attempt_url(attempt, 1)).status_code == 404
    assert post(client, attempt, 1, a="a").status_code == 404
    assert steps(session) == 0


def test_a_lapsed_sign_in_keeps_the_answers_for_their_owner_only(
    app, session, trainee, cohort, asking, attempt
):
    answer = app.test_client().post(attempt_url(attempt, 1), data={"a": ["a"], "go": "next"})
    assert answer.status_code == 401
    assert attempt_url(attempt, 1) in answer.get_data(as_text=True)
    other = factories.viewer_for(session, factories.make_person(session))
    assert is_own_attempt(asking, attempt_id=attempt, slot=1)
    assert not is_own_attempt(other, attempt_id=attempt, slot=1)


def test_saving_costs_eight_statements_at_most(client, session, asking, attempt, statements):
    page(client, attempt_url(attempt, 1))
    fields = right_fields(session, asking, attempt, 1)
    with statements() as sent:
        post(client, attempt, 1, **fields, go="next")
    assert len(sent) <= 8, sent


def test_a_quiz_can_be_left_and_found_again(client, enrolment, attempt):
    assert attempt_url(attempt, "review-answers") in page(client, url(enrolment, "u01", "quiz"))


def test_answers_from_a_page_with_an_old_token_come_back_with_one_button(
    app, client, session, attempt, monkeypatch
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", True)
    before = steps(session)
    answer = post(client, attempt, 1, a="kept", go="next", csrf_token="old")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert steps(session) == before
    assert f'action="{attempt_url(attempt, 1)}"' in html
    assert '<input type="hidden" name="a" value="kept">' in html
    assert 'value="old"' not in html


def test_a_page_with_an_old_token_offers_nothing_of_anothers_attempt(
    app, session, attempt, cohort, sign_in, monkeypatch
):
    person = factories.make_person(session)
    factories.enrol(session, person, cohort)
    other = sign_in(person)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", True)
    answer = post(other, attempt, 1, a="kept", csrf_token="old")
    assert answer.status_code == 400
    assert 'value="kept"' not in answer.get_data(as_text=True)
