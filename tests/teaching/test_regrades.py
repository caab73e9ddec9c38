from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lms.assessment.models import Question, QuestionVersion, RegradeEntry
from lms.assessment.queries.attempts import grades_of
from lms.core import clock
from lms.core.ids import new_id
from tests import factories
from tests.catalog.sample import COURSE
from tests.support.marked_course import CHOICE, hand_in, marked_cohort
from tests.teaching.world import page

QUIZ = f"/teach/questions/{COURSE}/u01/quiz"
PATH = f"{QUIZ}/{CHOICE}/regrade"


@pytest.fixture
def group(session, tmp_path):
    return marked_cohort(session, tmp_path)


@pytest.fixture
def as_role(client, session, group, sign_in):
    """A browser of a new person of this role, in English."""

    def _as_role(role):
        browser = sign_in(factories.make_staff(session, role, group))
        browser.post("/language", data={"language": "en"})
        return browser

    return _as_role


def worth(session, points):
    """A newer version of the choice that is worth so much."""
    old = session.scalars(
        select(QuestionVersion)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.key == CHOICE, Question.course_key == COURSE)
    ).first()
    session.add(
        QuestionVersion(
            id=new_id(), question_id=old.question_id, content_hash=f"worth-{points}",
            type=old.type, body={**old.body, "mark": points}, created_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()


def ask(browser, path=PATH, **fields):
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', browser.get(path).get_data(as_text=True))
    return browser.post(path, data={"seen": seen[1], "reason": "The key was wrong.", **fields})


def test_the_figures_lead_to_grading_anew_by_a_newer_version(session, group, as_role):
    hand_in(session, group, essay="")
    coordinator = as_role("coordinator")
    assert PATH not in coordinator.get(QUIZ).get_data(as_text=True)
    worth(session, 2)
    assert PATH in coordinator.get(QUIZ).get_data(as_text=True)
    assert PATH not in as_role("trainer").get(QUIZ).get_data(as_text=True)


def test_the_dry_run_shows_old_and_new_and_stores_nothing(session, group, as_role):
    hand_in(session, group, essay="")
    worth(session, 20)
    text = page(as_role("coordinator"), PATH)
    assert "1 attempt would be graded otherwise." in text
    assert "Now 1 of 7, then 20 of 26" in text
    assert "Not passed before, would pass" in text
    assert session.scalars(select(RegradeEntry)).all() == []


def test_a_second_person_confirms_what_crosses_the_pass_mark(session, group, as_role):
    _, attempt_id = hand_in(session, group, essay="")
    worth(session, 20)
    coordinator = as_role("coordinator")
    assert ask(coordinator).location == "/teach/regrades"
    own = page(coordinator, "/teach/regrades")
    assert "wait for a second person" in own
    assert "Confirm the new results" not in own
    approver = as_role("approver")
    text = approver.get("/teach/regrades").get_data(as_text=True)
    assert "The key was wrong." in text
    confirm = re.search(r'action="([^"]+/confirm)"', text)[1]
    assert approver.post(confirm).status_code == 303
    assert grades_of(session, [attempt_id])[attempt_id].is_passed
    assert "Confirmed by a second person" in page(approver, "/teach/regrades")
    assert approver.post(confirm).status_code == 422


def test_below_the_pass_mark_it_counts_at_once(session, group, as_role):
    _, attempt_id = hand_in(session, group, essay="")
    worth(session, 2)
    coordinator = as_role("coordinator")
    ask(coordinator)
    assert "The new results count" in page(coordinator, "/teach/regrades")
    assert grades_of(session, [attempt_id])[attempt_id].score == 2


def test_a_reason_is_needed_and_a_changed_list_is_shown_again(session, group, as_role):
    hand_in(session, group, essay="")
    worth(session, 2)
    coordinator = as_role("coordinator")
    assert ask(coordinator, reason=" ").status_code == 422
    answer = ask(coordinator, seen="another")
    assert answer.status_code == 409
    assert "Look at the list again" in answer.get_data(as_text=True)


def test_where_nothing_would_change_it_says_so(session, group, as_role):
    hand_in(session, group, essay="")
    assert "Nothing would change" in page(as_role("coordinator"), PATH)


@pytest.mark.parametrize(
    "path", [f"{QUIZ}/none/regrade", f"/teach/questions/none/u01/quiz/{CHOICE}/regrade"]
)
def test_what_is_not_in_reach_is_not_there(session, group, as_role, path):
    hand_in(session, group, essay="")
    assert as_role("coordinator").get(path).status_code == 404
