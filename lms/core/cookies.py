"""The browser's cookie and the form's token: each signature is checked or made once a process.

Both were a tenth of a unit page. Neither decides anything alone: who asks is looked up in the
database at each request, and a token is compared with the cookie's own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, Request, current_app, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature

MOST_COOKIES = 4096


def prepare(app: Flask) -> None:
    """Read cookies, and give forms their token, from what this process has seen before."""
    app.session_interface = SeenCookies()
    app.jinja_env.globals["csrf_token"] = csrf_token


class SeenCookies(SecureCookieSessionInterface):
    """Flask's signed cookie; the content of one that was verified is remembered."""

    def __init__(self) -> None:
        self.seen = lru_cache(MOST_COOKIES)(self._verified)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; nothing of one that is not ours."""
        value = request.cookies.get(self.get_cookie_name(app))
        found = self.seen(app, value) if value else {}
        return self.session_class({name: copied(each) for name, each in found.items()})

    def _verified(self, app: Flask, value: str) -> dict[str, Any]:
        signer = self.get_signing_serializer(app)
        if signer is None:
            return {}
        try:
            found: dict[str, Any] = signer.loads(
                value, max_age=int(app.permanent_session_lifetime.total_seconds())
            )
        except BadSignature:
            return {}
        return found


def copied(value: Any) -> Any:
    """A value that may be changed without changing what is remembered: lists are."""
    return list(value) if isinstance(value, list) else value


@lru_cache(MOST_COOKIES)
def _signed(raw: str, _secret: str | bytes | None) -> str:
    """The token for forms of a cookie's own, under a secret; no time ends it."""
    token: str = generate_csrf()
    return token


def csrf_token() -> str:
    """The token of this browser's forms."""
    raw = session.get("csrf_token")
    if raw is None:
        made: str = generate_csrf()
        return made
    if "csrf_token" not in g:
        g.csrf_token = _signed(raw, current_app.secret_key)
    kept: str = g.csrf_token
    return kept
