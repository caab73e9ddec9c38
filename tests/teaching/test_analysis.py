from __future__ import annotations

import csv
import io

import pytest

from lms.assessment.operations import answer_void, ask_void
from lms.core import clock
from lms.teaching.documents import csv_bytes
from tests import factories
from tests.catalog.sample import COURSE
from tests.support.marked_course import CHOICE, cohort_on, hand_in, marked_cohort, places_in
from tests.teaching.world import page

PATH = f"/teach/questions/{COURSE}/u01/quiz"


@pytest.fixture
def group(session, tmp_path):
    return marked_cohort(session, tmp_path)


@pytest.fixture
def browser(client, session, group, sign_in):
    browser = sign_in(factories.make_staff(session, "trainer", group))
    browser.post("/language", data={"language": "en"})
    return browser


def rows_in(content):
    """The lines of a CSV file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def ten(session, group):
    """Ten attempts at a choice: seven right, two wrong, one without an answer."""
    for choice in [["a"]] * 7 + [["b"]] * 2 + [[]]:
        hand_in(session, group, essay="", choice=choice)


def item_of(text, key):
    """The part of the page about one question."""
    return text.split(f"Text {key} ", 1)[1].split("Text u01-")[0]


def test_ten_answers_have_figures_and_counts(session, group, browser):
    ten(session, group)
    text = page(browser, PATH)
    assert "10 attempts: the first finished one of each trainee." in text
    item = item_of(text, CHOICE)
    assert "Version 1, asked 10 times" in item
    assert "Facility (mean mark) 70.0" in item
    assert "By guessing 50.0" in item
    assert "Text a (right) 7" in item
    assert "Text b 2" in item
    assert "No answer given 1" in item


def test_nine_answers_have_none(session, group, browser):
    for _ in range(9):
        hand_in(session, group, essay="")
    text = page(browser, PATH)
    assert "Facility (mean mark) " not in text.split("What the figures mean")[0]
    assert "Figures come with the tenth answer." in item_of(text, CHOICE)


def test_a_voided_attempt_is_not_among_them(session, group, browser):
    ten(session, group)
    _, attempt_id = hand_in(session, group, essay="", choice=["b"])
    staff = [
        factories.viewer_for(session, factories.make_staff(session, role, group))
        for role in ("coordinator", "approver")
    ]
    void_id = ask_void(
        session, viewer=staff[0], attempt_id=attempt_id, restores_attempt=False, reason="x",
        at=clock.now(),
    )  # fmt: skip
    answer_void(session, viewer=staff[1], void_id=void_id, is_confirmed=True, at=clock.now())
    assert "10 attempts: " in page(browser, PATH)


def test_only_the_first_finished_attempt_counts_unless_all_are_asked_for(session, group, browser):
    taker, _ = hand_in(session, group, essay="")
    again = taker.start(at=clock.now())
    taker.save(again, places_in(taker, again)[CHOICE], ["b"], at=clock.now())
    taker.submit(again, at=clock.now())
    session.commit()
    assert "1 attempt: the first" in page(browser, PATH)
    assert "All 2 attempts." in page(browser, f"{PATH}?attempts=all")


def test_what_waits_for_a_mark_and_who_is_out_of_reach_do_not_count(session, group, browser):
    hand_in(session, group)
    hand_in(session, cohort_on(session, COURSE), essay="")
    assert "Nobody has handed it in yet" in page(browser, PATH)


def test_the_file_holds_the_same_figures_and_nobody(session, group, browser):
    ten(session, group)
    answer = browser.get(f"{PATH}/analysis.csv")
    assert answer.mimetype == "text/csv"
    rows = rows_in(answer.data)
    (item,) = [row for row in rows if row[0] == CHOICE and not row[10]]
    assert item[4:7] == ["10", "70.0", "48.3"]
    assert [row[10:] for row in rows if row[0] == CHOICE and row[10]] == [
        ["Text a", "1", "7"], ["Text b", "0", "2"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["no-course/u01/quiz", f"{COURSE}/u01/lesson", f"{COURSE}/u9/quiz"]
)
def test_what_is_no_quiz_in_reach_is_not_there(browser, session, group, path):
    hand_in(session, group)
    assert browser.get(f"/teach/questions/{path}").status_code == 404


def test_the_quizzes_of_the_courses_in_reach_are_listed(session, group, browser):
    assert "Nobody is enrolled yet" in page(browser, "/teach/questions")
    hand_in(session, group)
    assert f'href="{PATH}"' in browser.get("/teach/questions").get_data(as_text=True)


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless():
    assert rows_in(csv_bytes([["=1+1", -3.5, None]])) == [["'=1+1", "-3.5", ""]]
