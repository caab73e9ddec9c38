"""The holder's pages: confirm the name, claim, keep, download."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.rules import Viewer
from lms.accounts.web import roles, viewer
from lms.certification import lifecycle_words as words
from lms.certification import operations, queries
from lms.certification.forms import ClaimForm, CorrectionForm
from lms.certification.operations.pathways import claim_pathway_certificate
from lms.certification.queries.pathways import pathway_claim_of
from lms.certification.queries.register import proved_of
from lms.certification.rules import PrintedName, days_left, digest, printed_code
from lms.certification.views import bp
from lms.certification.web import printed_address, stamps_for_name
from lms.core import clock
from lms.core.db import AnySession, db
from lms.core.locale import date_words, local_day
from lms.core.speech import gettext as _


@bp.get("/learn/<uuid:enrolment_id>/certificate")
@roles("trainee")
def claim(enrolment_id: UUID) -> ResponseReturnValue:
    """The exact lines that will be printed, and the question in which language to lead."""
    found = queries.claim_of(db.session, viewer(), enrolment_id)
    if found.is_issued:
        return redirect(url_for("certification.wallet"))
    return claim_page(found, ClaimForm(leading_language=viewer().locale), claim_url(enrolment_id))


def claim_url(enrolment_id: UUID) -> str:
    """Where a course's certificate is confirmed."""
    return url_for("certification.issue", enrolment_id=enrolment_id)


@bp.post("/learn/<uuid:enrolment_id>/certificate")
@roles("trainee")
def issue(enrolment_id: UUID) -> ResponseReturnValue:
    """Confirm the name and issue; again changes nothing."""
    form = ClaimForm()
    if not form.validate_on_submit():
        found = queries.claim_of(db.session, viewer(), enrolment_id)
        return claim_page(found, form, claim_url(enrolment_id)), 422
    stamps = stamps_for(queries.claim_of, enrolment_id)
    issued = operations.claim_certificate(
        db.session,
        viewer=viewer(),
        enrolment_id=enrolment_id,
        leading_language=form.leading_language.data,
        seen=form.seen.data or None,
        public_url=printed_address(),
        is_demonstration=current_app.config["IS_DEMONSTRATION"],
        at=clock.now(),
        stamps=stamps,
    )
    db.session.commit()
    if isinstance(issued, operations.Waiting):
        return redirect(url_for("certification.claim", enrolment_id=enrolment_id))
    if issued.is_new:
        flash(_("The certificate is issued. It stays here, and its bytes never change."))
    return redirect(url_for("certification.wallet"))


def stamps_for(
    claim_of: Callable[[AnySession, Viewer, UUID], queries.Claim], completed_id: UUID
) -> tuple[operations.Stamp, ...]:
    """What a certificate of the viewer's is stamped with, if one is about to be issued."""

    def line_to_print() -> PrintedName | None:
        found = claim_of(db.session, viewer(), completed_id)
        return None if found.is_issued or found.needs_approval else found.name

    return stamps_for_name(line_to_print)


@bp.get("/certificates")
@roles("trainee")
def wallet() -> ResponseReturnValue:
    """The viewer's own certificates."""
    today = local_day(clock.now())
    cards = queries.certificates_of(db.session, viewer(), on=today)
    return render_template(
        "certification/wallet.html",
        cards=cards,
        proved=proved_of(db.session, [card.id for card in cards]),
        today=today,
        date_words=date_words,
        days_left=days_left,
        printed_code=printed_code,
    )


