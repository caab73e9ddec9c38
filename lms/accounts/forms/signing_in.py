"""What people type to sign in and about themselves."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, SubmitField
from wtforms.validators import Length

from lms.accounts.rules import LONGEST_PASSPHRASE
from lms.core.forms import CodeField, Form, at_most, required
from lms.core.speech import lazy_gettext as _l


class SignInForm(Form):
    """Login code, passphrase, whose device it is."""

    login_code = CodeField(_l("Login code"), [required(), at_most(40)])
    passphrase = PasswordField(_l("Passphrase"), [required(), at_most(LONGEST_PASSPHRASE)])
    is_shared_device = BooleanField(
        _l("This device is not mine"),
        description=_l("You are signed out after 5 minutes without use, and nothing stays on it."),
    )
    submit = SubmitField(_l("Sign in"))


class SecondFactorForm(Form):
    """The six digits of the app, or a recovery code."""

    digits = CodeField(_l("Six digits from the app, or a recovery code"), [required(), at_most(20)])


class UseSlipForm(Form):
    """The two codes of a slip, and the passphrase chosen."""

    login_code = CodeField(_l("Login code"), [required(), at_most(40)])
    setup_code = CodeField(_l("Set-up code"), [required(), at_most(60)])
    passphrase = PasswordField(
        _l("New passphrase"),
        [
            required(),
            Length(max=LONGEST_PASSPHRASE, message=_l("At most %(max)d characters.")),
        ],
    )
