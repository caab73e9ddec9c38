"""One cohort: its roster, enrolling, bringing in a list, printing slips."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import printing, said
from lms.accounts.forms import ImportForm
from lms.accounts.list_page import answer_checked, import_page, list_text
from lms.accounts.operations.by_administrator import give_slip
from lms.accounts.operations.imports import import_people
from lms.accounts.web import roles, viewer
from lms.cohorts import operations
from lms.cohorts.forms import EnrolForm
from lms.cohorts.queries.desk import cohort_row, enrolment_rows, people_by_codes
from lms.cohorts.views import bp
from lms.cohorts.views.desk import day
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import ngettext


def cohort_page(cohort_id: UUID, form: EnrolForm | None = None) -> str:
    """The page of one cohort. Raises NotFound."""
    return render_template(
        "cohorts/cohort.html",
        cohort=cohort_row(db.session, viewer(), cohort_id),
        roster=enrolment_rows(db.session, viewer(), cohort_id),
        form=form or EnrolForm(formdata=None),
        say=said,
        day=day,
    )


@bp.get("/cohorts/<uuid:cohort_id>")
@roles("administrator")
def cohort(cohort_id: UUID) -> ResponseReturnValue:
    """One cohort and its roster; nothing of what anybody learnt."""
    return cohort_page(cohort_id)


@bp.post("/cohorts/<uuid:cohort_id>/enrol")
@roles("administrator")
def enrol(cohort_id: UUID) -> ResponseReturnValue:
    """Enrol people by their codes, all of them or none."""
    cohort_row(db.session, viewer(), cohort_id)
    form = EnrolForm()
    if not form.validate():
        return cohort_page(cohort_id, form), 422
    people, unknown = people_by_codes(db.session, viewer(), form.codes.data)
    if unknown:
        message = _("Nobody has this code: %(codes)s.", codes=_(", ").join(unknown[:10]))
        form.codes.errors = [*form.codes.errors, message]
        return cohort_page(cohort_id, form), 422
    try:
        enrol_all(people, cohort_id)
    except DomainError as refused:
        db.session.rollback()
        form.codes.errors = [*form.codes.errors, words_of(refused)]
        return cohort_page(cohort_id, form), 422
    flash(ngettext("%(num)s person is enrolled.", "%(num)s people are enrolled.", len(people)))
    db.session.commit()
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)


def enrol_all(people: list[UUID], cohort_id: UUID) -> None:
    """Enrol each of them. Raises AlreadyEnrolled, CourseNotPublished."""
    for person_id in people:
        operations.enrol(
            db.session,
            person_id=person_id,
            cohort_id=cohort_id,
            at=clock.now(),
            by=viewer().account_id,
        )


@bp.route("/cohorts/<uuid:cohort_id>/import", methods=["GET", "POST"])
@roles("administrator")
def import_into(cohort_id: UUID) -> ResponseReturnValue:
    """Add the people of a list and enrol them, all of them or none."""
    title = cohort_row(db.session, viewer(), cohort_id).title
    form, url = ImportForm(), url_for("cohorts.import_into", cohort_id=cohort_id)
    back = url_for("cohorts.cohort", cohort_id=cohort_id)
    if request.method == "GET":
        return import_page(form, url=url, cohort=title)
    text = list_text(form)
    if text is None or request.form.get("do") != "save":
        return answer_checked(form, text, url=url, back_url=back, cohort=title)
    try:
        added = import_people(
            db.session, viewer=viewer(), text=text, skips_bad_lines=form.skips_bad_lines.data,
            at=clock.now(),
        )  # fmt: skip
        enrol_all([person.person_id for person in added], cohort_id)
    except DomainError:
        db.session.rollback()
        return answer_checked(form, text, url=url, back_url=back, cohort=title)
    flash(ngettext("%(num)s person is added and enrolled.",
                   "%(num)s people are added and enrolled.", len(added)))  # fmt: skip
    db.session.commit()
    return redirect(back, 303)


@bp.post("/cohorts/<uuid:cohort_id>/slips")
@roles("administrator")
def print_slips(cohort_id: UUID) -> ResponseReturnValue:
    """New slips for those who never signed in, or for everybody; shown on this answer alone."""
    cohort_row(db.session, viewer(), cohort_id)
    everybody = request.form.get("whom") == "everybody"
    wanted = [
        row for row in enrolment_rows(db.session, viewer(), cohort_id)
        if row.enrolment_state == "active"
        and (row.account_state == "invited" or (everybody and row.account_state == "active"))
    ]  # fmt: skip
    if not wanted:
        flash(_("Nobody here waits for a slip."), "waiting")
        return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)
    at = clock.now()
    strips = [
        printing.strip(
            give_slip(db.session, viewer=viewer(), person_id=row.person_id, at=at),
            str(row.roster_number),
        )
        for row in wanted
    ]
    page = printing.slips_page(strips, back_url=url_for("cohorts.cohort", cohort_id=cohort_id))
    db.session.commit()
    return page
