from __future__ import annotations

import html
import io
import re

import pytest
from PIL import Image

from lms.assessment.operations.drawing import graded_at_once
from lms.assessment.queries import hardest_questions, own_attempt, teaching
from lms.assessment.queries.attempts import pool_of
from lms.catalog.models import StoredPicture
from lms.core import clock
from lms.learning.queries.attempts import open_attempts
from tests import factories
from tests.catalog.every_type import (
    COUNT,
    NOTED,
    POINTS,
    SIZE,
    write_every_type_courses,
)
from tests.learning.world import (
    answer_all,
    attempt_url,
    page,
    slot_of_type,
    start,
    submit,
    url,
)
from tests.support.typed_course import cohort_on, every_type_cohort

TYPES = (
    "single_choice", "multiple_response", "true_false", "matching", "ordering", "short_answer",
    "numeric", "cloze", "hotspot", "likert", "description",
)  # fmt: skip
GAPS = {"g_b1": "late", "g_b2": "قاضي", "g_b3": "48"}


@pytest.fixture
def cohort(session, tmp_path):
    return every_type_cohort(session, tmp_path)


@pytest.fixture
def attempt(client, enrolment):
    return start(client, enrolment)


@pytest.fixture
def slots(session, asking, attempt):
    """Where each type stands in the attempt."""
    return {kind: slot_of_type(session, asking, attempt, kind) for kind in TYPES}


@pytest.fixture
def question(client, attempt, slots):
    """The page of a type."""
    return lambda kind: page(client, attempt_url(attempt, slots[kind]))


@pytest.fixture
def post(client, attempt, slots):
    """Answer the question of a type."""
    return lambda kind, **fields: client.post(attempt_url(attempt, slots[kind]), data=fields)


@pytest.fixture
def as_trainer(session, cohort, client, sign_in):
    def become():
        trainer = factories.make_person(session, language="en")
        factories.give_role(session, trainer, "trainer", cohort)
        sign_in(trainer)
        return client

    return become


def fields_in(text):
    """Each field of the question with its attributes."""
    return {
        re.search(r'name="([^"]+)"', field)[1]: html.unescape(field)
        for field in re.findall(r"<(?:input|select) class=\"input\"[^>]*>", text)
    }


def test_each_gap_is_a_field_with_a_name_of_its_own(question):
    fields = fields_in(question("cloze"))
    names = {name: re.search(r'aria-label="([^"]+)"', field)[1] for name, field in fields.items()}
    assert names == {
        "g_b1": "Gap 1 of 3", "g_b2": "Gap 2 of 3", "g_b3": "Gap 3 of 3",
    }  # fmt: skip
    assert fields["g_b1"].startswith("<select")
    assert 'inputmode="decimal"' in fields["g_b3"]
    assert 'inputmode="decimal"' not in fields["g_b2"]


def test_gaps_keep_what_was_put_into_them(post, question):
    assert post("cloze", **GAPS, go="next").status_code == 303
    text = question("cloze")
    assert '<option value="late" selected>' in text
    assert 'value="قاضي"' in text
    assert 'value="48"' in text


def test_an_unreadable_number_in_a_gap_loses_nothing_of_the_others(post, question):
    answer = post("cloze", **{**GAPS, "g_b3": "many"}, go="next")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#g_b3">Gap 3 of 3: Please write only a number in digits' in text
    fields = fields_in(text)
    assert ['aria-invalid="true"' in fields[name] for name in GAPS] == [False, False, True]
    assert '<option value="late" selected>' in text
    assert 'value="قاضي"' in text
    assert 'value="many"' in text
    assert 'value="48"' not in question("cloze")


def test_a_text_with_an_empty_gap_is_not_answered_yet(client, post, attempt, slots):
    def words():
        text = page(client, attempt_url(attempt, "review-answers"))
        rows = re.findall(r"<li.*?</li>", text, re.DOTALL)
        row = next(row for row in rows if f'/{slots["cloze"]}"' in row)
        return "Answered" in row

    post("cloze", g_b1="now", g_b2="", g_b3="24")
    before = words()
    post("cloze", g_b1="now", g_b2="judge", g_b3="24")
    assert (before, words()) == (False, True)


