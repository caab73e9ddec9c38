"""Setting up the second factor, and dropping it."""

from __future__ import annotations

import pyotp
import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.forms import ConfirmForm, DropForm
from lms.accounts.operations.second_factors import (
    confirm_second_factor,
    drop_second_factor,
    new_secret,
)
from lms.accounts.queries.own import own_account, pending_secret
from lms.accounts.rules import STAFF
from lms.accounts.views import bp
from lms.accounts.views.leads import is_asked_for
from lms.accounts.views.me import check_own_passphrase
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.ids import grouped
from lms.core.pages import safe_markup
from lms.core.refusals import words_of
from lms.core.speech import gettext as _


def page(form: ConfirmForm | None = None, drop_form: DropForm | None = None) -> str:
    """The page, at whichever of its three stages the account stands."""
    secret = pending_secret(db.session, viewer())
    account = own_account(db.session, viewer())
    drawing = None
    if secret:
        address = pyotp.TOTP(secret).provisioning_uri(
            name=account.login_code, issuer_name=_("Police training")
        )
        drawn = segno.make(address, error="m", micro=False)
        drawing = safe_markup(drawn.svg_inline(scale=4, border=4, dark="#000", light="#fff"))
    return render_template(
        "accounts/own_second_factor.html",
        account=account,
        secret=grouped(secret) if secret else None,
        drawing=drawing,
        form=form or ConfirmForm(formdata=None),
        drop_form=drop_form or DropForm(formdata=None),
        is_asked_for=is_asked_for() and bool(viewer().roles & STAFF),
    )


@bp.get("/me/second-factor")
@roles()
def second_factor_page() -> ResponseReturnValue:
    """One's own second factor."""
    return page()


@bp.post("/me/second-factor/start")
@roles()
def start_second_factor() -> ResponseReturnValue:
    """A new secret to type or scan into the app."""
    new_secret(db.session, viewer=viewer())
    db.session.commit()
    return redirect(url_for("accounts.second_factor_page"), 303)


@bp.post("/me/second-factor/confirm")
@roles()
def confirm_own_second_factor() -> ResponseReturnValue:
    """Put it in force; the recovery codes are shown on this answer and never again."""
    form = ConfirmForm()
    if not form.validate():
        return page(form), 422
    try:
        codes = confirm_second_factor(
            db.session, viewer=viewer(), typed=form.digits.data, at=clock.now()
        )
    except DomainError as refused:
        form.digits.errors = [*form.digits.errors, words_of(refused)]
        return page(form), 422
    db.session.commit()
    return render_template(
        "accounts/recovery_codes.html", codes=[grouped(code, 5) for code in codes]
    )


@bp.post("/me/second-factor/drop")
@roles()
def drop_own_second_factor() -> ResponseReturnValue:
    """Take the second factor away, for who knows the passphrase."""
    form = DropForm()
    if not form.validate():
        return page(drop_form=form), 422
    try:
        check_own_passphrase(form.passphrase.data)
    except DomainError as refused:
        form.passphrase.errors = [*form.passphrase.errors, words_of(refused)]
        return page(drop_form=form), 422
    drop_second_factor(db.session, viewer=viewer(), at=clock.now())
    flash(_("The second factor is removed."))
    db.session.commit()
    return redirect(url_for("accounts.second_factor_page"), 303)
