"""The pages of decisions and exemptions, and their mark in every report."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from lms.accounts.models import AuditEvent
from lms.core import clock
from lms.progress.models import CompletionOverride
from lms.progress.operations import answer_exemption, override_completion
from lms.progress.queries import overrides_of, progress_of
from tests import factories
from tests.teaching.world import Cohort, english

PRACTICAL = "u01/practical/signed_off"
DECISION = {"target": PRACTICAL, "kind": "complete", "reason": "Seen at another academy"}
EXEMPTION = DECISION | {"kind": "exempt", "evidence": "Certificate of 2021"}
LEGEND = "† set by a decision or recognised as learnt before"


@pytest.fixture
def cohort(session):
    return Cohort(session)


@pytest.fixture
def trainee(cohort):
    """Somebody who has done all of it alone: the person and the enrolment."""
    person, enrolment_id = cohort.enrol(given="زينب")
    cohort.meet_all_online(enrolment_id)
    return person, enrolment_id


@pytest.fixture
def url(trainee):
    return f"/reports/enrolments/{trainee[1]}/override"


@pytest.fixture
def decides(session, cohort, sign_in):
    """A coordinator's browser, when the test is ready for it."""
    who = factories.make_staff(session, "coordinator", cohort.id)
    return lambda: sign_in(who)


@pytest.fixture
def confirms(session, cohort, sign_in):
    """The second person's browser, when the test is ready for it."""
    who = factories.make_staff(session, "approver", cohort.id)
    return lambda: sign_in(who)


@pytest.fixture
def state(session, trainee):
    return lambda: progress_of(session, trainee[1])


def only(session):
    return session.scalars(select(CompletionOverride)).one()


def test_set_as_done_a_part_counts_and_is_told_on_the_page(session, decides, url, state):
    browser = decides()
    assert browser.post(url, data=DECISION).status_code == 303
    assert state().is_met(PRACTICAL)
    text = english(browser, url)
    assert "Set as done †" in text
    assert "Seen at another academy" in text


def test_an_exemption_takes_a_second_person(session, decides, confirms, url, state):
    first = decides()
    assert first.post(url, data=EXEMPTION).status_code == 303
    assert "another coordinator or an approver confirms it" in english(first, url)
    assert first.post(f"/reports/overrides/{only(session).id}/confirm").status_code == 403
    assert not state().is_met(PRACTICAL)

    second = confirms()
    assert "Evidence: Certificate of 2021" in english(second, url)
    assert second.post(f"/reports/overrides/{only(session).id}/confirm").status_code == 303
    assert state().is_met(PRACTICAL)
    assert "Recognised as learnt before †" in english(second, url)


def test_declined_it_does_not_count(session, decides, confirms, url, state):
    decides().post(url, data=EXEMPTION)
    second = confirms()
    second.post(f"/reports/overrides/{only(session).id}/decline")
    assert not state().is_met(PRACTICAL)
    assert "Declined: it does not count" in english(second, url)


@pytest.mark.parametrize(
    "wrong",
    [
        DECISION | {"reason": " "},
        DECISION | {"target": "u99"},
        DECISION | {"target": "u01/quiz/passed"},  # done already
        DECISION | {"kind": "perhaps"},
        EXEMPTION | {"evidence": ""},
    ],
)
def test_what_is_wrong_is_said_on_the_page(session, decides, url, wrong):
    assert decides().post(url, data=wrong).status_code == 422
    assert session.scalars(select(CompletionOverride)).all() == []


def test_the_course_test_is_not_set_by_one_person(session, decides, cohort):
    _, enrolment_id = cohort.enrol()
    address = f"/reports/enrolments/{enrolment_id}/override"
    data = DECISION | {"target": "course/test/passed"}
    answer = decides().post(address, data=data)
    assert answer.status_code == 422
    assert session.scalars(select(CompletionOverride)).all() == []


def test_revoked_with_a_reason_it_counts_no_longer(session, decides, url, state, trainee):
    browser = decides()
    browser.post(url, data=DECISION)
    address = f"/reports/overrides/{only(session).id}/revoke"
    browser.post(address, data={"reason": ""})
    assert state().is_met(PRACTICAL)
    browser.post(address, data={"reason": "Wrong person"})
    assert not state().is_met(PRACTICAL)
    assert overrides_of(session, trainee[1])[0].why_revoked == "Wrong person"
    assert "Revoked because: Wrong person" in english(browser, url)
    assert session.scalars(select(AuditEvent.verb)).all()[-1] == "revoke_override"


