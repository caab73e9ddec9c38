"""What an administrator types about other people."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from lms.accounts.choices import choices
from lms.accounts.forms.own import ADDRESS_FORMS
from lms.accounts.naming import LONGEST_LATIN, LONGEST_PART, has_gap, is_name, names_from, tidy
from lms.accounts.rules import Names
from lms.core.forms import Form, at_most, required, stripped
from lms.core.locale import LANGUAGE_NAMES
from lms.core.speech import gettext as _
from lms.core.speech import lazy_gettext as _l

SEXES = (
    ("not_stated", _l("Not stated")),
    ("female", _l("Female")),
    ("male", _l("Male")),
)
ROLE_CHOICES = (
    ("trainer", _l("Trainer")),
    ("coordinator", _l("Coordinator")),
    ("approver", _l("Approver")),
    ("author", _l("Author")),
    ("observer", _l("Observer")),
    ("administrator", _l("Administrator")),
    ("auditor", _l("Auditor")),
)
LONGEST_REASON = 500


def a_name(form: Form, field: Any) -> None:
    """A validator: letters, without characters that cannot be printed."""
    if field.data and not is_name(field.data):
        raise ValidationError(_("A name needs letters, without invisible characters."))


def part(label: Any) -> StringField:
    """A field for one part of a name."""
    return StringField(label, [at_most(LONGEST_PART), a_name], filters=[stripped])


class NamesForm(Form):
    """The names by script: three parts at least in Arabic or in Sorani."""

    ar_given = part(_l("Given name, in Arabic"))
    ar_father = part(_l("Father's name, in Arabic"))
    ar_grandfather = part(_l("Grandfather's name, in Arabic"))
    ar_fourth = part(_l("Fourth name, in Arabic (if there is one)"))
    ckb_given = part(_l("Given name, in Sorani"))
    ckb_father = part(_l("Father's name, in Sorani"))
    ckb_grandfather = part(_l("Grandfather's name, in Sorani"))
    ckb_fourth = part(_l("Fourth name, in Sorani (if there is one)"))
    latin = StringField(
        _l("Whole name in Latin letters"),
        [at_most(LONGEST_LATIN), a_name],
        filters=[stripped],
        description=_l("As the person writes it. It is printed on the certificate."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that a script in which something is written has its three parts."""
        is_good = super().validate(extra_validators)
        for script in ("ar", "ckb"):
            missing = has_gap(self.data, script)
            if missing:
                field = self[f"{script}_{missing}"]
                field.errors = [*field.errors, _("This part is needed too.")]
                is_good = False
        return bool(is_good)

    @property
    def names(self) -> Names:
        """The names typed."""
        return names_from(self.data)

    def show(self, names: Names) -> None:
        """Fill the fields with names."""
        for script, parts in (("ar", names.ar), ("ckb", names.ckb)):
            for name, text in zip(
                ("given", "father", "grandfather", "fourth"), parts, strict=False
            ):
                self[f"{script}_{name}"].data = text
        self.latin.data = names.en


class AboutForm(Form):
    """What is kept beside the names."""

    language = RadioField(
        _l("Language of the pages"),
        [required()],
        choices=choices(LANGUAGE_NAMES.items()),
        default="ar",
    )
    address_form = RadioField(
        _l("Form of address"), [required()], choices=choices(ADDRESS_FORMS), default="neutral"
    )
    sex = RadioField(
        _l("Sex"),
        [required()],
        choices=choices(SEXES),
        default="not_stated",
        description=_l("Only for counts of larger groups, as far as the person wants it stated."),
    )


class PersonForm(NamesForm, AboutForm):
    """A new person."""


class ReasonForm(Form):
    """Why; kept sealed beside the act."""

    reason = TextAreaField(_l("Reason"), [required(), at_most(LONGEST_REASON)], filters=[stripped])


class FactorForm(Form):
    """Why a second factor is removed; beside another reason on the same page."""

    reason = TextAreaField(
        _l("Reason"),
        [required(), at_most(LONGEST_REASON)],
        filters=[stripped],
        id="factor-reason",
        description=_l("How you made sure that it is this person who asks."),
    )


class PurposeForm(Form):
    """What an administrator needs names for."""

    purpose = RadioField(_l("What do you need names for?"), [required()])


class RoleForm(Form):
    """A role, where it reaches, and whether it shows names."""

    role = SelectField(_l("Role"), [required()], choices=choices(ROLE_CHOICES))
    scope_id = SelectField(_l("Where"), [required()])
    may_see_names = BooleanField(
        _l("May see names"),
        description=_l("Without this, the person sees trainee codes in place of names."),
    )


class AcademyForm(Form):
    """A new academy."""

    title = StringField(
        _l("Name of the academy"), [required(), at_most(80)], filters=[stripped, tidy]
    )
