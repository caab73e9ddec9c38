"""A coordinator's pages: a cohort's certificates, one of them, and what is decided about it."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.certification import lifecycle_words as words
from lms.certification import operations, queries
from lms.certification.forms import (
    CorrectionForm,
    NoteForm,
    RefusalForm,
    RevocationForm,
    SuspensionForm,
)
from lms.certification.queries.acts import lines_to_print
from lms.certification.rules import REISSUED_AFTER, PrintedName, printed_code
from lms.certification.views import bp
from lms.certification.web import printed_address, stamps_for_name
from lms.core import clock
from lms.core.db import db
from lms.core.errors import Forbidden
from lms.core.forms import Form
from lms.core.locale import local_day
from lms.core.speech import gettext as _

READERS = ("coordinator", "approver")
FORMS: dict[str, type[Form]] = {
    "suspension": SuspensionForm,
    "restoration": NoteForm,
    "revocation": RevocationForm,
    "correction": CorrectionForm,
    "reissue": NoteForm,
}


@bp.get("/certificates/cohorts/<uuid:cohort_id>")
@roles(*READERS)
def cohort(cohort_id: UUID) -> ResponseReturnValue:
    """A cohort's certificates, those first that somebody must decide about."""
    found = queries.cohort_certificates(db.session, viewer(), cohort_id, on=local_day(clock.now()))
    return cohort_page(found, RefusalForm(formdata=None))


