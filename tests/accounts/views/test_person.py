from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from lms.accounts.models import AccessLog, Account, AuditEvent, RoleAssignment, SignIn, Slip
from tests.factories import (
    PASSPHRASE,
    enrol,
    make_academy,
    make_cohort,
    make_person,
    make_staff,
    viewer_for,
)


@pytest.fixture
def admin(session, site, sign_in):
    return sign_in(make_staff(session, "administrator", site))


def roles_of(session, person):
    return {
        (row.role, row.valid_to is None)
        for row in session.scalars(
            select(RoleAssignment).where(RoleAssignment.person_id == person.person_id)
        )
    }


def test_the_page_shows_the_account_and_logs_the_look(session, admin):
    person = make_person(session, given="روناك")
    page = admin.get(f"/people/{person.person_id}").get_data(as_text=True)
    assert "روناك" in page
    assert session.scalars(select(AccessLog)).one().person_id == person.person_id


def test_an_unknown_person_is_not_found(admin):
    assert admin.get(f"/people/{uuid.uuid4()}").status_code == 404


def test_somebody_of_another_academy_is_not_found(session, sign_in):
    person = make_person(session)
    enrol(session, person, make_cohort(session, academy_id=make_academy(session)))
    client = sign_in(make_staff(session, "administrator", make_academy(session, title="Other")))
    url = f"/people/{person.person_id}"
    assert client.get(url).status_code == 404
    for act in ("slip", "deactivate", "reopen", "names", "roles"):
        assert client.post(f"{url}/{act}", data={"reason": "x"}).status_code == 404


def test_a_new_slip_is_shown_once_and_ends_passphrase_and_sign_ins(session, admin):
    person = make_person(session)
    viewer = viewer_for(session, person)
    answer = admin.post(f"/people/{person.person_id}/slip")
    assert answer.status_code == 200
    assert person.trainee_code in answer.get_data(as_text=True)
    assert session.get(Account, person.account_id).passphrase_hash is None
    assert session.get(SignIn, viewer.sign_in_id).ended_at is not None


def test_closing_needs_a_reason(session, admin):
    person = make_person(session)
    assert admin.post(f"/people/{person.person_id}/deactivate").status_code == 422
    assert session.get(Account, person.account_id).account_state == "active"


def test_closing_and_reopening(session, admin):
    person = make_person(session)
    viewer = viewer_for(session, person)
    admin.post(f"/people/{person.person_id}/deactivate", data={"reason": "has left"})
    assert session.get(Account, person.account_id).account_state == "deactivated"
    assert session.get(SignIn, viewer.sign_in_id).ended_at is not None
    assert "has left" in admin.get(f"/people/{person.person_id}").get_data(as_text=True)
    assert admin.post(f"/people/{person.person_id}/slip").status_code == 404
    admin.post(f"/people/{person.person_id}/reopen")
    assert session.get(Account, person.account_id).account_state == "invited"


def test_reopening_an_open_account_leaves_its_passphrase(session, admin):
    person = make_person(session)
    admin.post(f"/people/{person.person_id}/reopen")
    assert session.get(Account, person.account_id).passphrase_hash is not None


NAMES = {
    "ckb_given": "ڕەنگین", "ckb_father": "کاوە", "ckb_grandfather": "ئازاد",
    "language": "ckb", "address_form": "feminine", "sex": "female",
}  # fmt: skip


def test_names_are_corrected_and_the_log_holds_none_of_them(session, admin):
    person = make_person(session)
    answer = admin.post(f"/people/{person.person_id}/names", data=NAMES)
    assert answer.status_code == 303
    assert "ڕەنگین" in admin.get(f"/people/{person.person_id}").get_data(as_text=True)
    fields = session.scalars(select(AuditEvent.fields).where(AuditEvent.verb == "change")).all()
    assert set(fields) == {"names", "language address_form sex"}


def test_a_gap_in_the_names_changes_nothing(session, admin):
    person = make_person(session, given="روناك")
    data = NAMES | {"ckb_father": ""}
    assert admin.post(f"/people/{person.person_id}/names", data=data).status_code == 422
    assert "روناك" in admin.get(f"/people/{person.person_id}").get_data(as_text=True)


def test_a_role_is_given_and_ended(session, admin, site):
    person = make_person(session)
    url = f"/people/{person.person_id}/roles"
    assert admin.post(url, data={"role": "trainer", "scope_id": str(site)}).status_code == 303
    assert roles_of(session, person) == {("trainer", True)}
    held = session.scalars(
        select(RoleAssignment.id).where(RoleAssignment.person_id == person.person_id)
    ).one()
    assert admin.post(f"{url}/{held}/end").status_code == 303
    assert roles_of(session, person) == {("trainer", False)}


def test_a_role_in_a_scope_that_is_not_there_is_refused(session, admin):
    person = make_person(session)
    data = {"role": "trainer", "scope_id": str(uuid.uuid4())}
    assert admin.post(f"/people/{person.person_id}/roles", data=data).status_code == 422
    assert roles_of(session, person) == set()


def test_nobody_gives_a_role_to_themselves(session, site, sign_in):
    person = make_staff(session, "administrator", site)
    client, url = sign_in(person), f"/people/{person.person_id}"
    data = {"role": "coordinator", "scope_id": str(site), "may_see_names": "y"}
    assert client.post(f"{url}/roles", data=data).status_code == 403
    assert client.post(f"{url}/deactivate", data={"reason": "x"}).status_code == 403
    assert roles_of(session, person) == {("administrator", True)}


def test_an_academy_does_not_act_on_who_stands_above(session, site, sign_in):
    academy_id = make_academy(session)
    above = make_staff(session, "administrator", site)
    enrol(session, above, make_cohort(session, academy_id=academy_id))
    client = sign_in(make_staff(session, "administrator", academy_id))
    assert client.get(f"/people/{above.person_id}").status_code == 200
    assert client.post(f"/people/{above.person_id}/slip").status_code == 403
    assert session.scalars(select(Slip)).all() == []


def test_the_slip_is_told_at_the_next_sign_in_and_only_then(session, admin, app):
    person = make_person(session, language="en")
    for _ in range(2):
        page = admin.post(f"/people/{person.person_id}/slip").get_data(as_text=True)
    setup_code = page.split('name="setup_code" value="')[1][:16]
    phone = app.test_client()
    data = {
        "login_code": person.login_code, "setup_code": setup_code, "passphrase": PASSPHRASE,
    }  # fmt: skip
    assert phone.post("/slip", data=data).status_code == 303
    assert "A new slip was printed for your account: Administrator" in phone.get("/me").get_data(
        as_text=True
    )
    del data["setup_code"]
    again = app.test_client()
    assert again.post("/sign-in", data=data).status_code == 303
    assert "A new slip was printed" not in again.get("/me").get_data(as_text=True)


def test_the_pdf_holds_what_the_page_showed_and_nothing_else_is_taken(admin):
    strip = {
        "number": "7", "login_code": "A" * 8, "setup_code": "B" * 16, "until": "8 December 2026",
    }  # fmt: skip
    answer = admin.post("/slips.pdf", data=strip)
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    for change in ({"login_code": "<b>"}, {"setup_code": "B"}, {"until": "x" * 41}):
        assert admin.post("/slips.pdf", data=strip | change).status_code == 422
    assert admin.post("/slips.pdf").status_code == 422
