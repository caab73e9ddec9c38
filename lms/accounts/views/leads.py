"""What comes before everything else: a passphrase that may stand alone, staff's second factor."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.queries.own import has_second_factor
from lms.accounts.rules import STAFF
from lms.accounts.views import bp
from lms.accounts.web import READS, keeper, viewer_or_none
from lms.core.db import db, reading

OPEN_WITHOUT = frozenset(
    f"accounts.{name}"
    for name in (
        "me", "preferences", "own_names", "passphrase", "end_sign_in", "end_all_sign_ins",
        "second_factor_page", "start_second_factor", "confirm_own_second_factor",
        "drop_own_second_factor", "sign_in", "second_factor", "sign_out", "switch_language", "help",
    )
)  # fmt: skip
OPEN_ROOMS = frozenset({"assets", "health"})


def is_open() -> bool:
    """Whether this page is open before anything is set up."""
    return request.endpoint in OPEN_WITHOUT or request.blueprint in OPEN_ROOMS


@bp.before_app_request
def lead_to_longer_passphrase() -> ResponseReturnValue | None:
    """A short passphrase without a second factor is made longer first, or gets one again.

    An answer on its way is let through: nothing that was answered is lost.
    """
    who = viewer_or_none()
    if who is None or not who.needs_longer_passphrase or is_open():
        return None
    if request.method not in READS and keeper(request.endpoint):
        return None
    return redirect(url_for("accounts.passphrase"), 303)


@bp.before_app_request
def lead_staff_to_second_factor() -> ResponseReturnValue | None:
    """Staff without a second factor set it up first, where the operator asks for it."""
    who = viewer_or_none()
    if who is None or not who.roles & STAFF or not is_asked_for() or is_open():
        return None
    if request.method in READS:
        is_set_up = has_second_factor(db.session, who)
    else:
        with reading(db.session):
            is_set_up = has_second_factor(db.session, who)
    return None if is_set_up else redirect(url_for("accounts.second_factor_page"), 303)


def is_asked_for() -> bool:
    """Whether staff need a second factor here."""
    is_wanted = current_app.config["LMS"].require_totp == "staff"
    return is_wanted and not current_app.config["IS_DEMONSTRATION"]
