from __future__ import annotations

import pytest

from lms.assessment.operations.drafts import Origin, store_drafts
from lms.assessment.queries import drafts as queries
from lms.assessment.rules.drafts import NewDraft
from lms.core import clock
from tests import factories
from tests.teaching.world import english


@pytest.fixture
def url(cohort):
    return f"/teach/cohorts/{cohort.id}/drafts"


def choice(text, right, *, language="en", **more):
    options = [
        {"key": "a", "text": {language: right}, "correct": True},
        {"key": "b", "text": {language: f"not {right}"}},
    ]
    body = {"text": {language: text}, "options": options, "explanation": {language: "Because."}}
    return NewDraft("single_choice", body, text, **more)


def store(session, *drafts, language="en"):
    store_drafts(session, drafts, Origin(factories.COURSE, language, clock.now()))
    session.commit()


def test_without_any_the_page_says_so(browser, url):
    assert "No drafts" in english(browser, url)


def test_drafts_stand_by_category_with_their_answers(session, browser, url):
    store(
        session,
        choice("Who may search?", "An officer", category=("u01", "Law")),
        choice("Who may not?", "Nobody"),
        NewDraft("true_false", {"text": {"en": "It is so."}, "answer": False}, "It is so."),
    )

    text = english(browser, url)

    assert "3 drafts" in text
    for words in ("u01 / Law", "Who may search?", "not An officer", "Because.", "One answer"):
        assert words in text
    for words in ("who-may-search", "Without a category", "True or false", "1 version"):
        assert words in text


def test_a_draft_is_shown_in_the_pages_language_where_it_has_it(session, browser, url):
    store(session, choice("Who?", "An officer", idnumber="q1"))
    store(session, choice("من؟", "ضابط", idnumber="q1", language="ar"), language="ar")

    text = english(browser, url)

    assert "Who?" in text
    assert "من؟" not in text
    assert "Not yet in: کوردی (سۆرانی)" in text
    assert "2 versions" in text


def test_what_a_trainer_marks_is_told_as_such(session, browser, url):
    levels = [{"key": k, "points": p, "text": {"en": k}} for k, p in (("no", 0), ("yes", 2))]
    rubric = [{"key": "law", "text": {"en": "The law is named"}, "levels": levels}]
    store(session, NewDraft("essay", {"text": {"en": "Why?"}, "rubric": rubric}, "Why?"))

    text = english(browser, url)

    assert "What a trainer marks The law is named" in text
    assert "Right answer" not in text


def test_a_draft_in_another_language_says_which(session, browser, url):
    store(session, choice("من؟", "ضابط", language="ar"), language="ar")

    html = browser.get(url).get_data(as_text=True)

    assert '<div lang="ar" dir="rtl"><h3 class="row-title">من؟</h3></div>' in html


def test_many_drafts_are_shown_in_pages(session, browser, url, monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    store(session, *(choice(f"Question {number}?", "Yes") for number in "abc"))

    first, second = english(browser, url), english(browser, f"{url}?page=2")

    assert "Question a?" in first
    assert "Question c?" not in first
    assert "Question c?" in second
    assert english(browser, f"{url}?page=99") == second


def test_a_page_of_drafts_takes_two_statements(session, statements):
    store(session, *(choice(f"Question {number}?", "Yes") for number in "abc"))

    with statements() as sent:
        queries.drafts_of(session, factories.COURSE, page=1, language="en")

    assert len(sent) == 2
