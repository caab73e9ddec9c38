"""The pages about a certificate, as a coordinator, a second person and the holder use them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lms.accounts.operations import assign_role
from lms.certification.models import (
    Certificate,
    CertificateAct,
    CertificateCorrection,
    CertificateRequest,
)
from lms.cohorts.models import Enrolment
from lms.core import clock
from tests.certification.lives import make_life
from tests.certification.world import NOON, complete


@pytest.fixture
def life(session):
    return make_life(session)


@pytest.fixture
def cohort_id(session, life):
    return session.get(Enrolment, life.enrolment_id).cohort_id


@pytest.fixture
def staff(session, life, cohort_id):
    """The two coordinators of the cohort: one sees names, the other does not."""
    for who, may_see_names in ((life.coordinator, True), (life.second, False)):
        assign_role(
            session, person_id=who.person_id, role="coordinator", scope_id=cohort_id,
            may_see_names=may_see_names, at=NOON,
        )  # fmt: skip
    session.commit()
    return life.coordinator.person_id, life.second.person_id


@pytest.fixture
def issued(session, life):
    made = life.claim().certificate_id
    session.commit()
    return made


def text(client, path):
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_revocation_is_asked_for_by_one_and_confirmed_by_another(
    session, client, sign_in, post, life, staff, issued
):
    page = f"/certificates/{issued}/record"
    sign_in(staff[0])
    assert client.get(page).status_code == 200
    sent = {"revocation-ground": "fraud", "revocation-note": "Letter 9"}
    token = token_in(text(client, page))
    answer = client.post(f"/certificates/{issued}/revocation", data=sent | token)
    assert answer.status_code == 303
    act_id = session.scalars(select(CertificateAct.id)).one()
    assert f"/acts/{act_id}/confirm" not in text(client, page)
    sign_in(staff[1])
    shown = text(client, page)
    assert "Letter 9" in shown
    assert f"/acts/{act_id}/confirm" in shown
    answer = client.post(f"/certificates/acts/{act_id}/confirm", data=token_in(shown))
    assert answer.status_code == 303
    assert life.state(issued) == "revoked"


def test_names_are_stretched_before_a_confirmed_correction_holds_the_database(
    session, client, sign_in, life, staff, issued, held
):
    life.rename()
    act_id = life.ask_correction(issued)
    session.commit()
    sign_in(staff[1])
    token = token_in(text(client, f"/certificates/{issued}/record"))
    del held[:]
    assert client.post(f"/certificates/acts/{act_id}/confirm", data=token).status_code == 303
    assert held == [False]
    assert life.state(issued) == "superseded"


def token_in(page):
    """The token of the page's first form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return {"csrf_token": found.group(1)}


@pytest.mark.parametrize("form", ["suspension", "revocation", "new"])
def test_a_form_without_a_reason_is_shown_again(client, sign_in, staff, issued, form):
    sign_in(staff[0])
    token = token_in(text(client, f"/certificates/{issued}/record"))
    assert client.post(f"/certificates/{issued}/{form}", data=token).status_code == 422


def test_names_go_through_the_door(client, sign_in, staff, issued, life, cohort_id):
    name = "عبد الكريم"
    pages = (f"/certificates/{issued}/record", f"/certificates/cohorts/{cohort_id}")
    sign_in(staff[0])
    assert all(name in text(client, page) for page in pages)
    sign_in(staff[1])
    assert not any(name in text(client, page) for page in pages)


def test_a_completion_taken_back_is_not_unnoticed(
    session, client, sign_in, staff, issued, life, cohort_id
):
    sign_in(staff[0])
    pages = (f"/certificates/cohorts/{cohort_id}", f"/certificates/{issued}/record")
    signs = ('data-state="stop"', 'data-kind="must"')
    for page, sign in zip(pages, signs, strict=True):
        assert sign not in text(client, page)
    complete(session, life.enrolment_id, at=clock.now(), outcome="reversed")
    for page, sign in zip(pages, signs, strict=True):
        assert sign in text(client, page)


def test_the_holder_asks_for_a_correction_from_the_wallet(
    session, client, sign_in, post, staff, issued, life
):
    sign_in(life.holder.person_id)
    page = f"/certificates/{issued}/correction"
    assert page in text(client, "/certificates")
    assert post(page, mistake="wrong_spelling").status_code == 422
    assert post(page, mistake="wrong_spelling", evidence="The card").status_code == 303
    asked = session.scalars(select(CertificateCorrection)).one()
    sign_in(staff[0])
    shown = text(client, f"/certificates/{issued}/record")
    assert "The card" in shown
    refused = {"note": "The card says so"} | token_in(shown)
    address = f"/certificates/corrections/{asked.id}/decline"
    assert client.post(address, data=refused).status_code == 303
    sign_in(life.holder.person_id)
    assert "The card says so" in text(client, page)


def test_a_claim_waits_for_the_coordinator_who_approves_it(session, client, sign_in, post, held):
    life = make_life(session, approval="coordinator")
    cohort_id = session.get(Enrolment, life.enrolment_id).cohort_id
    assign_role(
        session, person_id=life.coordinator.person_id, role="coordinator", scope_id=cohort_id,
        may_see_names=False, at=NOON,
    )  # fmt: skip
    session.commit()
    sign_in(life.holder.person_id)
    claim = f"/learn/{life.enrolment_id}/certificate"
    assert post(claim, leading_language="ar").status_code == 302
    assert 'role="status"' in text(client, claim)
    request_id = session.scalars(select(CertificateRequest.id)).one()
    sign_in(life.coordinator.person_id)
    page = text(client, f"/certificates/cohorts/{cohort_id}")
    assert session.scalars(select(Certificate.id)).all() == []
    address = f"/certificates/requests/{request_id}/approve"
    assert client.post(address, data=token_in(page)).status_code == 303
    assert len(session.scalars(select(Certificate.id)).all()) == 1
    assert held == [False]  # once, and before the database was held


def test_a_renewal_is_offered_in_the_window_and_begins_the_course_anew(
    session, client, sign_in, life, post
):
    life = make_life(session, valid_months=1, renew_window_days=20, grace_days=365)
    issued = life.claim().certificate_id
    session.commit()
    sign_in(life.holder.person_id)
    page = text(client, "/certificates")
    assert f"/certificates/{issued}/renew" in page
    answer = client.post(f"/certificates/{issued}/renew", data=token_in(page))
    assert answer.status_code == 303
    newest = session.scalars(select(Enrolment).where(Enrolment.cycle == 2)).one()
    assert answer.location == f"/learn/{newest.id}"
    assert f"/certificates/{issued}/renew" not in text(client, "/certificates")
