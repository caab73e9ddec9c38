"""Why somebody takes names out of the system."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired

from lms.accounts.choices import choices
from lms.core.forms import Form, at_most, stripped


class NamedExportForm(Form):
    """An export with names."""

    reason = StringField(
        _l("Reason for the export with names"),
        [DataRequired(_l("This is needed.")), at_most(300)],
        filters=[stripped],
        description=_l("It is logged. Do not write a name here."),
    )
    file_format = SelectField(
        _l("Kind of file"),
        choices=choices([("xlsx", _l("Excel")), ("csv", _l("CSV"))]),
        default="xlsx",
    )