@bp.get("/certificates/pathways/<uuid:pathway_cohort_id>")
@roles(*READERS)
def pathway_cohort(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """The certificates of a pathway that a cohort takes."""
    found = queries.pathway_certificates(
        db.session, viewer(), pathway_cohort_id, on=local_day(clock.now())
    )
    return cohort_page(found, RefusalForm(formdata=None))


def cohort_page(found: queries.CohortCertificates, form: RefusalForm) -> str:
    """The page of a cohort's certificates. form: a reason that was missing, or an empty one."""
    return render_template(
        "certification/cohort.html", found=found, words=words, printed_code=printed_code, form=form
    )


@bp.get("/certificates/<uuid:certificate_id>/record")
@roles(*READERS)
def record(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate, its history, and what may be done about it."""
    return record_page(certificate_id)


def record_page(certificate_id: UUID, sent: str = "", form: Form | None = None) -> str:
    """The page of a certificate. sent, form: a form that was not understood."""
    today = local_day(clock.now())
    found = queries.certificate_record(db.session, viewer(), certificate_id, on=today)
    forms = {name: shape(formdata=None, prefix=name) for name, shape in FORMS.items()}
    if form is not None:
        forms[sent] = form
    event = found.card.standing.event
    return render_template(
        "certification/record.html", found=found, forms=forms, form=form, words=words,
        printed_code=printed_code, own_account_id=viewer().account_id,
        refusal=RefusalForm(formdata=None),
        may_reissue=bool(event and event.reason in REISSUED_AFTER) and found.is_latest,
    )  # fmt: skip


def check_may_ask(certificate_id: UUID) -> None:
    """Raises NotFound out of reach, Forbidden in reach only as an approver."""
    found = queries.certificate_record(
        db.session, viewer(), certificate_id, on=local_day(clock.now())
    )
    if not found.may_ask:
        raise Forbidden


@bp.post("/certificates/<uuid:certificate_id>/suspension")
@roles("coordinator")
def suspend(certificate_id: UUID) -> ResponseReturnValue:
    """Let it not count until a day on which it is looked at."""
    check_may_ask(certificate_id)
    form = SuspensionForm(prefix="suspension")
    if not form.validate():
        return record_page(certificate_id, "suspension", form), 422
    operations.suspend(
        db.session, viewer=viewer(), certificate_id=certificate_id, note=form.note.data,
        review_on=form.review_on.data, at=clock.now(),
    )  # fmt: skip
    return decided(certificate_id, _("Suspended. It does not count until it is restored."))


@bp.post("/certificates/<uuid:certificate_id>/restoration")
@roles("coordinator")
def restore(certificate_id: UUID) -> ResponseReturnValue:
    """End its suspension."""
    check_may_ask(certificate_id)
    form = NoteForm(prefix="restoration")
    if not form.validate():
        return record_page(certificate_id, "restoration", form), 422
    operations.restore(
        db.session, viewer=viewer(), certificate_id=certificate_id, note=form.note.data,
        at=clock.now(),
    )  # fmt: skip
    return decided(certificate_id, _("Restored. It counts again."))


@bp.post("/certificates/<uuid:certificate_id>/revocation")
@roles("coordinator")
def ask_for_revocation(certificate_id: UUID) -> ResponseReturnValue:
    """Ask a second person to revoke it."""
    check_may_ask(certificate_id)
    form = RevocationForm(prefix="revocation")
    if not form.validate():
        return record_page(certificate_id, "revocation", form), 422
    operations.ask_revocation(
        db.session, viewer=viewer(), certificate_id=certificate_id, reason=form.ground.data,
        note=form.note.data, at=clock.now(),
    )  # fmt: skip
    return asked(certificate_id)


@bp.post("/certificates/<uuid:certificate_id>/new")
@roles("coordinator")
def ask_for_correction(certificate_id: UUID) -> ResponseReturnValue:
    """Ask a second person for a corrected certificate in its place."""
    check_may_ask(certificate_id)
    form = CorrectionForm(prefix="correction")
    if not form.validate():
        return record_page(certificate_id, "correction", form), 422
    operations.ask_correction(
        db.session, viewer=viewer(), certificate_id=certificate_id, reason=form.mistake.data,
        note=form.evidence.data, at=clock.now(),
    )  # fmt: skip
    return asked(certificate_id)


@bp.post("/certificates/<uuid:certificate_id>/reissue")
@roles("coordinator")
def ask_for_reissue(certificate_id: UUID) -> ResponseReturnValue:
    """Ask a second person to issue again what was revoked by mistake."""
    check_may_ask(certificate_id)
    form = NoteForm(prefix="reissue")
    if not form.validate():
        return record_page(certificate_id, "reissue", form), 422
    operations.ask_reissue(
        db.session, viewer=viewer(), certificate_id=certificate_id, note=form.note.data,
        at=clock.now(),
    )  # fmt: skip
    return asked(certificate_id)


@bp.post("/certificates/acts/<uuid:act_id>/confirm")
@roles(*READERS)
def confirm_act(act_id: UUID) -> ResponseReturnValue:
    """Confirm it as the second person: it is done."""
    return answered(act_id, is_confirmed=True, told=_("Confirmed and done."))


@bp.post("/certificates/acts/<uuid:act_id>/decline")
@roles(*READERS)
def decline_act(act_id: UUID) -> ResponseReturnValue:
    """Decline it: nothing changes."""
    return answered(act_id, is_confirmed=False, told=_("Declined. Nothing changed."))


def answered(act_id: UUID, *, is_confirmed: bool, told: str) -> ResponseReturnValue:
    """Keep the answer, and show the certificate's page again."""

    def lines() -> PrintedName | None:
        queries.certificate_of_act(db.session, viewer(), act_id)
        return lines_to_print(db.session, act_id) if is_confirmed else None

    issue = this_issue(stamps_for_name(lines))
    certificate_id = queries.certificate_of_act(db.session, viewer(), act_id)
    operations.answer_act(
        db.session, viewer=viewer(), act_id=act_id, is_confirmed=is_confirmed, issue=issue
    )
    return decided(certificate_id, told)


@bp.post("/certificates/corrections/<uuid:correction_id>/approve")
@roles("coordinator")
def approve_correction(correction_id: UUID) -> ResponseReturnValue:
    """Ask a second person for what a holder requested."""
    certificate_id = queries.certificate_of_correction(db.session, viewer(), correction_id)
    check_may_ask(certificate_id)
    operations.approve_correction(
        db.session, viewer=viewer(), correction_id=correction_id, at=clock.now()
    )
    return asked(certificate_id)


@bp.post("/certificates/corrections/<uuid:correction_id>/decline")
@roles("coordinator")
def decline_correction(correction_id: UUID) -> ResponseReturnValue:
    """Leave the certificate as it is, and tell its holder why."""
    certificate_id = queries.certificate_of_correction(db.session, viewer(), correction_id)
    check_may_ask(certificate_id)
    form = RefusalForm()
    if not form.validate():
        return record_page(certificate_id, "refusal", form), 422
    operations.decline_correction(
        db.session, viewer=viewer(), correction_id=correction_id, reason=form.note.data,
        at=clock.now(),
    )  # fmt: skip
    return decided(certificate_id, _("Declined. Nothing changed."))


@bp.post("/certificates/requests/<uuid:request_id>/approve")
@roles("coordinator")
def approve_request(request_id: UUID) -> ResponseReturnValue:
    """Issue what its holder has claimed."""

    def lines() -> PrintedName:
        queries.cohort_of_request(db.session, viewer(), request_id)
        return queries.confirmed_lines(db.session, request_id)

    issue = this_issue(stamps_for_name(lines))
    cohort_id = queries.cohort_of_request(db.session, viewer(), request_id)
    operations.approve_request(db.session, request_id=request_id, issue=issue)
    flash(_("The certificate is issued."))
    db.session.commit()
    return redirect(url_for("certification.cohort", cohort_id=cohort_id), 303)


@bp.post("/certificates/requests/<uuid:request_id>/decline")
@roles("coordinator")
def decline_request(request_id: UUID) -> ResponseReturnValue:
    """Do not issue it, and tell its holder why."""
    cohort_id = queries.cohort_of_request(db.session, viewer(), request_id)
    form = RefusalForm()
    if not form.validate():
        found = queries.cohort_certificates(
            db.session, viewer(), cohort_id, on=local_day(clock.now())
        )
        return cohort_page(found, form), 422
    operations.decline_request(
        db.session, viewer=viewer(), request_id=request_id, reason=form.note.data, at=clock.now()
    )
    flash(_("Declined. Nothing was issued."))
    db.session.commit()
    return redirect(url_for("certification.cohort", cohort_id=cohort_id), 303)


def this_issue(stamps: tuple[operations.Stamp, ...]) -> operations.Issue:
    """What a certificate that is issued now has of this moment and this system."""
    return operations.Issue(
        printed_address(), current_app.config["IS_DEMONSTRATION"], clock.now(),
        account_id=viewer().account_id, stamps=stamps,
    )  # fmt: skip


def asked(certificate_id: UUID) -> ResponseReturnValue:
    """Say that a second person is awaited, and show the certificate's page again."""
    told = _("Asked for. Nothing changes until a second person confirms it.")
    return decided(certificate_id, told, "waiting")


def decided(certificate_id: UUID, told: str, kind: str = "message") -> ResponseReturnValue:
    """Say it, keep it, and show the certificate's page again."""
    flash(told, kind)
    db.session.commit()
    return redirect(url_for("certification.record", certificate_id=certificate_id), 303)
