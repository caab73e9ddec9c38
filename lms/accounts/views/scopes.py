"""Academies and what else roles reach."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import said
from lms.accounts.forms import AcademyForm
from lms.accounts.operations.by_administrator import make_academy
from lms.accounts.queries.people import scope_choices
from lms.accounts.views import bp
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db
from lms.core.speech import gettext as _


@bp.route("/academies", methods=["GET", "POST"])
@roles("administrator")
def scopes() -> ResponseReturnValue:
    """The academies, and a new one."""
    form = AcademyForm()
    if request.method == "GET":
        return page(form)
    if not form.validate():
        return page(form), 422
    make_academy(db.session, viewer=viewer(), title=form.title.data, at=clock.now())
    flash(_("The academy is added."))
    db.session.commit()
    return redirect(url_for("accounts.scopes"), 303)


def page(form: AcademyForm) -> str:
    """The list with the form below it."""
    may_add = any(
        grant.role == "administrator" and grant.scope_kind == "site" for grant in viewer().grants
    )
    return render_template(
        "accounts/scopes.html",
        form=form,
        say=said,
        may_add=may_add,
        academies=scope_choices(db.session, viewer(), kinds=("academy", "org_unit")),
    )
