from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from lms.accounts.models import AccessLog
from lms.cohorts.models import Announcement
from tests import factories
from tests.teaching.world import Cohort, english, in_fours, page, text_of


@pytest.fixture
def url(cohort):
    return f"/teach/cohorts/{cohort.id}"


def test_the_desk_says_how_many_need_help(browser, cohort):
    for tries in (1, 2):
        _, enrolment = cohort.enrol()
        for _ in range(tries):
            cohort.meet(enrolment, "u01/quiz/passed", outcome="not_met")
    assert "Spring 1 needs help 0 of 2 completed the course." in english(browser, "/teach")


def test_the_desk_is_honest_when_there_is_no_cohort(session, sign_in):
    empty = factories.make_staff(session, "trainer", factories.make_academy(session))
    assert "No cohort yet" in english(sign_in(empty), "/teach")


def test_the_desk_asks_as_much_for_many_cohorts_as_for_one(session, browser, cohort, statements):
    cohort.enrol()
    page(browser, "/teach")
    with statements() as few:
        page(browser, "/teach")
    for number in range(4):
        another = Cohort(session, title=f"Cohort {number}")
        factories.give_role(session, cohort.trainer, "trainer", another.id)
        another.enrol()
    with statements() as many:
        assert "Cohort 3" in page(browser, "/teach")
    assert len(many) == len(few) <= 6


def test_who_needs_help_comes_first_and_why(browser, cohort, url):
    fine, _ = cohort.enrol(given="ليلى")
    stuck, enrolment = cohort.enrol(given="رامي")
    for _ in range(3):
        cohort.meet(enrolment, "u01/quiz/passed", outcome="not_met")
    quiet, _ = cohort.enrol(given="هدى", at=factories.LONG_AGO)
    text = english(browser, url)
    helped, roster = text.split("The whole cohort (3)")
    assert "3 attempts without a pass: Unit 1" in helped
    assert "No work for" in helped
    for person, needs in ((fine, False), (stuck, True), (quiet, True)):
        assert (person.trainee_code in helped) is needs
        assert person.trainee_code in roster
    assert "رامي كريم حسن" in text


def test_a_waiting_practical_leads_to_its_checklist(browser, cohort, url):
    _, enrolment = cohort.enrol()
    cohort.meet_all_online(enrolment)
    assert "Awaits sign-off: Unit 1" in english(browser, url)
    address = f"/teach/enrolments/{enrolment}/u01/practical"
    assert address in browser.get(url).get_data(as_text=True)


def test_a_withdrawn_trainee_needs_no_help(browser, cohort, url):
    _, enrolment = cohort.enrol(at=factories.LONG_AGO)
    cohort.withdraw(enrolment)
    assert "Nobody needs help today." in english(browser, url)
    assert "Withdrawn" in page(browser, url)


def test_the_hardest_question_is_named_from_ten_answers_on(browser, cohort, url):
    for _ in range(9):
        cohort.hand_in(*cohort.enrol(), wrong=range(1, 7))
    assert "Too few answers yet" in english(browser, url)
    cohort.hand_in(*cohort.enrol(), wrong=range(1, 7))
    text = english(browser, url)
    assert "Too few answers yet" not in text
    assert "0 of 10 right." in text


def test_the_page_asks_as_much_for_many_as_for_few(browser, cohort, url, statements):
    cohort.hand_in(*cohort.enrol(), wrong=[1])
    page(browser, url)
    with statements() as few:
        page(browser, url)
    for _ in range(6):
        cohort.hand_in(*cohort.enrol(), wrong=[1])
    page(browser, url)
    with statements() as many:
        assert "(7)" in page(browser, url)
    assert len(many) == len(few) <= 12


def test_an_empty_cohort_says_so(browser, url):
    text = english(browser, url)
    assert "Nobody is enrolled yet" in text


def test_without_the_right_to_names_codes_stand_for_them(session, cohort, url, sign_in):
    person, _ = cohort.enrol(given="رامي")
    nameless = factories.make_staff(session, "trainer", cohort.id, names=False)
    text = page(sign_in(nameless), url)
    assert "رامي" not in text
    assert person.trainee_code in text


def test_one_access_row_remembers_the_names_shown(session, browser, cohort, url):
    cohort.enrol()
    cohort.enrol()
    before = session.scalar(select(func.count()).select_from(AccessLog))
    page(browser, url)
    assert session.scalar(select(func.count()).select_from(AccessLog)) == before + 1


def test_an_announcement_is_told_once_and_kept_sealed(session, browser, url):
    answer = browser.post(f"{url}/announcements", data={"text": "Bring the rights card"})
    assert answer.status_code == 303
    assert "Bring the rights card" in page(browser, url)
    kept = session.scalars(select(Announcement)).one()
    assert b"rights" not in kept.text_sealed


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_an_empty_or_endless_announcement_is_refused(session, browser, url, text):
    answer = browser.post(f"{url}/announcements", data={"text": text})
    assert answer.status_code == 422
    assert session.scalars(select(Announcement)).all() == []


def test_slips_are_for_those_who_never_signed_in(browser, cohort, url):
    active, _ = cohort.enrol()
    assert browser.post(f"{url}/slips").status_code == 303
    login_code = cohort.invite()
    text = text_of(browser.post(f"{url}/slips", data={"whom": "invited"}))
    assert in_fours(login_code) in text
    assert in_fours(active.login_code) not in text


def test_slips_for_everybody_spare_who_has_more_to_say(session, browser, cohort, url):
    active, _ = cohort.enrol()
    above, _ = cohort.enrol()
    factories.give_role(session, above, "coordinator", cohort.id)
    left, enrolment = cohort.enrol()
    cohort.withdraw(enrolment)
    text = text_of(browser.post(f"{url}/slips", data={"whom": "everybody"}))
    assert in_fours(active.login_code) in text
    assert in_fours(above.login_code) not in text
    assert in_fours(left.login_code) not in text


def test_a_cohort_elsewhere_or_unknown_is_not_found(elsewhere, cohort, url):
    client = elsewhere()
    for address in (url, f"/teach/cohorts/{uuid.uuid4()}"):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/announcements", data={"text": "x"}).status_code == 404
        assert client.post(f"{address}/slips", data={"whom": "everybody"}).status_code == 404
    assert "Spring" not in page(client, "/teach")


def test_no_other_role_enters(session, cohort, url, sign_in):
    person, _ = cohort.enrol()
    for someone in (person, factories.make_staff(session, "coordinator", cohort.id)):
        client = sign_in(someone)
        assert client.get("/teach").status_code == 403
        assert client.get(url).status_code == 403
        assert client.post(f"{url}/slips").status_code == 403
