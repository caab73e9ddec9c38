"""What holders and strangers may send about certificates."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lms.core.forms import Form, at_most, required, stripped
from lms.core.locale import LANGUAGE_NAMES
from lms.core.speech import lazy_gettext as _l
from lms.core.text import LANGUAGES


class ClaimForm(Form):
    """Confirms the lines shown, and chooses the leading ones."""

    leading_language = RadioField(
        _l("Language of the large lines"),
        [InputRequired(_l("Please choose one of the three languages."))],
        choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
    )


class OpenForm(Form):
    """A form of nobody's session: it changes nothing, so no token and no cookie guard it."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, meta={"csrf": False}, **keywords)


class CodeForm(OpenForm):
    """Leads to the address of a code."""

    code = StringField(
        _l("Verification code"),
        [required(), at_most(60)],
        description=_l(
            "13 letters and numbers under the square on the paper. There is no O, I, L or U."
        ),
    )


class NameForm(OpenForm):
    """Compared and forgotten."""

    name = StringField(
        _l("The name as printed on the certificate"),
        [required(), at_most(200)],  # white space alone is no name
        filters=[stripped],
        description=_l("The whole line, in one of its scripts. What you type here is not kept."),
    )
