from __future__ import annotations

import html
import json
import re

import pytest
from sqlalchemy import func, select, text

from lms.assessment.models import AttemptStep
from lms.core import clock
from lms.learning.queries.attempts import open_attempts
from tests import factories
from tests.learning.world import attempt_url, page, slot_of_type, start, submit
from tests.support.typed_course import typed_cohort

NAME = 'زيدان <b>"الشرطة"</b>'


@pytest.fixture
def cohort(session, tmp_path):
    return typed_cohort(session, tmp_path)


@pytest.fixture
def attempt(client, enrolment):
    return start(client, enrolment)


@pytest.fixture
def slots(session, asking, attempt):
    """Where each type stands in the attempt."""
    kinds = ("short_answer", "numeric")
    return {kind: slot_of_type(session, asking, attempt, kind) for kind in kinds}


def steps(session):
    return session.scalar(select(func.count()).select_from(AttemptStep))


def post(client, attempt_id, slot, typed, **fields):
    return client.post(attempt_url(attempt_id, slot), data={"typed": typed, **fields})


def typed_in(text):
    """What stands in the page's field."""
    return html.unescape(re.search(r'<input class="input"[^>]* value="([^"]*)"', text)[1])


@pytest.mark.parametrize(("kind", "is_number"), [("short_answer", False), ("numeric", True)])
def test_the_question_is_the_label_of_a_plain_field(client, attempt, slots, kind, is_number):
    text = page(client, attempt_url(attempt, slots[kind]))
    (field,) = re.findall(r'<input class="input"[^>]*>', text)
    assert f'<label for="typed">Text u01-q0{7 if is_number else 6}</label>' in text
    assert ('dir="ltr"' in field) is is_number
    for attribute in ('maxlength="200"', 'autocomplete="off"', 'spellcheck="false"'):
        assert attribute in field


@pytest.mark.parametrize(("kind", "typed"), [("short_answer", NAME), ("numeric", "١٢٫٥")])
@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_switching_language_saves_and_keeps_what_was_typed(
    client, session, attempt, slots, kind, typed, language
):
    answer = post(client, attempt, slots[kind], typed, language=language)
    assert answer.location == attempt_url(attempt, slots[kind])
    text = page(client, answer.location)
    assert f'<html lang="{language}"' in text
    assert typed_in(text) == typed
    assert steps(session) == 1


def test_what_was_typed_stands_there_again_and_is_stored_once(client, session, attempt, slots):
    for _ in range(2):
        post(client, attempt, slots["short_answer"], f"  {NAME} ", go="next")
    text = page(client, attempt_url(attempt, slots["short_answer"]))
    assert typed_in(text) == NAME
    assert re.search(r"Saved \d\d:\d\d", text)
    assert steps(session) == 1


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("numeric", "twelve", "Please write only a number in digits, such as 12.5"),
        ("numeric", "12,5", "Please write only a number in digits, such as 12.5"),
        ("short_answer", "x" * 201, "Please write one line of at most 200 characters"),
        ("short_answer", "one\x07two", "Please write one line of at most 200 characters"),
    ],
)
def test_what_cannot_be_read_is_asked_again_and_changes_nothing(
    client, session, attempt, slots, kind, typed, words
):
    post(client, attempt, slots[kind], "12.5")
    answer = post(client, attempt, slots[kind], typed, go="next")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in text
    assert 'aria-invalid="true"' in text
    assert typed_in(text) == typed
    assert not re.search(r"Saved \d\d:\d\d", text)
    assert steps(session) == 1
    assert typed_in(page(client, attempt_url(attempt, slots[kind]))) == "12.5"


def test_a_choice_posted_to_a_typed_question_is_refused(client, session, attempt, slots):
    answer = client.post(attempt_url(attempt, slots["short_answer"]), data={"a": "a1"})
    assert answer.status_code == 422
    assert steps(session) == 0


def test_an_emptied_answer_is_no_answer(client, session, attempt, slots):
    for typed in ("مخفر", "  "):
        post(client, attempt, slots["short_answer"], typed)
    text = page(client, attempt_url(attempt, "review-answers"))
    assert "2 questions have no answer yet." in text
    assert steps(session) == 2


def test_the_result_shows_what_was_typed_and_what_is_right(client, attempt, slots):
    post(client, attempt, slots["short_answer"], NAME)
    post(client, attempt, slots["numeric"], "−٣")
    submit(client, attempt)
    text = page(client, attempt_url(attempt, "result"))
    assert "<bdi>زيدان &lt;b&gt;&#34;الشرطة&#34;&lt;/b&gt;</bdi>" in text
    assert "<bdi>police station…</bdi>" in text
    assert "<p>Text half</p>" in text
    assert "<bdi>−٣</bdi>" in text
    assert "<bdi>12.5 ± 0.1</bdi>" in text
    assert "<p>Text near</p>" in text
    assert "0.5 of 2" in text


def test_right_answers_in_any_script_pass(client, attempt, slots):
    post(client, attempt, slots["short_answer"], "بنكه\u200cى پۆليس")
    post(client, attempt, slots["numeric"], "۱۲٫۶")
    submit(client, attempt)
    assert "2 of 2" in page(client, attempt_url(attempt, "result"))


def test_what_was_typed_is_kept_sealed(client, session, attempt, slots):
    post(client, attempt, slots["short_answer"], "زيدان الشرطة")
    (row,) = session.execute(text("SELECT * FROM attempt_step"))
    kept = row._mapping
    assert kept["response"] is None
    assert len(kept["response_sealed"]) == len("زيدان الشرطة".encode()) + 29
    assert "زيدان".encode() not in b"".join(str(each).encode() for each in row)
    assert "زيدان".encode() not in bytes(kept["response_sealed"])


def test_a_trainer_reads_the_attempt_and_the_course_with_its_answers(
    client, session, cohort, attempt, slots, sign_in
):
    post(client, attempt, slots["short_answer"], NAME)
    submit(client, attempt)
    trainer = factories.make_person(session, language="en")
    factories.give_role(session, trainer, "trainer", cohort)
    sign_in(trainer)
    handed_in = page(client, f"/teach/attempts/{attempt}")
    assert "<bdi>زيدان &lt;b&gt;&#34;الشرطة&#34;&lt;/b&gt;</bdi>" in handed_in
    assert "<bdi>police station…</bdi>" in handed_in
    course = page(client, f"/teach/cohorts/{cohort}/course/u01")
    assert "<bdi>…police… (50 %)</bdi>" in course
    assert "<bdi>12.5 ± 10 % (50 %)</bdi>" in course
    assert "Answers offered" not in course


def test_a_lapsed_sign_in_echoes_what_was_typed(app, attempt, slots):
    answer = post(app.test_client(), attempt, slots["short_answer"], NAME, go="next")
    assert answer.status_code == 401
    assert json.dumps(["typed", NAME]) in html.unescape(answer.get_data(as_text=True))


def test_a_typed_answer_counts_as_answered_until_it_is_taken_away(
    client, session, asking, attempt, slots
):
    def answered():
        (found,) = open_attempts(session, asking, at=clock.now())
        return found.answered

    counts = [answered()]
    for typed in ("بغداد", ""):
        post(client, attempt, slots["short_answer"], typed)
        counts.append(answered())
    assert counts == [0, 1, 0]
