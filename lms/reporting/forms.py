"""Why somebody takes names out of the system, a completion back, or sets a part as done."""

from __future__ import annotations

from wtforms import RadioField, SelectField, StringField, TextAreaField

from lms.accounts.choices import choices
from lms.core.forms import Form, at_most, required, stripped
from lms.core.speech import lazy_gettext as _l


class NamedExportForm(Form):
    """An export with names."""

    reason = StringField(
        _l("Reason for the export with names"),
        [required(), at_most(300)],
        filters=[stripped],
        description=_l("It is logged. Do not write a name here."),
    )
    file_format = SelectField(
        _l("Kind of file"),
        choices=choices([("xlsx", _l("Excel")), ("csv", _l("CSV"))]),
        default="xlsx",
    )


class ReversalForm(Form):
    """What is taken back, on what ground, and why."""

    requirement_key = SelectField(_l("What is taken back"), [required()])
    ground = RadioField(_l("Ground"), [required()])
    reason = TextAreaField(
        _l("Reason"),
        [required(), at_most(500)],
        filters=[stripped],
        description=_l("The second person reads it. Do not write a name here."),
    )


class OverrideForm(Form):
    """What is set as done, how, why and on what evidence."""

    target = SelectField(_l("What is set as done"), [required()])
    kind = RadioField(_l("How"), [required()], default="complete")
    reason = TextAreaField(
        _l("Reason"),
        [required(), at_most(500)],
        filters=[stripped],
        description=_l("It is kept sealed. Do not write a name here."),
    )
    evidence = TextAreaField(
        _l("Evidence"),
        [at_most(1000)],
        filters=[stripped],
        description=_l("Which paper, course or service shows it. Needed for an exemption."),
    )


class RevocationForm(Form):
    """Why a decision counts no longer."""

    reason = StringField(_l("Reason"), [required(), at_most(500)], filters=[stripped])
