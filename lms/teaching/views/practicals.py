"""Signing practicals off on a phone, and correcting a sign-off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.queries import labels_of
from lms.accounts.web import roles, viewer
from lms.catalog.rules import PublishedActivity, PublishedUnit
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import db
from lms.core.speech import gettext as _
from lms.practice import operations
from lms.practice.operations import ChecklistIncomplete, SignedOff
from lms.teaching import words
from lms.teaching.forms import ChecklistForm, ReasonForm
from lms.teaching.queries.records import practical_of, standing_observation
from lms.teaching.views import bp

PRACTICAL = "/enrolments/<uuid:enrolment_id>/<unit_key>/practical"
Found = tuple[Enrolment, PublishedUnit, PublishedActivity]


def posted_lines(activity: PublishedActivity) -> dict[str, bool]:
    """The lines that were marked: `line_KEY` is yes or no."""
    practical = activity.practical
    keys = [line.key for line in practical.lines] if practical else []
    marked = {key: request.form.get(f"line_{key}") for key in keys}
    return {key: mark == "yes" for key, mark in marked.items() if mark in ("yes", "no")}


def checklist_html(
    enrolment: Enrolment,
    unit: PublishedUnit,
    activity: PublishedActivity,
    form: ChecklistForm | ReasonForm,
    lines: dict[str, bool],
    problem: str | None = None,
) -> str:
    """The checklist, large enough for a thumb."""
    labels = labels_of(db.session, viewer(), [enrolment.person_id])
    return render_template(
        "teaching/practical.html",
        enrolment_id=enrolment.id,
        label=labels[enrolment.person_id],
        unit=unit,
        activity=activity,
        practical=activity.practical,
        form=form,
        marked={key: "yes" if seen else "no" for key, seen in lines.items()},
        problem=problem,
        words=words,
    )


@bp.get(PRACTICAL)
@roles("trainer")
def practical(enrolment_id: UUID, unit_key: str) -> ResponseReturnValue:
    """The checklist of a practical for one trainee."""
    found = practical_of(db.session, viewer(), enrolment_id, unit_key)
    return checklist_html(*found, ChecklistForm(formdata=None), {})


@bp.post(PRACTICAL)
@roles("trainer")
def sign_off(enrolment_id: UUID, unit_key: str) -> ResponseReturnValue:
    """Sign what was observed."""
    found, form = practical_of(db.session, viewer(), enrolment_id, unit_key), ChecklistForm()
    sign = partial(
        operations.sign_off,
        db.session,
        viewer=viewer(),
        enrolment_id=enrolment_id,
        activity=found[2],
        remark=form.remark.data or "",
        at=clock.now(),
    )
    return signed(found, form, sign)


@bp.route(f"{PRACTICAL}/<uuid:observation_id>/correct", methods=["GET", "POST"])
@roles("trainer")
def correct(enrolment_id: UUID, unit_key: str, observation_id: UUID) -> ResponseReturnValue:
    """Correct a sign-off with a reason; the earlier one stays, marked as corrected."""
    found = practical_of(db.session, viewer(), enrolment_id, unit_key)
    row = standing_observation(db.session, found[0], found[2], observation_id)
    if request.method == "GET":
        return checklist_html(*found, ReasonForm(formdata=None), row.lines)
    form = ReasonForm()
    sign = partial(
        operations.correct,
        db.session,
        viewer=viewer(),
        observation_id=observation_id,
        activity=found[2],
        reason=form.reason.data or "",
        at=clock.now(),
    )
    return signed(found, form, sign)


def signed(
    found: Found, form: ChecklistForm | ReasonForm, sign: Callable[..., SignedOff]
) -> ResponseReturnValue:
    """Sign the posted checklist and go on, or show it again with what is missing."""
    lines = posted_lines(found[2])
    if not form.validate():
        return checklist_html(*found, form, lines), 422
    enrolment_id, unit_key = found[0].id, found[1].key
    try:
        done = sign(lines=lines)
    except ChecklistIncomplete:
        db.session.rollback()
        again = practical_of(db.session, viewer(), enrolment_id, unit_key)
        problem = _("Please mark each line as seen or not seen, then sign.")
        return checklist_html(*again, form, lines, problem), 422
    db.session.commit()
    return led_on(enrolment_id, done)


def led_on(enrolment_id: UUID, done: SignedOff) -> ResponseReturnValue:
    """Back to the record, with what follows from the signature."""
    if done.is_met:
        flash(_("Signed off."))
    elif done.result.is_passed:
        flash(_("Kept. Another assessor must sign too."), "waiting")
    else:
        flash(_("Kept: more practice is needed."), "again")
    return redirect(url_for("teaching.trainee", enrolment_id=enrolment_id), 303)
