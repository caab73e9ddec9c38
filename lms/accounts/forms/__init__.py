"""What people type to sign in, about themselves, and about others as administrators."""

from __future__ import annotations

from lms.accounts.forms.importing import ImportForm
from lms.accounts.forms.own import (
    ConfirmForm,
    DropForm,
    PassphraseForm,
    PreferencesForm,
)
from lms.accounts.forms.people import (
    AboutForm,
    AcademyForm,
    FactorForm,
    NamesForm,
    PersonForm,
    PurposeForm,
    ReasonForm,
    RoleForm,
)
from lms.accounts.forms.signing_in import SecondFactorForm, SignInForm, UseSlipForm

__all__ = [
    "AboutForm",
    "AcademyForm",
    "ConfirmForm",
    "DropForm",
    "FactorForm",
    "ImportForm",
    "NamesForm",
    "PassphraseForm",
    "PersonForm",
    "PreferencesForm",
    "PurposeForm",
    "ReasonForm",
    "RoleForm",
    "SecondFactorForm",
    "SignInForm",
    "UseSlipForm",
]
