from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lms.accounts.models import AccessLog
from lms.assessment.models import AttemptMark
from lms.assessment.operations import add_evidence, submit_attempt
from lms.assessment.queries.marking import marks_of
from lms.core import clock
from lms.core.uploads import made_anew
from lms.teaching.queries.marking import queue
from tests import factories
from tests.assessment.world import Taker
from tests.support.marked_course import (
    CHOICE,
    ESSAY,
    FILES,
    GOOD,
    hand_in,
    mark,
    marked_cohort,
    places_in,
)
from tests.support.pictures import picture
from tests.teaching.world import page

TEXT = "First <b>line\nand another"
FULL = {f"level_{key}": level for key, level in GOOD.items()}


@pytest.fixture
def group(session, tmp_path):
    return marked_cohort(session, tmp_path)


@pytest.fixture
def trainer(session, group):
    return factories.make_staff(session, "trainer", group)


@pytest.fixture
def browser(client, trainer, sign_in):
    browser = sign_in(trainer)
    browser.post("/language", data={"language": "en"})
    return browser


@pytest.fixture
def essay(session, group):
    """The path of an essay that waits."""
    taker, attempt_id = hand_in(session, group, essay=TEXT)
    return path_of(attempt_id, places_in(taker, attempt_id)[ESSAY])


def path_of(attempt_id, position):
    return f"/teach/marking/{attempt_id}/{position}"


def both(session, group, person=None):
    """An attempt whose essay and file wait: the paths of both, by question, and the file's id."""
    person = person or factories.make_person(session)
    taker = Taker(session, person, factories.enrol(session, person, group))
    attempt_id = taker.start(at=clock.now())
    places = places_in(taker, attempt_id)
    taker.save(attempt_id, places[ESSAY], TEXT, at=clock.now())
    file_id = add_evidence(
        session, viewer=taker.viewer, attempt_id=attempt_id, position=places[FILES],
        file=made_anew(picture()), at=clock.now(),
    )  # fmt: skip
    submit_attempt(session, viewer=taker.viewer, attempt_id=attempt_id, at=clock.now())
    session.commit()
    return {key: path_of(attempt_id, places[key]) for key in (ESSAY, FILES, CHOICE)}, file_id


def listed(browser, order):
    """The answers in the queue, in its order."""
    text = browser.get(f"/teach/marking?by={order}").get_data(as_text=True)
    return [path.split("?")[0] for path in re.findall(r'href="(/teach/marking/[^"]+)"', text)]


def test_an_empty_queue_says_so_and_the_desk_keeps_silent(browser):
    assert "Nothing waits for a mark" in page(browser, "/teach/marking")
    assert "waits for a mark" not in page(browser, "/teach")


def test_the_desk_and_the_queue_say_what_waits_by_code(session, browser, essay):
    assert "1 answer waits for a mark" in page(browser, "/teach")
    text = page(browser, "/teach/marking")
    assert "Marked : 1 answer waits for a mark" in text  # the cohort's title is Marked
    assert "Text u01-q01" in text
    assert "سلام" not in text


def test_the_oldest_attempt_comes_first_or_all_answers_to_one_question(session, group, browser):
    first, _ = both(session, group)
    second, _ = both(session, group)
    by_attempt, by_question = listed(browser, "attempt"), listed(browser, "question")
    waiting = [{first[ESSAY], first[FILES]}, {second[ESSAY], second[FILES]}]
    assert [set(by_attempt[:2]), set(by_attempt[2:])] == waiting
    assert {first[ESSAY], second[ESSAY]} in (set(by_question[:2]), set(by_question[2:]))
    assert listed(browser, "something else") == by_attempt


def test_an_answer_stands_beside_its_rubric_and_the_look_is_logged(session, browser, essay):
    answer = browser.get(essay).get_data(as_text=True)
    assert "First &lt;b&gt;line\nand another" in answer
    assert len(re.findall(r'<input type="radio"', answer)) == 6
    text = page(browser, essay)
    assert "4 words" in text
    assert "Text good 4 points" in text
    logged = session.scalars(select(AccessLog).where(AccessLog.endpoint == "teaching.answer")).all()
    assert [row.people for row in logged][:1] == [1]


def test_a_mark_is_kept_and_the_result_follows(session, browser, essay):
    answer = browser.post(essay, data={**FULL, "remark": "Clear.", "go": "queue"})
    assert (answer.status_code, answer.location) == (303, "/teach/marking?by=attempt")
    text = page(browser, answer.location)
    assert "the trainee sees the result" in text
    assert "Nothing waits for a mark" in text


def test_saving_leads_to_the_next_answer_in_the_chosen_order(session, group, browser):
    first, _ = both(session, group)
    second, _ = both(session, group)
    answer = browser.post(f"{first[ESSAY]}?by=question", data={**FULL, "go": "next"})
    assert answer.location == f"{second[ESSAY]}?by=question"
    answer = browser.post(f"{second[ESSAY]}?by=question", data={**FULL, "go": "next"})
    assert answer.location.startswith(first[FILES])