def test_an_approver_reads_and_confirms_but_neither_decides_nor_revokes(
    session, decides, confirms, url
):
    decides().post(url, data=DECISION)
    approver = confirms()
    assert "Decide about a part" not in english(approver, url)
    assert approver.post(url, data=DECISION).status_code == 403
    revoke = f"/reports/overrides/{only(session).id}/revoke"
    assert approver.post(revoke, data={"reason": "x"}).status_code == 403


def test_the_list_shows_first_who_is_waited_for(session, decides, url, cohort, trainee):
    for _ in range(2):
        cohort.enrol()
    browser = decides()
    browser.post(url, data=EXEMPTION)
    text = english(browser, f"/reports/cohorts/{cohort.id}/overrides")
    assert (
        text.index("زينب") < text.index("Waits for a second person") < text.index("كريم حسن", -60)
    )
    assert text.count("Waits for a second person") == 1


@pytest.fixture
def decided(session, cohort, trainee):
    """The trainee, with one part set as done."""
    who = factories.make_staff(session, "coordinator", cohort.id)
    override_completion(
        session, viewer=factories.viewer_for(session, who), enrolment_id=trainee[1],
        target=PRACTICAL, kind="complete", reason="Seen", at=clock.now(),
    )  # fmt: skip
    session.commit()
    return trainee


@pytest.mark.usefixtures("decided")
def test_the_grid_and_both_exports_mark_it_with_a_legend(decides, cohort):
    browser = decides()
    address = f"/reports/cohorts/{cohort.id}"
    text = english(browser, address)
    assert "Completed †" in text
    assert LEGEND in text

    plain = browser.get(f"{address}/export.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(plain)))
    assert sum("†" in cell for row in rows for cell in row) == 2

    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{address}/export.xlsx").data))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert sum("†" in cell for cell in cells) == 2


def test_without_a_decision_there_is_neither_mark_nor_legend(decides, cohort, trainee):
    assert "†" not in english(decides(), f"/reports/cohorts/{cohort.id}")


def test_an_exempted_course_test_marks_state_and_certificate(session, decides, cohort, trainee):
    staff = [factories.make_staff(session, role, cohort.id) for role in ("coordinator", "approver")]
    asker, second = (factories.viewer_for(session, one) for one in staff)
    asked = override_completion(
        session, viewer=asker, enrolment_id=trainee[1], target="course/test/passed", kind="exempt",
        reason="Seen", evidence="Diploma", at=clock.now(),
    )  # fmt: skip
    answer_exemption(session, viewer=second, override_id=asked, is_confirmed=True, at=clock.now())
    session.commit()
    plain = decides().get(f"/reports/cohorts/{cohort.id}/export.csv").data.decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(plain)))[-1]
    assert row[2].endswith("†")
    assert row[-1].endswith("†")


@pytest.mark.usefixtures("decided")
def test_the_trainers_record_and_roster_mark_it(session, cohort, trainee, sign_in):
    trainer = sign_in(cohort.trainer)
    record = english(trainer, f"/teach/enrolments/{trainee[1]}")
    assert "Completed †" in record
    assert "by a decision of the coordination" in record
    assert LEGEND in record
    roster = english(trainer, f"/teach/cohorts/{cohort.id}")
    assert "†" in roster
    assert LEGEND in roster


@pytest.mark.usefixtures("decided")
def test_the_trainee_is_told_on_the_units_page(trainee, sign_in):
    text = english(sign_in(trainee[0]), f"/learn/{trainee[1]}/u01")
    assert "This unit or a part of it counts as completed since" in text
    assert "Counts as completed since" in text


def test_an_attempt_after_the_decision_is_kept_beside_it(session, cohort, decided):
    cohort.meet(decided[1], PRACTICAL)
    own = progress_of(session, decided[1]).requirement(PRACTICAL)
    assert own.earned_at is not None
    assert own.overridden is not None
