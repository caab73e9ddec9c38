"""A course with a document to confirm and units to release, as its staff see it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.models import AuditEvent
from lms.core import clock
from lms.progress.models import UnitRelease
from tests import factories
from tests.learning.world import meet
from tests.support.ruled_course import ONLINE, another_cohort, ruled_cohort
from tests.teaching.world import english

TREE = "{any: [{type: released}, {type: date_until, date: 2020-01-01}]}"


@pytest.fixture
def cohort_id(session, tmp_path):
    return ruled_cohort(session, tmp_path, unit=TREE, test="{type: released}")


@pytest.fixture
def enrolments(session, cohort_id):
    """Two trainees; the first has done all of unit 1."""
    ids = [factories.enrol(session, factories.make_person(session), cohort_id) for _ in range(2)]
    meet(session, ids[0], *(f"u01/{part}" for part in ONLINE))
    return ids


@pytest.fixture
def browser(session, cohort_id, sign_in):
    return sign_in(factories.make_staff(session, "trainer", cohort_id))


@pytest.fixture
def url(cohort_id):
    return f"/teach/cohorts/{cohort_id}"


def facts(session):
    rows = session.scalars(select(UnitRelease).order_by(UnitRelease.occurred_at, UnitRelease.id))
    return [(row.unit_key, row.is_released) for row in rows]


@pytest.mark.usefixtures("enrolments")
def test_the_cohort_page_offers_what_waits_for_a_release(session, browser, url):
    text = english(browser, url)
    assert "Units to release" in text
    assert text.count("Not released yet") == 2
    answer = browser.post(f"{url}/releases", data={"unit": "u02", "released": "yes"})
    assert answer.status_code == 303
    text = english(browser, url)
    assert text.count("Not released yet") == 1
    assert "Close it again" in text
    assert facts(session) == [("u02", True)]


@pytest.mark.usefixtures("enrolments")
def test_a_release_is_taken_back_by_a_later_fact_and_twice_changes_nothing(session, browser, url):
    for released in ("yes", "yes", "no", "no", "yes"):
        browser.post(f"{url}/releases", data={"unit": "course", "released": released})
    assert facts(session) == [("course", True), ("course", False), ("course", True)]
    verbs = session.scalars(
        select(AuditEvent.verb).where(AuditEvent.verb.in_(["release", "take_release"]))
    )
    assert list(verbs) == ["release", "take_release", "release"]


@pytest.mark.usefixtures("enrolments")
@pytest.mark.parametrize("unit_key", ["u01", "u99", ""])
def test_only_what_waits_for_a_release_is_released(session, browser, url, unit_key):
    answer = browser.post(f"{url}/releases", data={"unit": unit_key, "released": "yes"})
    assert answer.status_code == 404
    assert facts(session) == []


@pytest.mark.usefixtures("browser", "enrolments")
def test_a_trainer_of_another_cohort_releases_nothing(session, sign_in, url):
    there = another_cohort(session, title="Other")
    other = sign_in(factories.make_staff(session, "trainer", there))
    answer = other.post(f"{url}/releases", data={"unit": "u02", "released": "yes"})
    assert answer.status_code == 404
    assert facts(session) == []


def test_the_record_tells_which_documents_are_confirmed(browser, enrolments):
    assert "Text orders: confirmed on" in english(browser, f"/teach/enrolments/{enrolments[0]}")
    assert "Text orders: not confirmed yet" in english(
        browser, f"/teach/enrolments/{enrolments[1]}"
    )


def test_the_record_and_the_roster_know_what_is_closed(browser, enrolments, url):
    record = f"/teach/enrolments/{enrolments[0]}"
    assert english(browser, record).count("Locked") == 1
    browser.post(f"{url}/releases", data={"unit": "u02", "released": "yes"})
    assert english(browser, record).count("Locked") == 0


@pytest.mark.usefixtures("enrolments")
def test_the_trainer_reads_documents_and_rules(browser, url):
    text = english(browser, f"{url}/course/u01")
    assert "To confirm as read and understood: Text orders" in text
    assert "What completes this unit" in text
    assert "One of these is enough:" in text


@pytest.fixture
def reports(session, cohort_id, sign_in):
    """A coordinator's browser, when the test is ready for it."""
    who = factories.make_staff(session, "coordinator", cohort_id)
    return lambda: sign_in(who)


@pytest.mark.usefixtures("enrolments")
def test_the_report_says_locked_until_it_is_released(reports, browser, url, cohort_id):
    address = f"/reports/cohorts/{cohort_id}"
    browser.post(f"{url}/releases", data={"unit": "u02", "released": "yes"})
    coordinator = reports()
    assert english(coordinator, f"{address}?sort=-u02").count("Locked") == 1


@pytest.mark.usefixtures("enrolments", "browser")
def test_a_coordinator_releases_too_and_an_approver_does_not(session, reports, sign_in, cohort_id):
    address = f"/reports/cohorts/{cohort_id}"
    coordinator = reports()
    assert "Units to release" in english(coordinator, address)
    answer = coordinator.post(f"{address}/releases", data={"unit": "u02", "released": "yes"})
    assert (answer.status_code, facts(session)) == (303, [("u02", True)])
    approver = sign_in(factories.make_staff(session, "approver", cohort_id))
    assert "Units to release" not in english(approver, address)
    answer = approver.post(f"{address}/releases", data={"unit": "u02", "released": "no"})
    assert (answer.status_code, facts(session)) == (403, [("u02", True)])


@pytest.mark.usefixtures("enrolments")
def test_a_report_asks_as_much_for_many_people_as_for_two(session, reports, cohort_id, statements):
    coordinator, address = reports(), f"/reports/cohorts/{cohort_id}"
    english(coordinator, address)
    with statements() as few:
        english(coordinator, address)
    for _ in range(5):
        factories.enrol(session, factories.make_person(session), cohort_id, at=clock.now())
    with statements() as many:
        english(coordinator, address)
    assert len(many) == len(few)
    assert sum("unit_release" in one for one in few) == 2


@pytest.mark.usefixtures("enrolments")
def test_a_cohorts_page_asks_as_much_for_many_people_as_for_two(
    session, browser, cohort_id, url, statements
):
    english(browser, url)
    with statements() as few:
        english(browser, url)
    for _ in range(5):
        factories.enrol(session, factories.make_person(session), cohort_id, at=clock.now())
    with statements() as many:
        english(browser, url)
    assert len(many) == len(few)
