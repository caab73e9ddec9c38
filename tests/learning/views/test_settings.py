"""What the pages of a quiz say of its time limit, its grade and its answers."""

from __future__ import annotations

import html
import re

import pytest

from tests.learning.world import answer_all, attempt_url, meet, page, start, submit, url
from tests.support.timed_course import timed_cohort

GRACE = "time_limit_minutes: 30, overdue_policy: grace, grace_minutes: 5"
ABANDON = "time_limit_minutes: 30, overdue_policy: abandon"
TEST = "grade_method: average, review: test_after_close"


@pytest.fixture
def settings(request):
    return request.param


@pytest.fixture
def cohort(session, tmp_path, settings):
    return timed_cohort(session, tmp_path, settings)


@pytest.fixture
def browser(sign_in, trainee, session, enrolment):
    meet(session, enrolment, "u01/lesson/viewed")
    return sign_in(trainee)


@pytest.fixture
def quiz_url(enrolment):
    return url(enrolment, "u01", "quiz")


def said(client, address):
    bare = re.sub(r"<[^>]+>", " ", page(client, address))
    return " ".join(html.unescape(bare).split())


@pytest.mark.parametrize("settings", [GRACE], indirect=True)
def test_in_the_grace_it_is_handed_in_and_counts(
    session, browser, enrolment, asking, quiz_url, come_back_after
):
    assert "It can be handed in for 5 minutes more" in said(browser, quiz_url)
    attempt = start(browser, enrolment)
    answer_all(session, browser, asking, attempt)
    come_back_after(31)
    assert "The time is over: hand in the answers" in said(browser, quiz_url)
    review = attempt_url(attempt, "review-answers")
    assert browser.get(attempt_url(attempt, 1)).status_code == 302
    text = said(browser, review)
    assert "Hand in by" in text
    assert "Hand in the answers" in text
    submit(browser, attempt)
    assert "Passed" in said(browser, attempt_url(attempt, "result"))


@pytest.mark.parametrize(
    ("settings", "minutes"), [(GRACE, 36), (ABANDON, 31)], indirect=["settings"]
)
def test_what_was_not_handed_in_in_time_does_not_count(
    session, browser, enrolment, asking, quiz_url, come_back_after, minutes
):
    attempt = start(browser, enrolment)
    answer_all(session, browser, asking, attempt)
    come_back_after(minutes)
    assert "The time is over: see the result" in said(browser, quiz_url)
    assert "so it does not count" in said(browser, attempt_url(attempt, "review-answers"))
    submit(browser, attempt)
    assert "Not handed in in time" in said(browser, attempt_url(attempt, "result"))
    text = said(browser, quiz_url)
    assert "1 attempt used. 1 is left." in text
    assert "Not handed in in time" in text


@pytest.mark.parametrize("settings", [TEST], indirect=True)
def test_which_answers_were_right_is_told_once_it_is_closed(
    session, browser, enrolment, asking, quiz_url
):
    first = start(browser, enrolment)
    answer_all(session, browser, asking, first, right=False)
    submit(browser, first)
    text = said(browser, attempt_url(first, "result"))
    assert "Which answers were right is told" in text
    assert "to look at again" not in text
    second = start(browser, enrolment)
    answer_all(session, browser, asking, second)
    submit(browser, second)
    assert "to look at again" in said(browser, attempt_url(first, "result"))
    assert "the average of all attempts" in said(browser, quiz_url)
