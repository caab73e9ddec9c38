"""A passphrase of 8 characters stands only beside a second factor."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import update

from lms.accounts.models import Account
from tests.accounts.second_factor import protected
from tests.factories import PASSPHRASE, make_person, make_site, make_staff

SHORT, LONG = "Qx7 lamp", "eleven calm lakes rest"
CHANGE = "/me/passphrase"


def is_long(session, person):
    session.expire_all()
    return session.get(Account, person.account_id).has_long_passphrase


def shortened(session, sign_in, person=None):
    """Somebody with a second factor and a passphrase of eight characters."""
    person = protected(session, person or make_person(session))
    answer = sign_in(person).post(CHANGE, data={"current": PASSPHRASE, "passphrase": SHORT})
    assert answer.status_code == 303
    return person


def removed(session, sign_in, person):
    """The person's second factor is removed by an administrator."""
    admin = sign_in(make_staff(session, "administrator", make_site(session)))
    url = f"/people/{person.person_id}/remove-second-factor"
    assert admin.post(url, data={"reason": "the phone is lost"}).status_code == 303


def typed_in(app, person, passphrase):
    phone = app.test_client()
    data = {"login_code": person.login_code, "passphrase": passphrase}
    assert phone.post("/sign-in", data=data).status_code == 303
    return phone


def test_its_length_is_known_from_when_it_is_set(session, sign_in):
    person = shortened(session, sign_in)
    assert not is_long(session, person)
    sign_in(person).post(CHANGE, data={"current": SHORT, "passphrase": LONG})
    assert is_long(session, person)


def test_a_slip_gives_a_long_one(session, sign_in, app):
    person = shortened(session, sign_in)
    admin = sign_in(make_staff(session, "administrator", make_site(session)))
    page = admin.post(f"/people/{person.person_id}/slip").get_data(as_text=True)
    setup_code = page.split('name="setup_code" value="')[1][:16]
    data = {"login_code": person.login_code, "setup_code": setup_code, "passphrase": LONG}
    assert app.test_client().post("/slip", data=data).status_code == 303
    assert is_long(session, person)


def test_after_a_removal_the_short_one_leads_to_a_longer_first(session, sign_in, app):
    person = shortened(session, sign_in)
    removed(session, sign_in, person)
    phone = typed_in(app, person, SHORT)
    for url in ("/", "/record"):
        assert phone.get(url).location == CHANGE
    assert phone.post("/people/search", data={"typed": "a"}).location == CHANGE
    for url in (CHANGE, "/me", "/me/second-factor", "/help"):
        assert phone.get(url).status_code == 200
    short = {"current": SHORT, "passphrase": "Zw9 tree"}
    assert phone.post(CHANGE, data=short).status_code == 422
    assert phone.post(CHANGE, data={"current": SHORT, "passphrase": LONG}).status_code == 303
    assert phone.get("/record").status_code == 200


def test_the_page_says_why_only_to_who_was_led_there(session, sign_in, app):
    person = shortened(session, sign_in, make_person(session, language="en"))
    assert "nothing else opens" not in sign_in(person).get(CHANGE).get_data(as_text=True)
    removed(session, sign_in, person)
    page = typed_in(app, person, SHORT).get(CHANGE).get_data(as_text=True)
    assert "nothing else opens" in page
    assert "/me/second-factor" in page


def test_another_second_factor_opens_everything_too(session, sign_in, app):
    person = shortened(session, sign_in)
    removed(session, sign_in, person)
    phone = typed_in(app, person, SHORT)
    assert phone.get("/record").status_code == 303
    protected(session, person)
    assert phone.get("/record").status_code == 200


def test_who_drops_their_own_is_led_there_at_once(session, sign_in):
    person = shortened(session, sign_in)
    client = sign_in(person)
    assert client.get("/record").status_code == 200
    client.post("/me/second-factor/drop", data={"passphrase": SHORT})
    assert client.get("/record").location == CHANGE


def test_with_a_long_one_nobody_is_led(session, sign_in, app):
    person = protected(session, make_person(session))
    removed(session, sign_in, person)
    assert typed_in(app, person, PASSPHRASE).get("/record").status_code == 200


@pytest.mark.parametrize("url", ["/learn/attempts/{nothing}/1", "/people/search"])
def test_an_answer_on_its_way_is_let_through(session, sign_in, url):
    """It reaches its route, which keeps answers; everything else waits."""
    person = make_person(session)
    held = update(Account).where(Account.id == person.account_id)
    session.execute(held.values(has_long_passphrase=False))
    answer = sign_in(person).post(url.format(nothing=uuid.uuid4()), data={"a": "kept"})
    assert (answer.location == CHANGE) is (url == "/people/search")
