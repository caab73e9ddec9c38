"""One enrolment: withdrawing, moving, enrolling again."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.choices import choices
from lms.accounts.queries.people import ADMINISTRATES
from lms.accounts.web import roles, viewer
from lms.cohorts import operations
from lms.cohorts.forms import MoveForm, WithdrawForm
from lms.cohorts.queries import enrolment_of
from lms.cohorts.queries.desk import cohort_row, cohorts_to_move_to, enrolment_row
from lms.cohorts.views import bp
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.refusals import words_of
from lms.core.speech import gettext as _


def enrolment_page(
    enrolment_id: UUID, withdraw_form: WithdrawForm | None = None, move_form: MoveForm | None = None
) -> str:
    """The page of one enrolment. Raises NotFound."""
    cohort_id = enrolment_of(db.session, viewer(), enrolment_id, roles=ADMINISTRATES).cohort_id
    return render_template(
        "cohorts/enrolment.html",
        row=enrolment_row(db.session, viewer(), enrolment_id),
        cohort=cohort_row(db.session, viewer(), cohort_id),
        withdraw_form=withdraw_form or WithdrawForm(formdata=None),
        move_form=move_form or with_choices(MoveForm(formdata=None), enrolment_id),
    )


def with_choices(form: MoveForm, enrolment_id: UUID) -> MoveForm:
    """The form with the other cohorts of the course."""
    enrolment = enrolment_of(db.session, viewer(), enrolment_id, roles=ADMINISTRATES)
    others = cohorts_to_move_to(db.session, viewer(), enrolment.course_key, but=enrolment.cohort_id)
    form.cohort_id.choices = choices((str(cohort.id), cohort.title) for cohort in others)
    return form


@bp.get("/cohorts/enrolments/<uuid:enrolment_id>")
@roles("administrator")
def enrolment(enrolment_id: UUID) -> ResponseReturnValue:
    """One enrolment, to withdraw, move or begin again."""
    return enrolment_page(enrolment_id)


@bp.post("/cohorts/enrolments/<uuid:enrolment_id>/withdraw")
@roles("administrator")
def withdraw(enrolment_id: UUID) -> ResponseReturnValue:
    """End an enrolment, with a reason."""
    found = enrolment_of(db.session, viewer(), enrolment_id, roles=ADMINISTRATES)
    cohort_id, form = found.cohort_id, WithdrawForm()
    if not form.validate():
        return enrolment_page(enrolment_id, withdraw_form=form), 422
    operations.withdraw(
        db.session,
        enrolment_id=enrolment_id,
        reason=form.reason.data,
        at=clock.now(),
        by=viewer().account_id,
    )
    flash(_("Withdrawn. Everything learnt stays kept."))
    db.session.commit()
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)


@bp.post("/cohorts/enrolments/<uuid:enrolment_id>/move")
@roles("administrator")
def move(enrolment_id: UUID) -> ResponseReturnValue:
    """Move an enrolment to another cohort of the course."""
    form = with_choices(MoveForm(), enrolment_id)
    if not form.validate():
        return enrolment_page(enrolment_id, move_form=form), 422
    to_cohort_id = UUID(form.cohort_id.data)
    operations.move(
        db.session,
        enrolment_id=enrolment_id,
        to_cohort_id=to_cohort_id,
        at=clock.now(),
        by=viewer().account_id,
    )
    flash(_("Moved, with everything learnt."))
    db.session.commit()
    return redirect(url_for("cohorts.cohort", cohort_id=to_cohort_id), 303)


@bp.post("/cohorts/enrolments/<uuid:enrolment_id>/again")
@roles("administrator")
def enrol_again(enrolment_id: UUID) -> ResponseReturnValue:
    """Enrol a withdrawn person again in the same cohort: a new cycle that begins from nothing."""
    found = enrolment_of(db.session, viewer(), enrolment_id, roles=ADMINISTRATES)
    cohort_id = found.cohort_id
    try:
        operations.enrol(
            db.session,
            person_id=found.person_id,
            cohort_id=cohort_id,
            at=clock.now(),
            by=viewer().account_id,
        )
    except DomainError as refused:
        db.session.rollback()
        flash(words_of(refused), "waiting")
        return redirect(url_for("cohorts.enrolment", enrolment_id=enrolment_id), 303)
    flash(_("Enrolled again: a new cycle that begins from nothing."))
    db.session.commit()
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)
