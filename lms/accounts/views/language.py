"""Changing the language, and what the pages at the edge need of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from lms.accounts import operations
from lms.accounts.views import bp
from lms.accounts.web import viewer_or_none
from lms.core.db import db
from lms.core.locale import known_language
from lms.core.speech import LANGUAGE_COOKIE
from lms.core.web import YEAR_SECONDS


@bp.post("/language")
def switch_language() -> ResponseReturnValue:
    """Speak another language from now on, and go back to the same page."""
    wanted = known_language(request.form.get("language"))
    asking = viewer_or_none()
    if asking is not None:
        operations.choose_language(db.session, viewer=asking, language=wanted)
        db.session.commit()
    response = redirect(readable(own_path(request.form.get("here", "/"))), 303)
    response.set_cookie(
        LANGUAGE_COOKIE,
        wanted,
        max_age=YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response


def own_path(wanted: str) -> str:
    """A path of this site, never another host's: only the path and query are kept."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or "\\" in wanted:
        return "/"
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or any(ord(letter) < 33 for letter in wanted):
        return "/"
    return wanted


def readable(path: str) -> str:
    """The path, or the nearest above it that can be opened: a page may be the answer to a POST."""
    adapter = current_app.url_map.bind("localhost")
    parts = urlsplit(path)
    here, query = parts.path, f"?{parts.query}" if parts.query else ""
    while here not in ("", "/"):
        try:
            adapter.match(here, method="GET")
        except HTTPException:
            here, query = here.rpartition("/")[0], ""
        else:
            return here + query
    return "/"
