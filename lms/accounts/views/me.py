"""One's own account: how it speaks, its names, its passphrase."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import operations, said
from lms.accounts.forms import NamesForm, PassphraseForm, PreferencesForm
from lms.accounts.operations.own import choose_words, give_own_names
from lms.accounts.operations.throttle import tries
from lms.accounts.passphrases import hash_passphrase, is_common, is_passphrase_right
from lms.accounts.queries.logs import Deed, done_to_me
from lms.accounts.queries.own import has_second_factor, own_account, own_passphrase_hash
from lms.accounts.queries.sign_ins import sign_ins_of
from lms.accounts.rules import (
    SHORTEST_PASSPHRASE,
    SHORTEST_WITH_SECOND_FACTOR,
    TOLD_DAYS,
    Names,
    is_passphrase_long_enough,
)
from lms.accounts.views import bp
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db, reading
from lms.core.errors import DomainError, Forbidden, TooManyTries
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import speak

OWN_TRIES = "own_passphrase"
MOST_OWN_TRIES = (10, 15 * 60)


@bp.get("/me")
@roles()
def me() -> ResponseReturnValue:
    """One's own account on one page."""
    return render_template(
        "accounts/me.html",
        say=said,
        account=own_account(db.session, viewer()),
        sign_ins=sign_ins_of(db.session, viewer(), at=clock.now()),
        deeds=deeds(),
        told_days=TOLD_DAYS,
    )


def deeds() -> tuple[Deed, ...]:
    """What others did to the viewer's account of late."""
    return done_to_me(db.session, viewer(), since=clock.now() - timedelta(days=TOLD_DAYS))


@bp.route("/me/preferences", methods=["GET", "POST"])
@roles()
def preferences() -> ResponseReturnValue:
    """Language and form of address."""
    who = viewer()
    form = PreferencesForm(language=who.locale, address_form=who.address_form)
    if request.method == "GET":
        return render_template("accounts/preferences.html", form=form)
    if not form.validate():
        return render_template("accounts/preferences.html", form=form), 422
    choose_words(
        db.session,
        viewer=who,
        language=form.language.data,
        address_form=form.address_form.data,
        at=clock.now(),
    )
    speak(form.language.data)
    flash(_("Saved."))
    db.session.commit()
    return redirect(url_for("accounts.me"), 303)


@bp.route("/me/names", methods=["GET", "POST"])
@roles()
def own_names() -> ResponseReturnValue:
    """The first administrator's own names, once."""
    form = NamesForm()
    if request.method == "GET":
        if own_account(db.session, viewer()).names != Names():
            raise Forbidden
        return render_template("accounts/own_names.html", form=form)
    if not form.validate():
        return render_template("accounts/own_names.html", form=form), 422
    try:
        give_own_names(db.session, viewer=viewer(), names=form.names, at=clock.now())
    except DomainError as refused:
        if refused.status != 422:
            raise
        form.form_errors.append(words_of(refused))
        return render_template("accounts/own_names.html", form=form), 422
    flash(_("Your names are saved."))
    db.session.commit()
    return redirect(url_for("accounts.me"), 303)


@bp.route("/me/passphrase", methods=["GET", "POST"])
@roles()
def passphrase() -> ResponseReturnValue:
    """Another passphrase, for who knows the one until now."""
    form = PassphraseForm()
    if request.method == "GET":
        return render_template("accounts/passphrase.html", form=form)
    if not form.validate():
        return render_template("accounts/passphrase.html", form=form), 422
    try:
        new_hash = checked_new_hash(form)
    except DomainError as refused:
        form.current.errors = [*form.current.errors, words_of(refused)]
        new_hash = None
    if new_hash is None:
        return render_template("accounts/passphrase.html", form=form), 422
    operations.change_passphrase(
        db.session,
        viewer=viewer(),
        passphrase_hash=new_hash,
        is_long=is_passphrase_long_enough(form.passphrase.data, has_second_factor=False),
        at=clock.now(),
    )
    flash(_("The new passphrase is in force. Other devices are signed out."))
    db.session.commit()
    return redirect(url_for("accounts.me"), 303)


def checked_new_hash(form: PassphraseForm) -> str | None:
    """The hash of the new passphrase, or nothing with the reason on its field.

    Raises SignInRefused, TooManyTries when the one until now is not right.
    """
    check_own_passphrase(form.current.data)
    with reading(db.session):
        protected = has_second_factor(db.session, viewer())
    chosen = form.passphrase.data
    if not is_passphrase_long_enough(chosen, has_second_factor=protected):
        least = SHORTEST_WITH_SECOND_FACTOR if protected else SHORTEST_PASSPHRASE
        message = _("At least %(least)s characters: a short sentence is good.", least=least)
    elif is_common(chosen):
        message = _("Too many people use this one. Please choose another.")
    else:
        return hash_passphrase(chosen)
    form.passphrase.errors = [*form.passphrase.errors, message]
    return None


class PassphraseNotRight(DomainError):
    """The passphrase that was to prove who is asking does not fit."""

    code = "sign_in_refused"


def check_own_passphrase(typed: str) -> None:
    """Count the try when it is not the viewer's. Raises PassphraseNotRight, TooManyTries."""
    (limit, seconds), key, at = MOST_OWN_TRIES, viewer().account_id.hex, clock.now()
    with reading(db.session):
        made = tries(db.session, kind=OWN_TRIES, key=key, seconds=seconds, at=at)
        if made >= limit:
            raise TooManyTries(minutes=seconds // 60)
        known = own_passphrase_hash(db.session, viewer())
        is_right = is_passphrase_right(known, typed)
    if not is_right:
        operations.count_try(
            db.session, kind=OWN_TRIES, key=key, limit=limit, seconds=seconds, at=at
        )
        db.session.commit()
        raise PassphraseNotRight
