"""Whose names stand over the posts on certificates: the administrator of the whole site sets it."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.certification.documents import certificate_pdf
from lms.certification.forms import SignatoryForm
from lms.certification.operations.signatories import set_signatory
from lms.certification.queries.signatories import (
    SignedType,
    signed_types,
    specimen_facts,
    type_with,
)
from lms.certification.rules import PrintedName
from lms.certification.views import bp
from lms.certification.web import printed_address
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError, NotFound
from lms.core.locale import local_day
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.core.text import LANGUAGES


@bp.get("/certificates/signatories")
@roles("administrator")
def signatories() -> ResponseReturnValue:
    """Every certificate type with its posts, and the names over them."""
    types = signed_types(db.session, viewer())
    return render_template("certification/signatories.html", types=types)


@bp.get("/certificates/signatories/<certificate_type>/<int:place>")
@roles("administrator")
def signatory(certificate_type: str, place: int) -> ResponseReturnValue:
    """The name over one post."""
    kind = type_with(db.session, viewer(), certificate_type)
    name = name_at(kind, place)
    form = SignatoryForm(formdata=None, data=fields_of(name) if name else {})
    return signatory_page(kind, place, form)


@bp.post("/certificates/signatories/<certificate_type>/<int:place>")
@roles("administrator")
def set_name(certificate_type: str, place: int) -> ResponseReturnValue:
    """Print this name from now on; all three lines empty: the post alone."""
    kind, form = type_with(db.session, viewer(), certificate_type), SignatoryForm()
    name_at(kind, place)
    if not form.validate():
        return signatory_page(kind, place, form), 422
    name = PrintedName(form.ar.data or "", form.ckb.data or "", form.en.data or "")
    try:
        set_signatory(
            db.session, viewer=viewer(), kind=kind, place=place, at=clock.now(),
            name=name if name.lines("ar") else None,
        )  # fmt: skip
    except DomainError as refused:
        form.ar.errors = [*form.ar.errors, words_of(refused)]
        return signatory_page(kind, place, form), 422
    flash(_("Kept. Certificates that are issued from now on print it."))
    db.session.commit()
    return redirect(url_for("certification.signatories"), 303)


@bp.get("/certificates/signatories/<certificate_type>/specimen.pdf")
@roles("administrator")
def specimen(certificate_type: str) -> ResponseReturnValue:
    """A certificate of nobody, as it would be printed now."""
    kind = type_with(db.session, viewer(), certificate_type)
    asked = request.args.get("language")
    facts = specimen_facts(
        kind, kind.names, leading=asked if asked in LANGUAGES else language(),
        public_url=printed_address(), on=local_day(clock.now()),
    )  # fmt: skip
    answer = Response(certificate_pdf(facts), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename="specimen.pdf")
    return answer


def name_at(kind: SignedType, place: int) -> PrintedName | None:
    """The name over a post. Raises NotFound where the type has no such post."""
    if not 1 <= place <= len(kind.names):
        raise NotFound
    return kind.names[place - 1]


def fields_of(name: PrintedName) -> dict[str, str]:
    """A name as the form has it."""
    return {language: name.own(language) for language in LANGUAGES}


def signatory_page(kind: SignedType, place: int, form: SignatoryForm) -> str:
    """The form of one post."""
    post = kind.course.posts[place - 1]
    return render_template("certification/signatory.html", kind=kind, post=post, form=form)
