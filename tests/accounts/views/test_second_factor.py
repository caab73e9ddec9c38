from __future__ import annotations

import re
from dataclasses import replace

import pyotp
import pytest

from lms.accounts.models import Account, RecoveryCode
from lms.core import clock
from tests.factories import PASSPHRASE, make_person, make_site, make_staff


def set_up(client):
    """Set the second factor up; the secret, and the page with the recovery codes."""
    client.post("/me/second-factor/start")
    page = client.get("/me/second-factor").get_data(as_text=True)
    secret = re.search(r'<bdi class="code"[^>]*>([A-Z2-7-]{30,})</bdi>', page)[1].replace("-", "")
    digits = pyotp.TOTP(secret).at(clock.now())
    return secret, client.post("/me/second-factor/confirm", data={"digits": digits})


@pytest.fixture
def asks_staff(app, monkeypatch):
    monkeypatch.setitem(app.config, "IS_DEMONSTRATION", False)
    monkeypatch.setitem(app.config, "LMS", replace(app.config["LMS"], require_totp="staff"))


def test_the_drawing_holds_no_style(session, sign_in):
    client = sign_in(make_person(session))
    client.post("/me/second-factor/start")
    page = client.get("/me/second-factor").get_data(as_text=True)
    assert "<svg" in page
    assert "style=" not in page


def test_confirming_gives_ten_recovery_codes_once(session, sign_in):
    client = sign_in(make_person(session))
    _, answer = set_up(client)
    assert answer.status_code == 200
    assert session.query(RecoveryCode).count() == 10
    again = client.get("/me/second-factor").get_data(as_text=True)
    assert "<svg width" not in again


def test_wrong_digits_put_nothing_in_force(session, sign_in):
    person = make_person(session)
    client = sign_in(person)
    client.post("/me/second-factor/start")
    assert client.post("/me/second-factor/confirm", data={"digits": "abc"}).status_code == 422
    assert session.get(Account, person.account_id).totp_confirmed_at is None


def test_starting_again_does_not_take_away_what_is_in_force(session, sign_in):
    person = make_person(session)
    client = sign_in(person)
    set_up(client)
    assert client.post("/me/second-factor/start").status_code == 403
    assert session.get(Account, person.account_id).totp_confirmed_at is not None


def test_dropping_needs_the_passphrase(session, sign_in):
    person = make_person(session)
    client = sign_in(person)
    set_up(client)
    wrong = client.post("/me/second-factor/drop", data={"passphrase": "not this at all"})
    assert wrong.status_code == 422
    assert session.get(Account, person.account_id).totp_confirmed_at is not None
    right = client.post("/me/second-factor/drop", data={"passphrase": PASSPHRASE})
    assert right.status_code == 303
    assert session.get(Account, person.account_id).totp_confirmed_at is None


@pytest.mark.usefixtures("asks_staff")
def test_staff_without_it_are_led_to_set_it_up(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    assert client.get("/people").location == "/me/second-factor"
    assert client.post("/people/search", data={"typed": "a"}).location == "/me/second-factor"
    assert client.get("/me").status_code == 200
    assert client.get("/help").status_code == 200


@pytest.mark.usefixtures("asks_staff")
def test_staff_with_it_go_on(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    set_up(client)
    assert client.get("/people").status_code == 200


@pytest.mark.usefixtures("asks_staff")
def test_people_without_a_staff_role_are_not_asked(session, sign_in):
    assert sign_in(make_person(session)).get("/record").status_code == 200
