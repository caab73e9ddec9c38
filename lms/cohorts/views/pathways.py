"""A cohort that takes a pathway: its courses, its roster, enrolling and withdrawing."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.cohorts import operations
from lms.cohorts.forms import EnrolForm, WithdrawForm
from lms.cohorts.queries.desk import people_by_codes
from lms.cohorts.queries.pathway_desk import pathway_cohort_page, place_row
from lms.cohorts.views import bp
from lms.cohorts.views.desk import day
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import ngettext


def page_of(pathway_cohort_id: UUID, form: EnrolForm | None = None) -> str:
    """The page of one cohort on a pathway. Raises NotFound."""
    return render_template(
        "cohorts/pathway_cohort.html",
        page=pathway_cohort_page(db.session, viewer(), pathway_cohort_id),
        form=form or EnrolForm(formdata=None),
        day=day,
    )


@bp.get("/cohorts/pathways/<uuid:pathway_cohort_id>")
@roles("administrator")
def pathway_cohort(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """One cohort on a pathway: its courses and its roster."""
    return page_of(pathway_cohort_id)


@bp.post("/cohorts/pathways/<uuid:pathway_cohort_id>/enrol")
@roles("administrator")
def enrol_in_pathway(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """Enrol people in every course of the pathway by their codes, all of them or none."""
    pathway_cohort_page(db.session, viewer(), pathway_cohort_id)
    form = EnrolForm()
    if not form.validate():
        return page_of(pathway_cohort_id, form), 422
    people, unknown = people_by_codes(db.session, viewer(), form.codes.data)
    if unknown:
        message = _("Nobody has this code: %(codes)s.", codes=_(", ").join(unknown[:10]))
        form.codes.errors = [*form.codes.errors, message]
        return page_of(pathway_cohort_id, form), 422
    try:
        for person_id in people:
            operations.enrol_in_pathway(
                db.session,
                person_id=person_id,
                pathway_cohort_id=pathway_cohort_id,
                at=clock.now(),
                by=viewer().account_id,
            )
    except DomainError as refused:
        db.session.rollback()
        form.codes.errors = [*form.codes.errors, words_of(refused)]
        return page_of(pathway_cohort_id, form), 422
    flash(ngettext("%(num)s person is enrolled.", "%(num)s people are enrolled.", len(people)))
    db.session.commit()
    return redirect(url_for("cohorts.pathway_cohort", pathway_cohort_id=pathway_cohort_id), 303)


@bp.get("/cohorts/pathways/places/<uuid:place_id>")
@roles("administrator")
def pathway_place(place_id: UUID) -> ResponseReturnValue:
    """One person's place on a pathway, to withdraw."""
    return place_page(place_id)


def place_page(place_id: UUID, form: WithdrawForm | None = None) -> str:
    """The page of one place. Raises NotFound."""
    return render_template(
        "cohorts/pathway_place.html",
        page=place_row(db.session, viewer(), place_id),
        form=form or WithdrawForm(formdata=None),
    )


@bp.post("/cohorts/pathways/places/<uuid:place_id>/withdraw")
@roles("administrator")
def withdraw_from_pathway(place_id: UUID) -> ResponseReturnValue:
    """End a place and its courses, with a reason."""
    found, form = place_row(db.session, viewer(), place_id), WithdrawForm()
    if not form.validate():
        return place_page(place_id, form), 422
    operations.withdraw_from_pathway(
        db.session,
        pathway_enrolment_id=place_id,
        reason=form.reason.data,
        at=clock.now(),
        by=viewer().account_id,
    )
    flash(_("Withdrawn. Everything learnt stays kept."))
    db.session.commit()
    return redirect(url_for("cohorts.pathway_cohort", pathway_cohort_id=found.cohort_id), 303)