def test_the_result_shows_each_gap_and_what_is_said_to_it(client, post, attempt):
    post("cloze", **GAPS)
    submit(client, attempt)
    url = attempt_url(attempt, "result")
    text = "".join(page(client, f"{url}?page={number}") for number in (1, 2))
    assert re.findall(r"<dd>(\d\. \u2068.*?\u2069)</dd>", text) == [
        "1. \u2068when asked\u2069", "2. \u2068قاضي\u2069", "3. \u206848\u2069",
        "1. \u2068at once\u2069", "2. \u2068judge\u2069", "3. \u206824\u2069",
    ]  # fmt: skip
    assert "<p>1. Read the lesson again.</p>" in text
    assert "<p>3. Read the lesson again.</p>" in text
    assert "told the reason (1) …, and sees a (2) … within (3) … hours." in text


def test_a_number_with_a_unit_names_its_units_and_asks_for_one(post, question):
    assert "one of: km, m." in question("numeric")
    answer = post("numeric", typed="2500")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#typed">Please write the number in digits with one of the units' in text
    assert 'value="2500"' in text
    assert post("numeric", typed="2500 م").status_code == 422
    assert post("numeric", typed="2500 m").status_code == 303


def test_the_page_says_how_many_answers_to_choose_where_the_author_wants_it(question):
    assert "Choose 2 answers." in question("multiple_response")


def test_a_scale_is_said_to_be_without_a_grade(question):
    assert "This is not graded." in question("likert")


def test_regions_are_boxes_with_names_beside_the_picture(question):
    text = question("hotspot")
    assert "Choose at most 2 places" in text
    assert re.findall(r'<input type="checkbox" id="(a-\w+)" name="a" value="\w+">', text) == [
        "a-door", "a-car", "a-lamp",
    ]  # fmt: skip
    assert "<span>1. The door</span>" in text
    (picture,) = re.findall(r"<img [^>]*>", text)
    assert f'width="{SIZE[0]}" height="{SIZE[1]}"' in picture
    assert 'alt="A street with a house, a car and a lamp"' in picture
    overlay = text[text.index('<svg viewBox="0 0 640 400" aria-hidden="true">') :]
    assert '<rect class="line" x="120" y="190" width="90" height="135"/>' in overlay
    assert '<polygon class="line" points="350 260 570 260 570 350 350 350"/>' in overlay
    assert '<circle class="line" cx="600" cy="105" r="36"/>' in overlay
    assert '<foreignObject x="564" y="69" width="72" height="72"><label for="a-lamp">' in overlay
    assert "style=" not in overlay


def test_chosen_regions_are_ticked_and_marked_when_the_page_comes_back(post, question):
    post("hotspot", a=["lamp", "door"])
    text = question("hotspot")
    assert re.findall(r'value="(\w+)" checked', text) == ["door", "lamp"]
    assert re.findall(r'<g data-state="(\w*)"', text) == ["now", "", "now"]


def test_more_regions_than_allowed_are_refused_and_stay_ticked(post):
    answer = post("hotspot", a=["door", "car", "lamp"])
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Please choose no more than the page asks for" in text
    assert len(re.findall(r'value="\w+" checked', text)) == 3


def test_the_result_shows_the_picture_with_what_was_right_and_what_was_not(client, post, attempt):
    post("hotspot", a=["door", "lamp"])
    submit(client, attempt)
    pages = (f"{attempt_url(attempt, 'result')}?page={number}" for number in (1, 2))
    text = "".join(page(client, address) for address in pages)  # the draw's order decides which
    assert re.findall(r'<g data-state="(\w*)"', text) == ["done", "", "again"]
    assert "<dd>3. The lamp post</dd>" in text
    assert 'loading="lazy"' in text
    assert "data-for" not in text


def picture_address(text):
    return re.search(r'<img src="([^"]+)"', text)[1]


def test_a_picture_is_sent_once_without_what_the_camera_wrote(client, session, question):
    answer = client.get(picture_address(question("hotspot")))
    assert answer.status_code == 200
    assert answer.content_type == "image/png"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert NOTED.encode() not in answer.data
    sent = Image.open(io.BytesIO(answer.data))
    assert (sent.size, sent.getexif(), sent.info) == (SIZE, {}, {})
    assert session.query(StoredPicture).count() == 1


def test_a_trainer_sees_the_picture_too_and_a_digest_of_none_is_not_found(question, as_trainer):
    address = picture_address(question("hotspot"))
    client = as_trainer()
    assert client.get(address).status_code == 200
    assert client.get(address[:-1] + ("0" if address[-1] != "0" else "1")).status_code == 404


