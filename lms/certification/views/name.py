"""The holder confirms the name before any certificate, and reads what ends soon."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.certification import operations, queries
from lms.certification.forms import ClaimForm
from lms.certification.operations.reminding import note_seen
from lms.certification.queries.due import confirmed_now
from lms.certification.rules import digest
from lms.certification.views import bp
from lms.core import clock
from lms.core.db import db
from lms.core.speech import gettext as _


@bp.get("/certificates/name")
@roles("trainee")
def name() -> ResponseReturnValue:
    """The exact lines that certificates will print, to be confirmed once."""
    return name_page(ClaimForm(leading_language=viewer().locale))


@bp.post("/certificates/name")
@roles("trainee")
def confirm_name() -> ResponseReturnValue:
    """Confirm them; a certificate may then be issued as soon as a course is complete."""
    form = ClaimForm()
    if not form.validate():
        return name_page(form), 422
    operations.confirm_name(
        db.session, viewer=viewer(), leading=form.leading_language.data, seen=form.seen.data,
        at=clock.now(),
    )  # fmt: skip
    flash(_("Confirmed. Certificates are issued with these lines."))
    db.session.commit()
    return redirect(url_for("certification.wallet"), 303)


def name_page(form: ClaimForm) -> str:
    """The lines, whether they are confirmed, and the form."""
    lines = queries.name_to_print(db.session, viewer().person_id)
    form.seen.data = digest(lines)
    confirmed = confirmed_now(db.session, [viewer().person_id]).get(viewer().person_id)
    return render_template("certification/name.html", name=lines, confirmed=confirmed, form=form)


@bp.post("/certificates/reminders/<uuid:reminder_id>/seen")
@roles("trainee")
def reminder_seen(reminder_id: UUID) -> ResponseReturnValue:
    """The holder knows that a certificate ends soon."""
    note_seen(db.session, viewer=viewer(), reminder_id=reminder_id, at=clock.now())
    db.session.commit()
    return redirect(url_for("learning.home"), 303)
