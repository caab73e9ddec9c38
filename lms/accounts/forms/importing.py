"""A list of people as a file, and as the text that the checked page sends again."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField

from lms.core.forms import Form
from lms.core.speech import lazy_gettext as _l


class ImportForm(Form):
    """The file at first; its text with the decision afterwards."""

    file = FileField(
        _l("CSV file"),
        description=_l("At most 1 MB and 2,000 lines, in UTF-8. The file itself is never stored."),
    )
    text = HiddenField()
    skips_bad_lines = BooleanField(_l("Leave out the lines that need mending"))
