from __future__ import annotations

import uuid

import pytest

from lms.practice.queries import observations_of
from lms.progress.queries import progress_of
from tests import factories
from tests.teaching.world import english, page, text_of


@pytest.fixture
def enrolment(cohort):
    return cohort.enrol(given="رامي")[1]


@pytest.fixture
def url(enrolment):
    return f"/teach/enrolments/{enrolment}/u01/practical"


def is_met(session, enrolment):
    return progress_of(session, enrolment).is_met("u01/practical/signed_off")


def test_the_checklist_names_the_trainee_and_every_line(browser, cohort, url):
    text = page(browser, url)
    assert "رامي كريم حسن" in text
    for line in cohort.practical().practical.lines:
        assert line.text.ar in text
    assert browser.get(url).get_data(as_text=True).count(" data-must") == sum(
        line.is_critical for line in cohort.practical().practical.lines
    )


def test_a_whole_checklist_signs_off(session, browser, cohort, enrolment, url):
    answer = browser.post(url, data={**cohort.marks(), "remark": "Calm and clear"})
    assert (answer.status_code, answer.location) == (303, f"/teach/enrolments/{enrolment}")
    assert is_met(session, enrolment)
    text = english(browser, answer.location)
    assert "Signed off, " in text
    assert "Calm and clear" in text


def test_a_critical_line_not_seen_needs_more_practice(session, browser, cohort, enrolment, url):
    answer = browser.post(url, data=cohort.marks(missed=[cohort.critical()]))
    assert answer.status_code == 303
    assert not is_met(session, enrolment)
    assert "Needs more practice" in english(browser, answer.location)


@pytest.mark.parametrize("change", ["left out", "neither"])
def test_a_line_without_a_mark_is_asked_for_and_the_rest_is_kept(
    session, browser, cohort, enrolment, url, change
):
    marks = cohort.marks()
    first, *_, last = marks
    marks.pop(first)
    if change == "neither":
        marks[first] = "maybe"
    answer = browser.post(url, data={**marks, "remark": "Half way"})
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert 'id="errors"' in html
    assert "Half way" in html
    assert f'name="{last}" value="yes" checked' in html
    assert f'name="{first}" value="yes" checked' not in html
    assert observations_of(session, enrolment) == []


def test_too_long_a_remark_is_refused(session, browser, cohort, enrolment, url):
    answer = browser.post(url, data={**cohort.marks(), "remark": "x" * 501})
    assert answer.status_code == 422
    assert observations_of(session, enrolment) == []


def test_nobody_signs_their_own(session, cohort, url, sign_in, enrolment):
    person, own = cohort.enrol()
    factories.give_role(session, person, "trainer", cohort.id)
    answer = sign_in(person).post(f"/teach/enrolments/{own}/u01/practical", data=cohort.marks())
    assert answer.status_code == 403
    assert observations_of(session, own) == []


def test_an_ended_enrolment_is_not_signed(session, browser, cohort, enrolment, url):
    cohort.withdraw(enrolment)
    assert browser.post(url, data=cohort.marks()).status_code == 403
    assert observations_of(session, enrolment) == []


def test_a_correction_needs_a_reason_and_takes_back(session, browser, cohort, enrolment, url):
    observation = cohort.observe(enrolment, remark="Calm")
    address = f"{url}/{observation}/correct"
    assert 'value="yes" checked' in browser.get(address).get_data(as_text=True)
    marks = cohort.marks(missed=[cohort.critical()])
    for reason in ("", "  ", "x" * 501):
        assert browser.post(address, data={**marks, "reason": reason}).status_code == 422
    assert is_met(session, enrolment)
    answer = browser.post(address, data={**marks, "reason": "I marked another trainee"})
    assert answer.status_code == 303
    assert not is_met(session, enrolment)
    text = english(browser, answer.location)
    assert "I marked another trainee" in text
    assert "Corrected later" in text


def test_what_was_corrected_is_not_corrected_again(session, browser, cohort, enrolment, url):
    address = f"{url}/{cohort.observe(enrolment)}/correct"
    correction = {**cohort.marks(missed=[cohort.critical()]), "reason": "wrong line"}
    assert browser.post(address, data=correction).status_code == 303
    assert browser.post(address, data=correction).status_code == 409
    assert browser.get(address).status_code == 409
    assert len(observations_of(session, enrolment)) == 2


def test_a_correction_with_a_line_missing_is_asked_for(session, browser, cohort, enrolment, url):
    address = f"{url}/{cohort.observe(enrolment)}/correct"
    marks = cohort.marks()
    marks.popitem()
    answer = browser.post(address, data={**marks, "reason": "wrong line"})
    assert answer.status_code == 422
    assert "wrong line" in text_of(answer)


def test_an_observation_of_another_practical_or_trainee_is_not_found(
    browser, cohort, enrolment, url
):
    _, another = cohort.enrol()
    seen = cohort.observe(another)
    for address in (
        f"{url}/{seen}/correct",
        f"{url}/{uuid.uuid4()}/correct",
        f"/teach/enrolments/{another}/u02/practical/{seen}/correct",
    ):
        data = {**cohort.marks(), "reason": "x"}
        assert browser.get(address).status_code == 404, address
        assert browser.post(address, data=data).status_code == 404, address


def test_an_unknown_unit_or_a_trainee_elsewhere_is_not_found(
    session, browser, elsewhere, cohort, enrolment, url
):
    unknown = f"/teach/enrolments/{enrolment}/u99/practical"
    assert browser.get(unknown).status_code == 404
    client = elsewhere()
    correct = f"{url}/{cohort.observe(enrolment)}/correct"
    for address in (url, correct):
        assert client.get(address).status_code == 404
        data = {**cohort.marks(), "reason": "x"}
        assert client.post(address, data=data).status_code == 404
    assert len(observations_of(session, enrolment)) == 1
