"""A trainee's record and attempts."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.choices import choices
from lms.accounts.web import roles, viewer
from lms.assessment import extra_words
from lms.assessment.forms import EVERYTHING, ExtraTimeForm
from lms.assessment.operations import give_extra_time, grant_attempt
from lms.assessment.queries.extra_time import timed_activities
from lms.core import clock
from lms.core.db import db
from lms.core.errors import Forbidden, NotFound
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.teaching import words
from lms.teaching.forms import ReasonForm
from lms.teaching.queries import records as queries
from lms.teaching.views import bp


def record_html(enrolment_id: UUID, form: ReasonForm, time: ExtraTimeForm | None = None) -> str:
    """A trainee's record on one page. time: extra time that could not be given as it was sent."""
    record = queries.record(db.session, viewer(), enrolment_id, at=clock.now())
    grantable = [each for each in record.course.activities() if words.can_be_granted(each)]
    return render_template(
        "teaching/trainee.html",
        record=record,
        grantable=grantable,
        chosen=request.form.get("activity"),
        form=form,
        timed=timed_activities(record.course),
        time=time or with_timed(ExtraTimeForm(formdata=None), record),
        refused=time,
        extras=extra_words,
        words=words,
    )


def with_timed(form: ExtraTimeForm, record: queries.Record) -> ExtraTimeForm:
    """The form with what has a time limit."""
    timed = timed_activities(record.course)
    own = [(each.address, extra_words.activity_words(record.course, each)) for each in timed]
    form.timed.choices = choices(
        [*own, (EVERYTHING, extra_words.address_words(record.course, None))]
    )
    return form


@bp.get("/enrolments/<uuid:enrolment_id>")
@roles("trainer")
def trainee(enrolment_id: UUID) -> ResponseReturnValue:
    """One trainee's record."""
    return record_html(enrolment_id, ReasonForm(formdata=None))


@bp.post("/enrolments/<uuid:enrolment_id>/grant")
@roles("trainer")
def grant(enrolment_id: UUID) -> ResponseReturnValue:
    """Give one more attempt, with a reason."""
    record = queries.record(db.session, viewer(), enrolment_id, at=clock.now())
    address = request.form.get("activity", "")
    known = {each.address for each in record.course.activities() if words.can_be_granted(each)}
    if address not in known:
        raise NotFound
    if not record.is_active:
        raise Forbidden
    form = ReasonForm()
    if not form.validate():
        return record_html(enrolment_id, form), 422
    grant_attempt(
        db.session,
        viewer=viewer(),
        enrolment_id=enrolment_id,
        activity=address,
        reason=form.reason.data,
        at=clock.now(),
    )
    db.session.commit()
    flash(_("One more attempt is open."))
    return redirect(url_for("teaching.trainee", enrolment_id=enrolment_id), 303)


@bp.post("/enrolments/<uuid:enrolment_id>/extra-time")
@roles("trainer")
def give_time(enrolment_id: UUID) -> ResponseReturnValue:
    """Give more time, with a reason."""
    record = queries.record(db.session, viewer(), enrolment_id, at=clock.now())
    if not record.is_active or not timed_activities(record.course):
        raise Forbidden
    form = with_timed(ExtraTimeForm(), record)
    if not form.validate():
        return record_html(enrolment_id, ReasonForm(formdata=None), form), 422
    given = give_extra_time(
        db.session, viewer=viewer(), enrolment_id=enrolment_id, activity=form.activity,
        extra=form.given, reason=form.why.data, at=clock.now(),
    )  # fmt: skip
    db.session.commit()
    flash(extra_words.given_now(given.extended))
    return redirect(url_for("teaching.trainee", enrolment_id=enrolment_id), 303)


@bp.get("/attempts/<uuid:attempt_id>")
@roles("trainer")
def attempt(attempt_id: UUID) -> ResponseReturnValue:
    """A submitted attempt: each answer and what is right, or the way through a scenario."""
    found = queries.submitted_attempt(
        db.session, viewer(), attempt_id, language=language(), at=clock.now()
    )
    reviews = [replace(each, words=words.review_words(each)) for each in found.result.reviews]
    return render_template(
        "teaching/attempt.html",
        record=found.record,
        page=found.result,
        walk=found.walk,
        late=found.late,
        reviews=reviews,
        words=words,
    )
