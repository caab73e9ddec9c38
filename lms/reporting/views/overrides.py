"""Setting a part as done by a decision; an exemption takes a second person."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.choices import choices
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db
from lms.core.errors import Forbidden, NotFound
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.progress.operations import answer_exemption, override_completion, revoke_override
from lms.progress.rules import EvidenceMissing, NotOverridable
from lms.reporting import override_words as words
from lms.reporting.forms import OverrideForm, RevocationForm
from lms.reporting.queries.overrides import (
    OverridePage,
    cohort_overrides,
    enrolment_of_override,
    override_page,
)
from lms.reporting.queries.reversals import ASKS, check_may_ask
from lms.reporting.views import READERS, bp


@bp.get("/cohorts/<uuid:cohort_id>/overrides")
@roles(*READERS)
def overrides(cohort_id: UUID) -> ResponseReturnValue:
    """The people of a cohort, those first for whom a second person is awaited."""
    found = cohort_overrides(db.session, viewer(), cohort_id)
    return render_template("reporting/overrides.html", found=found)


@bp.get("/enrolments/<uuid:enrolment_id>/override")
@roles(*READERS)
def override(enrolment_id: UUID) -> ResponseReturnValue:
    """What was decided about one person's parts, and what may be."""
    return page_of(override_page(db.session, viewer(), enrolment_id))


def page_of(found: OverridePage, form: OverrideForm | None = None) -> str:
    """The page of one enrolment."""
    form = form or with_choices(OverrideForm(formdata=None), found)
    return render_template(
        "reporting/override.html", found=found, form=form, words=words,
        own_account_id=viewer().account_id,
    )  # fmt: skip


def with_choices(form: OverrideForm, found: OverridePage) -> OverrideForm:
    """The form with what is not done yet and the two ways."""
    keys = {part.requirement_key for part in found.parts}
    form.target.choices = choices(words.targets(found.course, found.units, keys))
    form.kind.choices = choices(words.KINDS.items())
    return form


@bp.post("/enrolments/<uuid:enrolment_id>/override")
@roles("coordinator")
def decide(enrolment_id: UUID) -> ResponseReturnValue:
    """Set a part as done, or ask for an exemption."""
    check_may_ask(db.session, viewer(), enrolment_id)
    found = override_page(db.session, viewer(), enrolment_id)
    form = with_choices(OverrideForm(), found)
    if not form.validate():
        return page_of(found, form), 422
    try:
        override_completion(
            db.session, viewer=viewer(), enrolment_id=enrolment_id, target=form.target.data,
            kind=form.kind.data, reason=form.reason.data, evidence=form.evidence.data,
            at=clock.now(),
        )  # fmt: skip
    except (EvidenceMissing, NotOverridable) as refused:
        field = form.evidence if isinstance(refused, EvidenceMissing) else form.target
        field.errors = [*field.errors, words_of(refused)]
        return page_of(found, form), 422
    flash(
        _("Asked for. Nothing changes until a second person confirms it.")
        if form.kind.data == "exempt"
        else _("Set as done. It is marked in every report, and the person is told.")
    )
    db.session.commit()
    return redirect(url_for("reporting.override", enrolment_id=enrolment_id), 303)


@bp.post("/overrides/<uuid:override_id>/confirm")
@roles(*READERS)
def confirm_exemption(override_id: UUID) -> ResponseReturnValue:
    """Confirm an exemption as the second person."""
    return answered(override_id, is_confirmed=True, told=_("The exemption counts from now on."))


@bp.post("/overrides/<uuid:override_id>/decline")
@roles(*READERS)
def decline_exemption(override_id: UUID) -> ResponseReturnValue:
    """Decline an exemption: the part is still to be done."""
    return answered(override_id, is_confirmed=False, told=_("Declined. Nothing has changed."))


def answered(override_id: UUID, *, is_confirmed: bool, told: str) -> ResponseReturnValue:
    """Keep the answer, and show the person's page again."""
    enrolment_id = enrolment_of_override(db.session, viewer(), override_id)
    answer_exemption(
        db.session, viewer=viewer(), override_id=override_id, is_confirmed=is_confirmed,
        at=clock.now(),
    )  # fmt: skip
    flash(told)
    db.session.commit()
    return redirect(url_for("reporting.override", enrolment_id=enrolment_id), 303)


@bp.post("/overrides/<uuid:override_id>/revoke")
@roles("coordinator")
def revoke(override_id: UUID) -> ResponseReturnValue:
    """Make a decision count no longer, with a reason."""
    enrolment_id = enrolment_of_override(db.session, viewer(), override_id)
    refuse_elsewhere(override_id)
    form = RevocationForm()
    if not form.validate():
        flash(_("A reason is needed to revoke it. Nothing was changed."), "waiting")
        return redirect(url_for("reporting.override", enrolment_id=enrolment_id), 303)
    revoke_override(
        db.session, viewer=viewer(), override_id=override_id, reason=form.reason.data,
        at=clock.now(),
    )  # fmt: skip
    flash(_("Revoked. What was done itself still counts."))
    db.session.commit()
    return redirect(url_for("reporting.override", enrolment_id=enrolment_id), 303)


def refuse_elsewhere(override_id: UUID) -> None:
    """Raises Forbidden for who reaches it only as an approver."""
    try:
        enrolment_of_override(db.session, viewer(), override_id, roles=ASKS)
    except NotFound as not_by_this_role:
        raise Forbidden from not_by_this_role
