from __future__ import annotations

from sqlalchemy import select

from lms.accounts.models import SignIn
from tests.factories import make_person, viewer_for


def sign_in_ids(session, person):
    return list(session.scalars(select(SignIn.id).where(SignIn.account_id == person.account_id)))


def test_one_other_sign_in_can_be_ended(session, sign_in):
    person = make_person(session)
    sign_in(person)
    other = sign_in_ids(session, person)[0]
    client = sign_in(person)
    assert client.post(f"/me/sign-ins/{other}/end").status_code == 303
    assert session.get(SignIn, other).ended_at is not None
    assert client.get("/me").status_code == 200


def test_somebody_elses_sign_in_stays(session, sign_in):
    other = viewer_for(session, make_person(session)).sign_in_id
    sign_in(make_person(session)).post(f"/me/sign-ins/{other}/end")
    assert session.get(SignIn, other).ended_at is None


def test_signing_out_everywhere_ends_this_one_too(session, sign_in):
    person = make_person(session)
    client = sign_in(person)
    assert client.post("/me/sign-ins/end-all").status_code == 303
    assert client.get("/me").status_code == 302