def test_a_text_to_read_asks_nothing_and_misses_nothing(client, session, asking, attempt, question):
    text = question("description")
    assert "Nothing is asked here." in text
    assert not re.search(r'name="(?:a|typed|g_|p_)', text)
    (found,) = open_attempts(session, asking, at=clock.now())
    assert (found.answered, found.asked, found.slots) == (0, COUNT - 1, COUNT)
    assert f"0 of {COUNT - 1} questions have an answer" in page(client, "/learn")
    listed = page(client, attempt_url(attempt, "review-answers"))
    assert f"{COUNT - 1} questions have no answer yet." in listed
    assert listed.count("Nothing to answer") == 1


def test_everything_answered_leaves_only_to_hand_in(client, session, asking, attempt):
    answer_all(session, client, asking, attempt)
    (found,) = open_attempts(session, asking, at=clock.now())
    assert found.answered == found.asked - 1  # nobody knows a right opinion
    assert "1 question has no answer yet." in page(client, attempt_url(attempt, "review-answers"))


def test_the_bar_does_not_show_a_text_to_read_as_open(client, attempt, slots):
    at = 1 if slots["description"] != 1 else 2
    text = page(client, attempt_url(attempt, at))
    cells = re.findall(r'<i data-state="(\w+)">', text)
    assert cells[slots["description"] - 1] == "done"
    assert cells.count("todo") == COUNT - 2


def test_points_follow_the_marks_of_the_questions(client, session, asking, enrolment, attempt):
    assert f"8.4 of {POINTS}" in page(client, url(enrolment, "u01", "quiz"))
    answer_all(session, client, asking, attempt)
    submit(client, attempt)
    text = page(client, attempt_url(attempt, "result"))
    assert f"{POINTS} of {POINTS}" in text
    assert f"Pass mark: 8.4 of {POINTS}." in text
    assert "9 right answers" in text
    assert text.count('data-state="ungraded"') == 4  # two answers, each with its state
    assert f"best: {POINTS} of {POINTS}" in page(client, url(enrolment, "u01"))


def test_a_trainer_reads_every_type_with_its_answers(as_trainer, cohort):
    text = page(as_trainer(), f"/teach/cohorts/{cohort}/course/u01")
    for words in (
        "Text with gaps · 3 points", "Several answers · 2 points", "Text to read · Not graded",
        "Opinion on a scale · Not graded", "<bdi>1000 m = 1 km</bdi>", "<bdi>2.5 ± 0.05 km</bdi>",
        "Gap 3 of 3", "<bdi>48 (50 %)</bdi>", "<li>1. The door</li>",
    ):  # fmt: skip
        assert words in text
    assert re.findall(r'<g data-state="(\w*)"', text) == ["done", "", ""]


def test_a_trainer_reads_an_attempt_with_every_type(client, post, attempt, as_trainer):
    post("hotspot", a=["car"])
    submit(client, attempt)
    text = page(as_trainer(), f"/teach/attempts/{attempt}")
    assert re.findall(r'<g data-state="(\w*)"', text) == ["done", "again", ""]
    assert text.count("<span>Not graded</span>") == 2


def test_what_is_never_graded_is_never_hard(client, session, enrolment, monkeypatch):
    monkeypatch.setattr(teaching, "FEWEST_ANSWERS", 2)  # a third would have to wait an hour
    for _ in range(2):
        submit(client, start(client, enrolment))
    found = hardest_questions(session, [enrolment], language="en", most=COUNT)
    keys = {question.key for question in found.questions}
    assert len(keys) == COUNT - 2
    assert keys.isdisjoint({"u01-q10", "u01-q11"})


def test_a_remedial_set_asks_only_what_is_graded(session, asking, attempt):
    version_id = own_attempt(session, asking, attempt).course_version_id
    pool = pool_of(session, version_id, "u01/quiz")
    left = {each.key for each in graded_at_once(session, pool)}
    assert {each.key for each in pool} - left == {"u01-q10", "u01-q11"}


def test_a_quiz_whose_attempts_differ_in_points_says_what_part_passes(
    client, session, tmp_path, sign_in
):
    package = write_every_type_courses(tmp_path / "other")
    unit = package / "u01-first" / "unit.yaml"
    unit.write_text(unit.read_text("utf-8").replace(f"draw: {COUNT}", "draw: 10"), "utf-8")
    person = factories.make_person(session, language="en")
    enrolment = factories.enrol(session, person, cohort_on(session, package))
    sign_in(person)
    asking = factories.viewer_for(session, person)
    assert "70 % of the points" in page(client, url(enrolment, "u01", "quiz"))
    attempt = start(client, enrolment)
    answer_all(session, client, asking, attempt)
    submit(client, attempt)
    assert "best:" not in page(client, url(enrolment, "u01"))
    assert re.search(r"Passed on \d+ \w+", page(client, url(enrolment, "u01")))
