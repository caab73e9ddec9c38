from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.cohorts import operations as cohorts
from lms.core import clock
from lms.progress.models import Outcome, Receipt
from lms.progress.operations import (
    answer_reversal,
    ask_reversal,
    override_completion,
    rebuild,
)
from lms.progress.queries import progress_of
from tests import factories
from tests.learning.world import meet, page, url
from tests.support.ruled_course import ruled_cohort

KEY = "u01/orders/received"
BUTTON = "I have read and understood it"


@pytest.fixture
def cohort(session, tmp_path):
    return ruled_cohort(session, tmp_path)


@pytest.fixture
def address(enrolment):
    return url(enrolment, "u01", "orders")


def receipts(session):
    return session.scalars(select(Receipt)).all()


def test_the_document_stands_there_with_one_button(client, address):
    html = page(client, address)
    assert "<h2" in html
    assert "Version 1.0.0" in html
    assert html.count(BUTTON) == 1


def test_confirming_is_bound_to_the_version_and_the_language(session, client, address, enrolment):
    answer = client.post(address)
    (kept,) = receipts(session)
    state = progress_of(session, enrolment)
    assert answer.status_code == 303
    assert (kept.enrolment_id, kept.activity, kept.language) == (enrolment, "u01/orders", "en")
    assert kept.course_version_id is not None
    assert state.requirement(KEY).met_at == kept.occurred_at
    assert "Confirmed on" in page(client, address)
    assert BUTTON not in page(client, address)
    assert rebuild(session, only_check=True) == []


def test_confirming_twice_keeps_the_first(session, client, address):
    client.post(address)
    first = receipts(session)[0].occurred_at
    assert client.post(address).status_code == 303
    assert [one.occurred_at for one in receipts(session)] == [first]
    assert len(session.scalars(select(Outcome).where(Outcome.requirement_key == KEY)).all()) == 1


def test_after_a_reversal_it_is_confirmed_anew(session, client, address, enrolment, cohort):
    client.post(address)
    staff = [factories.make_staff(session, role, cohort) for role in ("coordinator", "approver")]
    asker, second = (factories.viewer_for(session, one, at=clock.now()) for one in staff)
    asked = ask_reversal(
        session, viewer=asker, enrolment_id=enrolment, requirement_key=KEY,
        ground="identity_error", reason="x", at=clock.now(),
    )  # fmt: skip
    answer_reversal(session, viewer=second, reversal_id=asked, is_confirmed=True, at=clock.now())
    session.commit()
    assert not progress_of(session, enrolment).is_met(KEY)
    assert "To be read again" in page(client, url(enrolment, "u01"))

    client.post(address)
    assert progress_of(session, enrolment).is_met(KEY)
    assert len(receipts(session)) == 2


def test_it_is_one_of_the_parts_that_open_the_next_unit(session, client, enrolment):
    meet(session, enrolment, "u01/lesson/viewed", "u01/quiz/passed", "u01/scenario/passed")
    closed = client.get(url(enrolment, "u02"))
    assert closed.status_code == 403
    assert url(enrolment, "u01", "orders") in closed.get_data(as_text=True)
    client.post(url(enrolment, "u01", "orders"))
    assert client.get(url(enrolment, "u02")).status_code == 200


def test_who_has_withdrawn_confirms_nothing(session, client, address, enrolment, trainee):
    cohorts.withdraw(
        session, enrolment_id=enrolment, reason="left", at=clock.now(), by=trainee.account_id
    )
    session.commit()
    assert BUTTON not in page(client, address)
    assert client.post(address).status_code == 403
    assert receipts(session) == []


@pytest.mark.parametrize("part", ["lesson", "orders"])
def test_what_a_decision_set_as_done_can_still_be_done(session, client, enrolment, cohort, part):
    who = factories.make_staff(session, "coordinator", cohort)
    override_completion(
        session, viewer=factories.viewer_for(session, who), enrolment_id=enrolment, target="u01",
        kind="complete", reason="Seen elsewhere", at=clock.now(),
    )  # fmt: skip
    session.commit()
    assert "Counts as completed since" in page(client, url(enrolment, "u01", part))
    client.post(url(enrolment, "u01", part))
    own = {
        key: one.earned_at is not None
        for key, one in progress_of(session, enrolment).requirements.items()
    }
    assert [key for key, is_earned in own.items() if is_earned] == [
        {"lesson": "u01/lesson/viewed", "orders": KEY}[part]
    ]
    assert "Counts as completed since" not in page(client, url(enrolment, "u01", part))


def test_the_unit_page_lists_it_with_its_state(client, enrolment):
    html = page(client, url(enrolment, "u01"))
    assert "Text orders" in html
    assert "Not confirmed yet" in html
