from __future__ import annotations

from sqlalchemy import select

from lms.accounts.models import Scope
from tests.factories import make_academy, make_site, make_staff


def academies(session):
    return session.scalars(select(Scope.title).where(Scope.kind == "academy")).all()


def test_an_academy_is_added_below_the_site_once(session, sign_in):
    site = make_site(session)
    client = sign_in(make_staff(session, "administrator", site))
    for _ in range(2):
        assert client.post("/academies", data={"title": "North academy"}).status_code == 303
    assert academies(session) == ["North academy"]
    assert "North academy" in client.get("/academies").get_data(as_text=True)


def test_a_title_is_needed(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    for title in ("", "x" * 81):
        assert client.post("/academies", data={"title": title}).status_code == 422
    assert academies(session) == []


def test_an_academys_administrator_adds_none(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_academy(session)))
    assert client.post("/academies", data={"title": "Another"}).status_code == 403
