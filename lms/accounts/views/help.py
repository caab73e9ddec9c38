"""Help: for everybody about signing in, and for each role what it can do here."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.accounts import said
from lms.accounts.views import bp
from lms.accounts.web import viewer_or_none

ROLES_IN_ORDER = tuple(said.ROLES)


@bp.get("/help", endpoint="help")
def help_page() -> ResponseReturnValue:
    """What to do here, step by step."""
    who = viewer_or_none()
    held = [role for role in ROLES_IN_ORDER if who is not None and role in who.roles]
    return render_template("accounts/help.html", say=said, held=held)
