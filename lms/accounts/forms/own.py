"""What people type about their own account."""

from __future__ import annotations

from wtforms import PasswordField, RadioField

from lms.accounts.choices import choices
from lms.accounts.rules import LONGEST_PASSPHRASE
from lms.core.forms import CodeField, Form, at_most, required
from lms.core.locale import LANGUAGE_NAMES
from lms.core.speech import lazy_gettext as _l

ADDRESS_FORMS = (
    ("feminine", _l("Feminine")),
    ("masculine", _l("Masculine")),
    ("neutral", _l("Neither: neutral words")),
)


class PreferencesForm(Form):
    """How the pages speak to a person."""

    language = RadioField(_l("Language"), [required()], choices=choices(LANGUAGE_NAMES.items()))
    address_form = RadioField(
        _l("Form of address"),
        [required()],
        choices=choices(ADDRESS_FORMS),
        description=_l("Arabic and Sorani sentences that speak to you use this form."),
    )


class PassphraseForm(Form):
    """The passphrase in force, and the one to come."""

    current = PasswordField(_l("Passphrase until now"), [required(), at_most(LONGEST_PASSPHRASE)])
    passphrase = PasswordField(_l("New passphrase"), [required(), at_most(LONGEST_PASSPHRASE)])


class ConfirmForm(Form):
    """The digits that show that the app has the secret."""

    digits = CodeField(_l("Six digits from the app"), [required(), at_most(20)])


class DropForm(Form):
    """The passphrase, before the second factor is taken away."""

    passphrase = PasswordField(_l("Passphrase"), [required(), at_most(LONGEST_PASSPHRASE)])
