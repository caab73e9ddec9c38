from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import select

from lms.accounts.models import Account, AuditEvent, RecoveryCode, SignIn
from lms.core import clock
from tests.accounts.second_factor import protected
from tests.factories import (
    PASSPHRASE,
    enrol,
    make_academy,
    make_cohort,
    make_person,
    make_staff,
    viewer_for,
)

TOLD = 'class="flash" role="status" data-state="waiting"'
WHY = {"reason": "سمعت صوتها في الهاتف"}


@pytest.fixture
def admin(session, site, sign_in):
    return sign_in(make_staff(session, "administrator", site))


@pytest.fixture
def trainer(session, site):
    return protected(session, make_staff(session, "trainer", site))


def url_of(person):
    return f"/people/{person.person_id}/remove-second-factor"


def in_force(session, person):
    return session.get(Account, person.account_id).totp_confirmed_at is not None


def test_removing_ends_the_factor_its_recovery_codes_and_every_sign_in(session, admin, trainer):
    viewer = viewer_for(session, trainer)
    assert admin.post(url_of(trainer), data=WHY).status_code == 303
    assert not in_force(session, trainer)
    assert session.scalars(select(RecoveryCode).where(RecoveryCode.used_at.is_(None))).all() == []
    assert session.get(SignIn, viewer.sign_in_id).ended_at is not None


def test_the_reason_is_kept_sealed_in_the_audit_log(session, admin, trainer):
    admin.post(url_of(trainer), data=WHY)
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.verb == "remove_second_factor")
    ).one()
    assert event.subject_id == trainer.account_id
    assert event.account_id != trainer.account_id
    assert WHY["reason"].encode() not in event.reason_sealed
    page = admin.get(f"/people/{trainer.person_id}").get_data(as_text=True)
    assert WHY["reason"] in page


def test_without_a_reason_it_stays(session, admin, trainer):
    answer = admin.post(url_of(trainer), data={"reason": " "})
    assert answer.status_code == 422
    assert 'href="#factor-reason"' in answer.get_data(as_text=True)
    assert in_force(session, trainer)


def test_removing_it_twice_is_once(session, admin, trainer):
    for _ in range(2):
        assert admin.post(url_of(trainer), data=WHY).status_code == 303
    verbs = session.scalars(select(AuditEvent.verb)).all()
    assert verbs.count("remove_second_factor") == 1


def test_nobody_removes_their_own_from_there(session, site, sign_in):
    person = make_staff(session, "administrator", site)
    client = sign_in(person)
    protected(session, person)
    assert client.post(url_of(person), data=WHY).status_code == 403
    assert in_force(session, person)
    page = client.get(f"/people/{person.person_id}").get_data(as_text=True)
    assert "factor-reason" not in page


def test_nobody_removes_that_of_who_stands_above(session, site, sign_in):
    academy_id = make_academy(session)
    above = protected(session, make_staff(session, "administrator", site))
    enrol(session, above, make_cohort(session, academy_id=academy_id))
    client = sign_in(make_staff(session, "administrator", academy_id))
    assert client.post(url_of(above), data=WHY).status_code == 403
    assert in_force(session, above)


def test_the_page_offers_it_only_where_there_is_one(session, admin, trainer):
    other = make_person(session)
    assert "factor-reason" in admin.get(f"/people/{trainer.person_id}").get_data(as_text=True)
    assert "factor-reason" not in admin.get(f"/people/{other.person_id}").get_data(as_text=True)


def test_the_person_is_told_at_the_next_sign_in_and_only_then(session, admin, app, trainer):
    admin.post(url_of(trainer), data=WHY)
    data = {"login_code": trainer.login_code, "passphrase": PASSPHRASE}
    told = []
    for _ in range(2):
        phone = app.test_client()
        assert phone.post("/sign-in", data=data).status_code == 303
        told.append(TOLD in phone.get("/me").get_data(as_text=True))
    assert told == [True, False]


def test_who_drops_their_own_is_not_told(session, sign_in, trainer, app):
    client = sign_in(trainer)
    client.post("/me/second-factor/drop", data={"passphrase": PASSPHRASE})
    assert not in_force(session, trainer)
    phone = app.test_client()
    data = {"login_code": trainer.login_code, "passphrase": PASSPHRASE}
    assert phone.post("/sign-in", data=data).status_code == 303
    assert TOLD not in phone.get("/me").get_data(as_text=True)


def test_the_second_step_says_what_to_do_when_all_is_lost(session, client):
    person = make_person(session, language="en")
    protected(session, person)
    data = {"login_code": person.login_code, "passphrase": PASSPHRASE}
    page = client.post("/sign-in", data=data, headers={"Accept-Language": "en"})
    assert "ask an administrator" in page.get_data(as_text=True)


def test_a_half_way_sign_in_does_not_finish_after_the_removal(session, admin, app, trainer):
    phone = app.test_client()
    data = {"login_code": trainer.login_code, "passphrase": PASSPHRASE}
    assert phone.post("/sign-in", data=data).status_code == 200
    admin.post(url_of(trainer), data=WHY)
    digits = {"digits": pyotp.TOTP(pyotp.random_base32()).at(clock.now())}
    assert phone.post("/sign-in/second-factor", data=digits).status_code == 422
