"""Bringing in people from a CSV file: first the verdicts, then one button."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.forms import ImportForm
from lms.accounts.list_page import answer_checked, import_page, list_text
from lms.accounts.operations.imports import import_people as bring_in
from lms.accounts.views import bp
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.speech import ngettext


@bp.route("/people/import", methods=["GET", "POST"])
@roles("administrator")
def import_people() -> ResponseReturnValue:
    """Add the people of a list. The list travels in the page; it is never stored."""
    form, url = ImportForm(), url_for("accounts.import_people")
    if request.method == "GET":
        return import_page(form, url=url)
    text = list_text(form)
    if text is None or request.form.get("do") != "save":
        return answer_checked(form, text, url=url, back_url=url_for("accounts.people"))
    try:
        added = bring_in(
            db.session,
            viewer=viewer(),
            text=text,
            skips_bad_lines=form.skips_bad_lines.data,
            at=clock.now(),
        )
    except DomainError:
        return answer_checked(form, text, url=url, back_url=url_for("accounts.people"))
    flash(ngettext("%(num)s person is added.", "%(num)s people are added.", len(added)))
    db.session.commit()
    return redirect(url_for("accounts.people", state="invited"), 303)
