from __future__ import annotations

import pytest
from flask import Flask, flash, get_flashed_messages, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from lms.core import cookies


@pytest.fixture
def small():
    """An application whose pages use the cookie and the token."""
    app = Flask("small")
    app.config.update(SECRET_KEY="k", WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False)
    CSRFProtect(app)
    cookies.prepare(app)

    @app.get("/say/<word>")
    def say(word):
        flash(word)
        return "said"

    @app.get("/hear")
    def hear():
        return ",".join(get_flashed_messages())

    @app.get("/token")
    def token():
        return cookies.csrf_token()

    @app.post("/check/<token>")
    def check(token):
        try:
            validate_csrf(token)
        except ValidationError:
            return "bad"
        return "good"

    return app


def test_what_a_page_adds_to_a_list_is_not_there_for_the_same_cookie_again(small):
    one = small.test_client()
    one.get("/say/first")
    before = one.get_cookie("session").value
    one.get("/say/second")
    again = small.test_client()
    again.set_cookie("session", before)
    assert again.get("/hear").text == "first"


def test_a_changed_cookie_holds_nothing(small):
    one = small.test_client()
    one.get("/say/first")
    value = one.get_cookie("session").value
    other = small.test_client()
    other.set_cookie("session", value[:-1] + ("A" if value[-1] != "A" else "B"))
    assert other.get("/hear").text == ""


def test_a_browsers_token_is_good_for_it_and_for_no_other(small):
    one, other = small.test_client(), small.test_client()
    token = one.get("/token").text
    assert one.get("/token").text == token
    assert one.post(f"/check/{token}").text == "good"
    assert other.get("/token").text != token
    assert other.post(f"/check/{token}").text == "bad"


def test_a_cookie_older_than_its_time_holds_nothing(small, monkeypatch):
    small.config["PERMANENT_SESSION_LIFETIME"] = -1
    one = small.test_client()
    one.get("/say/first")
    assert one.get("/hear").text == ""


def test_another_application_does_not_read_what_this_one_signed(small):
    one = small.test_client()
    one.get("/say/first")
    value = one.get_cookie("session").value
    other = Flask("other")
    other.config["SECRET_KEY"] = "another"
    cookies.prepare(other)
    with other.test_request_context(headers={"Cookie": f"session={value}"}):
        assert dict(session) == {}
