"""Taking a completion back: one person asks with a reason, a second one confirms."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.choices import choices
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db
from lms.core.speech import gettext as _
from lms.progress.operations import answer_reversal, ask_reversal
from lms.progress.rules import GROUNDS
from lms.reporting import reversal_words as words
from lms.reporting.forms import ReversalForm
from lms.reporting.queries.reversals import (
    ReversalPage,
    check_may_ask,
    cohort_reversals,
    enrolment_of_reversal,
    reversal_page,
)
from lms.reporting.views import READERS, bp


@bp.get("/cohorts/<uuid:cohort_id>/reversals")
@roles(*READERS)
def reversals(cohort_id: UUID) -> ResponseReturnValue:
    """The people of a cohort, those first for whom a second person is awaited."""
    found = cohort_reversals(db.session, viewer(), cohort_id)
    return render_template("reporting/reversals.html", found=found)


@bp.get("/enrolments/<uuid:enrolment_id>/reversal")
@roles(*READERS)
def reversal(enrolment_id: UUID) -> ResponseReturnValue:
    """What one person completed, and what of it is or was to be taken back."""
    return page_of(reversal_page(db.session, viewer(), enrolment_id))


def page_of(found: ReversalPage, form: ReversalForm | None = None) -> str:
    """The page of one enrolment."""
    form = form or with_choices(ReversalForm(formdata=None), found)
    return render_template(
        "reporting/reversal.html", found=found, form=form, words=words,
        own_account_id=viewer().account_id,
    )  # fmt: skip


def with_choices(form: ReversalForm, found: ReversalPage) -> ReversalForm:
    """The form with what is met and the grounds."""
    form.requirement_key.choices = choices(
        (one.requirement_key, words.activity_title(found.course, one)) for one in found.met
    )
    form.ground.choices = choices((key, words.GROUNDS[key]) for key in GROUNDS)
    return form


@bp.post("/enrolments/<uuid:enrolment_id>/reversal")
@roles("coordinator")
def ask_for_reversal(enrolment_id: UUID) -> ResponseReturnValue:
    """Ask to take a completion back; it waits for a second person."""
    check_may_ask(db.session, viewer(), enrolment_id)
    found = reversal_page(db.session, viewer(), enrolment_id)
    form = with_choices(ReversalForm(), found)
    if not form.validate():
        return page_of(found, form), 422
    ask_reversal(
        db.session, viewer=viewer(), enrolment_id=enrolment_id, ground=form.ground.data,
        requirement_key=form.requirement_key.data, reason=form.reason.data, at=clock.now(),
    )  # fmt: skip
    flash(_("Asked for. Nothing changes until a second person confirms it."), "waiting")
    db.session.commit()
    return redirect(url_for("reporting.reversal", enrolment_id=enrolment_id), 303)


@bp.post("/reversals/<uuid:reversal_id>/confirm")
@roles(*READERS)
def confirm_reversal(reversal_id: UUID) -> ResponseReturnValue:
    """Confirm it as the second person: the completion is taken back."""
    return answered(reversal_id, is_confirmed=True, told=_("The completion is taken back."))


@bp.post("/reversals/<uuid:reversal_id>/decline")
@roles(*READERS)
def decline_reversal(reversal_id: UUID) -> ResponseReturnValue:
    """Decline it: the completion stands."""
    return answered(reversal_id, is_confirmed=False, told=_("Declined. The completion stands."))


def answered(reversal_id: UUID, *, is_confirmed: bool, told: str) -> ResponseReturnValue:
    """Keep the answer, and show the person's page again."""
    enrolment_id = enrolment_of_reversal(db.session, viewer(), reversal_id)
    answer_reversal(
        db.session, viewer=viewer(), reversal_id=reversal_id, is_confirmed=is_confirmed,
        at=clock.now(),
    )  # fmt: skip
    flash(told)
    db.session.commit()
    return redirect(url_for("reporting.reversal", enrolment_id=enrolment_id), 303)