@pytest.mark.parametrize("posted", [{}, {"level_law": "good"}])
def test_a_missing_level_is_asked_for_and_nothing_typed_is_lost(session, browser, essay, posted):
    answer = browser.post(essay, data={**posted, "remark": "Almost <done>"})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "choose a level for each criterion" in text
    assert "Almost &lt;done&gt;" in text
    assert text.count(" checked") == len(posted)
    assert session.scalar(select(func.count()).select_from(AttemptMark)) == 0


def test_a_remark_that_is_too_long_is_shown_again(browser, essay):
    answer = browser.post(essay, data={**FULL, "remark": "a" * 2001})
    assert answer.status_code == 422
    assert "At most 2000 characters" in answer.get_data(as_text=True)


def test_the_slower_of_two_trainers_sees_the_other_mark_and_may_replace_it(session, group, browser):
    paths, _ = both(session, group)
    path = paths[ESSAY]
    attempt_id, position = path.split("/")[3:]
    other = factories.viewer_for(session, factories.make_staff(session, "trainer", group))
    mark(session, other, UUID(attempt_id), int(position), GOOD, remark="Theirs.", at=clock.now())
    session.commit()
    mine = {"level_law": "none", "level_clarity": "none", "remark": "Mine.", "seen": ""}
    answer = browser.post(path, data=mine)
    assert answer.status_code == 409
    text = answer.get_data(as_text=True)
    assert "Theirs." in text
    assert "Mine." in text
    seen = re.search(r'name="seen" value="([^"]+)"', text)[1]
    assert browser.post(path, data={**mine, "seen": seen}).status_code == 303
    assert len(marks_of(session, [UUID(attempt_id)])[UUID(attempt_id)]) == 2


def test_a_mark_can_be_changed_until_the_last_answer_is_marked(session, group, browser):
    paths, _ = both(session, group)
    browser.post(paths[ESSAY], data={**FULL, "remark": "First thought."})
    text = page(browser, "/teach/marking")
    assert "Marked, until the attempt's last answer is" in text
    again = browser.get(paths[ESSAY]).get_data(as_text=True)
    assert "First thought." in again
    assert again.count(" checked") == 2
    browser.post(paths[FILES], data=FULL)
    for ask in (browser.get, browser.post):
        answer = ask(paths[ESSAY], **({} if ask == browser.get else {"data": FULL}))
        assert answer.location == "/teach/marking?by=attempt"
    assert "The trainee" not in page(browser, "/teach/marking")


def test_a_photo_is_shown_to_who_marks_it_alone(session, group, browser, sign_in):
    paths, file_id = both(session, group)
    assert f'<img src="/teach/files/{file_id}"' in browser.get(paths[FILES]).get_data(as_text=True)
    shown = browser.get(f"/teach/files/{file_id}")
    assert (shown.mimetype, shown.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert "sandbox" in " ".join(shown.headers.getlist("Content-Security-Policy"))
    elsewhere = sign_in(factories.make_staff(session, "trainer", factories.make_cohort(session)))
    for path in (paths[FILES], f"/teach/files/{file_id}"):
        assert elsewhere.get(path).status_code == 404


def test_nobody_marks_a_file_of_their_own(session, group, sign_in):
    person = factories.make_person(session)
    _paths, file_id = both(session, group, person)
    factories.give_role(session, person, "trainer", group)
    assert sign_in(person).get(f"/teach/files/{file_id}").status_code == 403


def test_what_no_trainer_marks_is_not_there(session, group, browser):
    paths, _ = both(session, group)
    assert browser.get(paths[CHOICE]).status_code == 404
    assert browser.post(paths[CHOICE], data=FULL).status_code == 404


def test_the_record_says_that_an_attempt_is_being_marked_and_then_shows_the_mark(
    session, group, browser
):
    taker, attempt_id = hand_in(session, group, essay=TEXT)
    record = f"/teach/enrolments/{taker.enrolment.id}"
    assert "Being marked" in page(browser, record)
    browser.post(
        path_of(attempt_id, places_in(taker, attempt_id)[ESSAY]), data={**FULL, "remark": "Good."}
    )
    assert "Being marked" not in page(browser, record)
    text = page(browser, f"/teach/attempts/{attempt_id}")
    assert "Marked: 6 of 6" in text
    assert "Good." in text


def test_the_queue_costs_the_same_however_many_wait(session, group, trainer, statements):
    viewer = factories.viewer_for(session, trainer)
    costs = []
    for _ in range(2):
        hand_in(session, group)
        queue(session, viewer, order="attempt", language="en")
        with statements() as sent:
            queue(session, viewer, order="attempt", language="en")
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_a_coordinators_work_still_begins_on_the_reports(session, group, sign_in):
    browser = sign_in(factories.make_staff(session, "coordinator", group))
    assert browser.get("/").location == "/reports"
