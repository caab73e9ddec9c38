"""Where one is signed in: ending one sign-in, or all."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import operations
from lms.accounts.views import bp
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db
from lms.core.speech import gettext as _


@bp.post("/me/sign-ins/<uuid:sign_in_id>/end")
@roles()
def end_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    """End one of one's own sign-ins; anybody else's stays as it is."""
    operations.end_sign_in(db.session, viewer=viewer(), sign_in_id=sign_in_id, at=clock.now())
    flash(_("That device is signed out."))
    db.session.commit()
    return redirect(url_for("accounts.me"), 303)


@bp.post("/me/sign-ins/end-all")
@roles()
def end_all_sign_ins() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    operations.end_all_sign_ins(db.session, account_id=viewer().account_id, at=clock.now())
    db.session.commit()
    session.clear()
    flash(_("You are signed out on every device."))
    return redirect(url_for("accounts.sign_in"), 303)
