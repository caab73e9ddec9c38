"""The trainer's desk and cohorts."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.printing import slips_page, strip
from lms.accounts.web import roles, viewer
from lms.cohorts.operations import announce
from lms.cohorts.queries import cohort_of
from lms.core import clock
from lms.core.db import db
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.progress.operations import release_unit
from lms.progress.words import released_words
from lms.teaching import words
from lms.teaching.forms import AnnouncementForm
from lms.teaching.operations import GivenSlip, give_slip, give_slips
from lms.teaching.queries import cohorts as queries
from lms.teaching.views import bp
from lms.teaching.views.marking import told_of_waiting


@bp.get("")
@roles("trainer")
def desk() -> ResponseReturnValue:
    """The trainer's cohorts."""
    lines = queries.desk(db.session, viewer(), at=clock.now())
    return render_template("teaching/desk.html", lines=lines, to_mark=told_of_waiting())


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


@bp.post("/cohorts/<uuid:cohort_id>/releases")
@roles("trainer")
def release(cohort_id: UUID) -> ResponseReturnValue:
    """Open a unit, or the course test, for the cohort, or close it again."""
    cohort_of(db.session, viewer(), cohort_id, roles=queries.TRAINER)
    is_released = request.form.get("released") == "yes"
    release_unit(
        db.session, viewer=viewer(), cohort_id=cohort_id, unit_key=request.form.get("unit", ""),
        is_released=is_released, at=clock.now(),
    )  # fmt: skip
    db.session.commit()
    flash(released_words(is_released=is_released))
    return redirect(url_for("teaching.cohort", cohort_id=cohort_id), 303)


@bp.post("/cohorts/<uuid:cohort_id>/slips")
@roles("trainer")
def print_slips(cohort_id: UUID) -> ResponseReturnValue:
    """New slips for those who never signed in, or for everybody; shown on this answer alone."""
    cohort_of(db.session, viewer(), cohort_id, roles=queries.TRAINER)
    back_url = url_for("teaching.cohort", cohort_id=cohort_id)
    given = give_slips(
        db.session,
        viewer=viewer(),
        cohort_id=cohort_id,
        to_everybody=request.form.get("whom") == "everybody",
        at=clock.now(),
    )
    if not given:
        flash(_("Nobody here waits for a slip."), "waiting")
        return redirect(back_url, 303)
    return printed(given, back_url)


@bp.post("/enrolments/<uuid:enrolment_id>/slip")
@roles("trainer")
def print_slip(enrolment_id: UUID) -> ResponseReturnValue:
    """A new slip for one trainee, shown once."""
    given = give_slip(db.session, viewer=viewer(), enrolment_id=enrolment_id, at=clock.now())
    return printed([given], url_for("teaching.trainee", enrolment_id=enrolment_id))


def printed(given: list[GivenSlip], back_url: str) -> str:
    """The page of new slips, once they are kept."""
    strips = [strip(one.issued, str(one.roster_number)) for one in given]
    page = slips_page(strips, back_url=back_url)
    db.session.commit()
    return page
