"""Attempts that no longer count, decided by two, and extra time."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.choices import choices
from lms.accounts.web import roles, viewer
from lms.assessment.extra_words import given_now
from lms.assessment.forms import EVERYTHING, ExtraTimeForm, VoidForm
from lms.assessment.operations import answer_void, ask_void, give_extra_time
from lms.core import clock
from lms.core.db import db
from lms.core.errors import Forbidden
from lms.core.speech import gettext as _
from lms.reporting import void_words as words
from lms.reporting.queries.attempts import (
    AttemptsPage,
    attempts_page,
    cohort_attempts,
    enrolment_of_void,
    page_to_ask_on,
)
from lms.reporting.views import READERS, bp


@bp.get("/cohorts/<uuid:cohort_id>/attempts")
@roles(*READERS)
def attempts_in(cohort_id: UUID) -> ResponseReturnValue:
    """The people of a cohort, those first for whom a second person is awaited."""
    found = cohort_attempts(db.session, viewer(), cohort_id)
    return render_template("reporting/attempts_in.html", found=found)


@bp.get("/enrolments/<uuid:enrolment_id>/attempts")
@roles(*READERS)
def attempts(enrolment_id: UUID) -> ResponseReturnValue:
    """One person's attempts, what was asked about them, and the extra time given."""
    return page_of(attempts_page(db.session, viewer(), enrolment_id))


def page_of(
    found: AttemptsPage, void: VoidForm | None = None, time: ExtraTimeForm | None = None
) -> str:
    """The page of one enrolment."""
    return render_template(
        "reporting/attempts.html", found=found,
        void=void or with_attempts(VoidForm(formdata=None), found),
        time=time or with_timed(ExtraTimeForm(formdata=None), found),
        refused=void or time, words=words, own_account_id=viewer().account_id,
    )  # fmt: skip


def with_attempts(form: VoidForm, found: AttemptsPage) -> VoidForm:
    """The form with the attempts that still count."""
    form.attempt.choices = choices(
        (str(head.id), words.attempt_name(found.course, head)) for head, _grade in found.voidable
    )
    return form


def with_timed(form: ExtraTimeForm, found: AttemptsPage) -> ExtraTimeForm:
    """The form with what has a time limit."""
    own = [(each.address, words.activity_words(found.course, each)) for each in found.timed]
    form.timed.choices = choices([*own, (EVERYTHING, words.address_words(found.course, None))])
    return form


@bp.post("/enrolments/<uuid:enrolment_id>/attempts")
@roles("coordinator")
def ask_for_void(enrolment_id: UUID) -> ResponseReturnValue:
    """Ask that an attempt no longer count; it waits for a second person."""
    found = page_to_ask_on(db.session, viewer(), enrolment_id)
    form = with_attempts(VoidForm(), found)
    if not form.validate():
        return page_of(found, void=form), 422
    ask_void(
        db.session, viewer=viewer(), attempt_id=UUID(form.attempt.data),
        restores_attempt=form.place.data == "restored", reason=form.reason.data, at=clock.now(),
    )  # fmt: skip
    flash(_("Asked for. Nothing changes until a second person confirms it."), "waiting")
    db.session.commit()
    return redirect(url_for("reporting.attempts", enrolment_id=enrolment_id), 303)


@bp.post("/enrolments/<uuid:enrolment_id>/extra-time")
@roles("coordinator")
def give_time(enrolment_id: UUID) -> ResponseReturnValue:
    """Give a person more time, with a reason."""
    found = page_to_ask_on(db.session, viewer(), enrolment_id)
    if not found.timed:
        raise Forbidden
    form = with_timed(ExtraTimeForm(), found)
    if not form.validate():
        return page_of(found, time=form), 422
    given = give_extra_time(
        db.session, viewer=viewer(), enrolment_id=enrolment_id, activity=form.activity,
        extra=form.given, reason=form.why.data, at=clock.now(),
    )  # fmt: skip
    flash(given_now(given.extended))
    db.session.commit()
    return redirect(url_for("reporting.attempts", enrolment_id=enrolment_id), 303)


@bp.post("/voids/<uuid:void_id>/confirm")
@roles(*READERS)
def confirm_void(void_id: UUID) -> ResponseReturnValue:
    """Confirm it as the second person: the attempt counts no longer."""
    return answered(void_id, is_confirmed=True, told=_("The attempt is voided."))


@bp.post("/voids/<uuid:void_id>/decline")
@roles(*READERS)
def decline_void(void_id: UUID) -> ResponseReturnValue:
    """Decline it: the attempt stands."""
    return answered(void_id, is_confirmed=False, told=_("Declined. The attempt stands."))


def answered(void_id: UUID, *, is_confirmed: bool, told: str) -> ResponseReturnValue:
    """Keep the answer, and show the person's page again."""
    enrolment_id = enrolment_of_void(db.session, viewer(), void_id)
    answer_void(
        db.session, viewer=viewer(), void_id=void_id, is_confirmed=is_confirmed, at=clock.now()
    )
    flash(told)
    db.session.commit()
    return redirect(url_for("reporting.attempts", enrolment_id=enrolment_id), 303)
