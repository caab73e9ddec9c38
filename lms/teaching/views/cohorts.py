"""The trainer's desk and cohorts."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.operations.by_administrator import give_slip
from lms.accounts.printing import slips_page, strip
from lms.accounts.web import roles, viewer
from lms.cohorts.operations import announce
from lms.cohorts.queries import cohort_of, enrolment_of, enrolments_in
from lms.core import clock
from lms.core.db import db
from lms.core.web import language
from lms.teaching import words
from lms.teaching.forms import AnnouncementForm
from lms.teaching.queries import cohorts as queries
from lms.teaching.views import bp


@bp.get("")
@roles("trainer")
def desk() -> ResponseReturnValue:
    """The trainer's cohorts."""
    lines = queries.desk(db.session, viewer(), at=clock.now())
    return render_template("teaching/desk.html", lines=lines)


def cohort_html(cohort_id: UUID, form: AnnouncementForm) -> str:
    """One cohort, with the form for an announcement."""
    page = queries.cohort_page(db.session, viewer(), cohort_id, language=language(), at=clock.now())
    return render_template("teaching/cohort.html", page=page, form=form, words=words)


@bp.get("/cohorts/<uuid:cohort_id>")
@roles("trainer")
def cohort(cohort_id: UUID) -> ResponseReturnValue:
    """Who needs help and why, what is hard, and everybody."""
    return cohort_html(cohort_id, AnnouncementForm(formdata=None))


@bp.post("/cohorts/<uuid:cohort_id>/announcements")
@roles("trainer")
def announce_to(cohort_id: UUID) -> ResponseReturnValue:
    """Tell the cohort something."""
    cohort_of(db.session, viewer(), cohort_id, roles=queries.TRAINER)
    form = AnnouncementForm()
    if not form.validate():
        return cohort_html(cohort_id, form), 422
    announce(db.session, viewer=viewer(), cohort_id=cohort_id, text=form.text.data, at=clock.now())
    db.session.commit()
    flash(_("The cohort reads it on their home page from now on."))
    return redirect(url_for("teaching.cohort", cohort_id=cohort_id), 303)


@bp.post("/cohorts/<uuid:cohort_id>/slips")
@roles("trainer")
def print_slips(cohort_id: UUID) -> ResponseReturnValue:
    """New slips for the whole cohort, shown once."""
    cohort_of(db.session, viewer(), cohort_id, roles=queries.TRAINER)
    strips = [
        strip(
            give_slip(db.session, viewer=viewer(), person_id=one.person_id, at=clock.now()),
            str(one.roster_number),
        )
        for one in enrolments_in(db.session, viewer(), cohort_id)
        if one.enrolment_state == "active"
    ]
    db.session.commit()
    return slips_page(strips, back_url=url_for("teaching.cohort", cohort_id=cohort_id))


@bp.post("/enrolments/<uuid:enrolment_id>/slip")
@roles("trainer")
def print_slip(enrolment_id: UUID) -> ResponseReturnValue:
    """A new slip for one trainee, shown once."""
    enrolment = enrolment_of(db.session, viewer(), enrolment_id, roles=queries.TRAINER)
    number = str(enrolment.roster_number)
    issued = give_slip(db.session, viewer=viewer(), person_id=enrolment.person_id, at=clock.now())
    db.session.commit()
    back_url = url_for("teaching.trainee", enrolment_id=enrolment_id)
    return slips_page([strip(issued, number)], back_url=back_url)
