"""What is kept about the person who asks, and who has looked at it."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.accounts import said
from lms.accounts.queries.logs import lists_i_may_stand_in, looks_at_me
from lms.accounts.queries.own import own_account
from lms.accounts.rules import TOLD_DAYS
from lms.accounts.views import bp
from lms.accounts.views.me import deeds
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db

LOOKS_DAYS = 90


@bp.get("/record")
@roles()
def record() -> ResponseReturnValue:
    """What we keep about you, and who looked: roles and days, never another's name."""
    since = clock.now() - timedelta(days=LOOKS_DAYS)
    return render_template(
        "accounts/record.html",
        say=said,
        account=own_account(db.session, viewer()),
        looks=looks_at_me(db.session, viewer(), since=since),
        lists=lists_i_may_stand_in(db.session, viewer(), since=since),
        days=LOOKS_DAYS,
        deeds=deeds(),
        told_days=TOLD_DAYS,
    )
