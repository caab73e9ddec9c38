"""What an administrator needs names for: asked once a sign-in, before the first name is shown."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import operations, said
from lms.accounts.choices import choices
from lms.accounts.forms import PurposeForm
from lms.accounts.rules import PURPOSES
from lms.accounts.views import bp
from lms.accounts.web import opened_next, roles, viewer
from lms.core import clock
from lms.core.db import db


def purpose_form() -> PurposeForm:
    """The form, with the purpose in force chosen already."""
    form = PurposeForm(purpose=viewer().purpose)
    form.purpose.choices = choices((key, said.PURPOSES[key]) for key in PURPOSES)
    return form


@bp.route("/purpose", methods=["GET", "POST"])
@roles("administrator")
def purpose() -> ResponseReturnValue:
    """Say what names are needed for, then go on to the page that was asked for."""
    form, after = purpose_form(), request.args.get("next")
    if request.method == "GET" or not form.validate():
        page = render_template("accounts/purpose.html", form=form, next=after)
        return page, 200 if request.method == "GET" else 422
    operations.state_purpose(db.session, viewer=viewer(), purpose=form.purpose.data, at=clock.now())
    db.session.commit()
    return redirect(opened_next(after) or url_for("accounts.people"), 303)
