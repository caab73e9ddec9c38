"""Receipts, conditions and decisions on a phone: nothing is cut off, nothing fails axe-core."""

from __future__ import annotations

import pytest

from lms.core import clock
from lms.progress.operations import override_completion
from tests import factories
from tests.learning.world import meet
from tests.support.browser import PHONE, axe
from tests.support.looking import opened
from tests.support.ruled_course import ONLINE, ruled_cohort

pytestmark = pytest.mark.browser

UNIT = (
    "{all: [{any: [{type: released}, {type: in_cohort, cohort: بغداد}]},"
    " {type: passed, course: c91-planned}, {type: date_from, date: 2999-12-20}]}"
)


@pytest.fixture
def cohort(session, tmp_path):
    return ruled_cohort(session, tmp_path, unit=UNIT, test="{type: released}", title="دفعة الربيع")


@pytest.fixture
def decided(session, cohort, enrolment):
    """The trainee's enrolment with a part set as done, and an exemption that waits."""
    meet(session, enrolment, *(f"u01/{part}" for part in ONLINE if part != "quiz/passed"))
    who = factories.make_staff(session, "coordinator", cohort)
    for target, kind in (("u01/quiz/passed", "complete"), ("u02", "exempt")):
        override_completion(
            session, viewer=factories.viewer_for(session, who), enrolment_id=enrolment,
            target=target, kind=kind, reason="شوهد في أكاديمية أخرى", evidence="شهادة عام 2021",
            at=clock.now(),
        )  # fmt: skip
    session.commit()
    return enrolment


def faults_of(chromium, client, path):
    client.post("/language", data={"language": "ar"})
    with opened(chromium, client, path) as page:
        assert page.evaluate("document.documentElement.dir") == "rtl"
        is_cut_off = page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]
        return [*(each.rule for each in axe(page)), *(["too wide"] if is_cut_off else [])]


@pytest.mark.parametrize("parts", ["u01/orders", "u01", "u02", ""])
def test_the_trainees_pages(chromium, client, decided, parts):
    assert faults_of(chromium, client, f"/learn/{decided}/{parts}".rstrip("/")) == []


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("coordinator", "/reports/enrolments/{enrolment}/override"),
        ("approver", "/reports/enrolments/{enrolment}/override"),
        ("coordinator", "/reports/cohorts/{cohort}/overrides"),
        ("coordinator", "/reports/cohorts/{cohort}"),
        ("trainer", "/teach/cohorts/{cohort}"),
        ("trainer", "/teach/enrolments/{enrolment}"),
    ],
)
def test_the_staffs_pages(chromium, session, sign_in, cohort, decided, role, path):
    client = sign_in(factories.make_staff(session, role, cohort))
    assert faults_of(chromium, client, path.format(enrolment=decided, cohort=cohort)) == []
