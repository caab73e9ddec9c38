"""Using a slip: the first passphrase, or a new one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import operations
from lms.accounts.forms import UseSlipForm
from lms.accounts.operations.throttle import tries
from lms.accounts.passphrases import hash_passphrase, is_common
from lms.accounts.rules import SHORTEST_PASSPHRASE, WRONG_BY_ADDRESS, is_passphrase_long_enough
from lms.accounts.views import bp
from lms.accounts.views.sign_in import signed_in
from lms.accounts.words import offered_words
from lms.core import clock
from lms.core.db import db, reading
from lms.core.errors import DomainError, TooManyTries
from lms.core.ids import folded_code
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import language

SLIP_TRIES = "slip"


def slip_page(form: UseSlipForm) -> str:
    """The page, with four words offered as a passphrase."""
    return render_template("accounts/use_slip.html", form=form, offered=offered_words(language()))


@bp.route("/slip", methods=["GET", "POST"])
def use_slip() -> ResponseReturnValue:
    """Choose a passphrase with the codes of a slip, and be signed in."""
    if request.method == "GET":
        form = UseSlipForm(formdata=None)
        form.login_code.data = request.args.get("code", "")[:8]
        return slip_page(form)
    form = UseSlipForm()
    if not form.validate() or not is_good(form):
        return slip_page(form), 422
    try:
        account_id = used(form)
    except DomainError as refused:
        form.form_errors.append(words_of(refused))
        return slip_page(form), refused.status
    return signed_in(account_id, False, None, None)


def is_good(form: UseSlipForm) -> bool:
    """Whether the passphrase may be chosen; says on the field why not."""
    chosen = form.passphrase.data
    if not is_passphrase_long_enough(chosen, has_second_factor=False):
        message = _("At least %(least)s characters: a short sentence is good.",
                    least=SHORTEST_PASSPHRASE)  # fmt: skip
    elif is_common(chosen):
        message = _("Too many people use this one. Please choose another.")
    else:
        return True
    form.passphrase.errors = [*form.passphrase.errors, message]
    return False


def used(form: UseSlipForm) -> object:
    """The account of the slip, now with its passphrase. Raises SlipNotValid, TooManyTries."""
    at, address = clock.now(), request.remote_addr or ""
    limit, seconds = WRONG_BY_ADDRESS
    with reading(db.session):
        made = tries(db.session, kind=SLIP_TRIES, key=address, seconds=seconds, at=at)
        if made >= limit:
            raise TooManyTries(minutes=seconds // 60)
        passphrase_hash = hash_passphrase(form.passphrase.data)
    try:
        return operations.use_slip(
            db.session,
            login_code=folded_code(form.login_code.data),
            setup_code=folded_code(form.setup_code.data),
            passphrase_hash=passphrase_hash,
            at=at,
        )
    except DomainError:
        db.session.rollback()
        operations.count_try(
            db.session, kind=SLIP_TRIES, key=address, limit=limit, seconds=seconds, at=at
        )
        db.session.commit()
        raise


@bp.get("/setup/<setup_code>")
def setup(setup_code: str) -> ResponseReturnValue:
    """The one-time link for the first administrator: the slip's page, filled in."""
    form = UseSlipForm(formdata=None)
    form.login_code.data = request.args.get("code", "")[:8]
    form.setup_code.data = setup_code[:16]
    if not form.login_code.data:
        return redirect(url_for("accounts.use_slip"))
    return slip_page(form)