@bp.get("/certificates/<uuid:certificate_id>/pdf")
@roles("trainee", "coordinator")
def pdf(certificate_id: UUID) -> ResponseReturnValue:
    """The stored bytes; the file is called by its code, never by a name."""
    stored = queries.certificate_pdf(db.session, viewer(), certificate_id)
    answer = Response(stored.content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{stored.code}.pdf")
    return answer


def claim_page(found: queries.Claim, form: ClaimForm, url: str) -> str:
    """The page on which the name is confirmed; url: where it is posted to."""
    form.seen.data = digest(found.name)
    return render_template("certification/claim.html", claim=found, form=form, url=url)


@bp.get("/learn/pathways/<uuid:pathway_enrolment_id>/certificate")
@roles("trainee")
def claim_pathway(pathway_enrolment_id: UUID) -> ResponseReturnValue:
    """The exact lines that will be printed on a pathway's certificate."""
    found = pathway_claim_of(db.session, viewer(), pathway_enrolment_id)
    if found.is_issued:
        return redirect(url_for("certification.wallet"))
    form = ClaimForm(leading_language=viewer().locale)
    return claim_page(found, form, pathway_claim_url(pathway_enrolment_id))


def pathway_claim_url(pathway_enrolment_id: UUID) -> str:
    """Where a pathway's certificate is confirmed."""
    return url_for("certification.issue_pathway", pathway_enrolment_id=pathway_enrolment_id)


@bp.post("/learn/pathways/<uuid:pathway_enrolment_id>/certificate")
@roles("trainee")
def issue_pathway(pathway_enrolment_id: UUID) -> ResponseReturnValue:
    """Confirm the name and issue; again changes nothing."""
    form = ClaimForm()
    if not form.validate_on_submit():
        found = pathway_claim_of(db.session, viewer(), pathway_enrolment_id)
        return claim_page(found, form, pathway_claim_url(pathway_enrolment_id)), 422
    stamps = stamps_for(pathway_claim_of, pathway_enrolment_id)
    issued = claim_pathway_certificate(
        db.session,
        viewer=viewer(),
        pathway_enrolment_id=pathway_enrolment_id,
        leading_language=form.leading_language.data,
        seen=form.seen.data or None,
        public_url=printed_address(),
        is_demonstration=current_app.config["IS_DEMONSTRATION"],
        at=clock.now(),
        stamps=stamps,
    )
    db.session.commit()
    if issued.is_new:
        flash(_("The certificate is issued. It stays here, and its bytes never change."))
    return redirect(url_for("certification.wallet"))


@bp.get("/certificates/<uuid:certificate_id>/correction")
@roles("trainee")
def correction(certificate_id: UUID) -> ResponseReturnValue:
    """Ask to correct what one's own certificate prints."""
    return correction_page(certificate_id, CorrectionForm(formdata=None))


@bp.post("/certificates/<uuid:certificate_id>/correction")
@roles("trainee")
def request_correction(certificate_id: UUID) -> ResponseReturnValue:
    """Send it to a coordinator."""
    form = CorrectionForm()
    if not form.validate():
        return correction_page(certificate_id, form), 422
    operations.request_correction(
        db.session, viewer=viewer(), certificate_id=certificate_id, reason=form.mistake.data,
        evidence=form.evidence.data, at=clock.now(),
    )  # fmt: skip
    flash(_("Sent to the training coordinator. The certificate stays valid meanwhile."), "waiting")
    db.session.commit()
    return redirect(url_for("certification.correction", certificate_id=certificate_id), 303)


def correction_page(certificate_id: UUID, form: CorrectionForm) -> str:
    """The printed lines, what was asked for before, and the form."""
    today = local_day(clock.now())
    found = queries.own_certificate(db.session, viewer(), certificate_id, on=today)
    return render_template("certification/correction.html", found=found, form=form, words=words)


@bp.post("/certificates/<uuid:certificate_id>/renew")
@roles("trainee", "coordinator")
def renew(certificate_id: UUID) -> ResponseReturnValue:
    """Begin the course anew, on its newest version; the old certificate stays."""
    is_pathway = queries.check_renewable(db.session, viewer(), certificate_id)
    begun = operations.renew(
        db.session, viewer=viewer(), certificate_id=certificate_id, at=clock.now()
    )
    flash(_("It begins anew. The certificate stays valid until its end."))
    db.session.commit()
    if not queries.is_own(db.session, viewer(), certificate_id):
        return redirect(url_for("certification.record", certificate_id=certificate_id), 303)
    if is_pathway:
        return redirect(url_for("learning.pathway", pathway_enrolment_id=begun), 303)
    return redirect(url_for("learning.course", enrolment_id=begun), 303)
