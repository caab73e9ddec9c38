"""Signing in and out; answers that were on the way when a sign-in lapsed are offered back."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from lms.accounts import operations, said
from lms.accounts.forms import SecondFactorForm, SignInForm
from lms.accounts.operations.own import note_slip_told
from lms.accounts.operations.second_factors import check_second_factor
from lms.accounts.operations.sign_ins import (
    Checked,
    SignInRefused,
    checked_account,
    refuse_too_many,
)
from lms.accounts.queries import viewer_of_token
from lms.accounts.queries.own import RemovalNotice, SlipNotice, removal_notice, slip_notice
from lms.accounts.rules import Viewer
from lms.accounts.views import bp
from lms.accounts.web import (
    TOKEN,
    Kept,
    keeper,
    opened_next,
    roles,
    sign_in_page,
    viewer,
    viewer_or_none,
)
from lms.core import clock
from lms.core.db import db, reading
from lms.core.errors import DomainError
from lms.core.ids import folded_code
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import speak

HALF_WAY = "half_way"
HALF_WAY_SECONDS = 600


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    if request.method == "GET":
        return sign_in_page() if viewer_or_none() is None else redirect("/")
    form = SignInForm()
    kept_path, kept = posted_kept()
    if not form.validate():
        return sign_in_page(form, kept_path=kept_path, kept=kept), 422
    try:
        checked = check(form)
    except DomainError as refused:
        form.form_errors.append(words_of(refused))
        page = sign_in_page(form, kept_path=kept_path, kept=kept)
        return page, 429 if refused.status == 429 else 422
    if checked.has_second_factor:
        return ask_second_factor(checked, form, kept_path, kept)
    return signed_in(checked.account_id, form.is_shared_device.data, kept_path, kept)


def check(form: SignInForm) -> Checked:
    """The account the form opens. Raises SignInRefused, TooManyTries, Busy."""
    login_code, at = folded_code(form.login_code.data), clock.now()
    address = request.remote_addr or ""
    with reading(db.session):
        refuse_too_many(db.session, login_code=login_code, address=address, at=at)
        checked = checked_account(
            db.session, login_code=login_code, passphrase=form.passphrase.data
        )
    if checked is None:
        operations.note_wrong_try(db.session, login_code=login_code, address=address, at=at)
        db.session.commit()
        raise SignInRefused
    return checked


def posted_kept() -> tuple[str | None, Kept | None]:
    """The answers echoed through the sign-in form, if they are well-formed."""
    path = request.form.get("kept_path")
    try:
        pairs = json.loads(request.form.get("kept_json") or "null")
    except ValueError:
        return None, None
    if not path or not isinstance(pairs, list):
        return None, None
    return path, [(str(name), str(value)) for name, value in pairs if isinstance(name, str)]


def ask_second_factor(
    checked: Checked, form: SignInForm, kept_path: str | None, kept: Kept | None
) -> ResponseReturnValue:
    """Half-way in: the passphrase was right, the second factor is asked for."""
    session[HALF_WAY] = {
        "account": checked.account_id.hex,
        "shared": bool(form.is_shared_device.data),
        "at": clock.now().timestamp(),
    }
    return second_factor_page(SecondFactorForm(formdata=None), kept_path, kept)


def second_factor_page(form: SecondFactorForm, kept_path: str | None, kept: Kept | None) -> str:
    """The page that asks for six digits."""
    return render_template(
        "accounts/second_factor.html",
        form=form,
        kept_path=kept_path,
        kept_json=json.dumps(kept) if kept is not None else None,
        next=request.args.get("next"),
    )


@bp.post("/sign-in/second-factor")
def second_factor() -> ResponseReturnValue:
    """The second step of signing in."""
    half_way: dict[str, Any] = session.get(HALF_WAY) or {}
    if not half_way or clock.now().timestamp() - half_way["at"] > HALF_WAY_SECONDS:
        return redirect(url_for("accounts.sign_in"))
    form, (kept_path, kept) = SecondFactorForm(), posted_kept()
    if not form.validate():
        return second_factor_page(form, kept_path, kept), 422
    try:
        account_id = check_second_factor(
            db.session,
            account_hex=half_way["account"],
            typed=form.digits.data,
            at=clock.now(),
        )
    except DomainError as refused:
        db.session.commit()
        form.digits.errors = [*form.digits.errors, words_of(refused)]
        return second_factor_page(form, kept_path, kept), 422
    return signed_in(account_id, half_way["shared"], kept_path, kept)


def signed_in(
    account_id: Any, is_shared_device: bool, kept_path: str | None, kept: Kept | None
) -> ResponseReturnValue:
    """Start the sign-in, and lead on: to the answers kept, to the page wanted, or home."""
    at = clock.now()
    removal = removal_notice(db.session, account_id)  # looks at the sign-ins before this one
    token = operations.start_sign_in(
        db.session, account_id=account_id, is_shared_device=bool(is_shared_device), at=at
    )
    found = viewer_of_token(db.session, token, at=at)
    notice = slip_notice(db.session, account_id)
    if notice:
        note_slip_told(db.session, account_id=account_id, at=at)
    db.session.commit()
    hold_token(token)
    if found and (notice or removal):
        speak(found[0].locale)
        tell(notice, removal)
    if found and kept_path and kept and is_keepable(found[0], kept_path):
        return render_template(
            "accounts/kept_answers.html", kept_path=kept_path, kept=kept, viewer=found[0]
        )
    return redirect(opened_next(request.args.get("next")) or "/", 303)


def hold_token(token: str) -> None:
    """Begin the browser's cookie anew; the page's own form token stays good."""
    csrf = session.get("csrf_token")
    session.clear()
    session[TOKEN] = token
    if csrf:
        session["csrf_token"] = csrf


def tell(notice: SlipNotice | None, removal: RemovalNotice | None) -> None:
    """Say once what was done to this account by others: by which role, and when."""
    if notice:
        told = {"role": said.role(notice.role), "moment": said.moment(notice.issued_at)}
        flash(
            _("A new slip was printed for your account: %(role)s, %(moment)s. If you did not ask"
              " for it, tell your academy.", **told),
            "waiting",
        )  # fmt: skip
    if removal:
        told = {"role": said.role(removal.role), "moment": said.moment(removal.removed_at)}
        flash(
            _("Your second factor was removed: %(role)s, %(moment)s. If you did not ask for it,"
              " tell your academy.", **told),
            "waiting",
        )  # fmt: skip


def is_keepable(who: Viewer, path: str) -> bool:
    """Whether the path is a route that keeps answers, of something that is this person's own."""
    adapter = current_app.url_map.bind("localhost")
    try:
        endpoint, values = adapter.match(path, method="POST")
    except HTTPException:
        return False
    is_own = keeper(endpoint)
    return is_own is not None and is_own(who, **values)


@bp.post("/sign-out")
@roles()
def sign_out() -> ResponseReturnValue:
    """End this sign-in; the browser forgets what it holds of the site."""
    operations.end_sign_in(
        db.session, viewer=viewer(), sign_in_id=viewer().sign_in_id, at=clock.now()
    )
    db.session.commit()
    session.clear()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
