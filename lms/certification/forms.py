"""What holders and strangers may send about certificates."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lms.accounts.choices import choices
from lms.certification.lifecycle_words import CORRECTION_WORDS, REVOCATION_WORDS
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
    seen = HiddenField(validators=[at_most(64)])  # a digest of the lines that the page showed


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


class PaperForm(OpenForm):
    """A PDF to be checked and forgotten. code: of a paper from before papers carried their own."""

    paper = FileField(_l("PDF file"), [FileRequired(_l("Please choose a PDF file."))])
    code = StringField(validators=[at_most(60)])


class NameForm(OpenForm):
    """Compared and forgotten."""

    name = StringField(
        _l("The name as printed on the certificate"),
        [required(), at_most(200)],  # white space alone is no name
        filters=[stripped],
        description=_l("The whole line, in one of its scripts. What you type here is not kept."),
    )


class SignatoryForm(Form):
    """A name over a post, in each script; all empty takes it away."""

    ar = StringField(LANGUAGE_NAMES["ar"], [at_most(120)], filters=[stripped])
    ckb = StringField(LANGUAGE_NAMES["ckb"], [at_most(120)], filters=[stripped])
    en = StringField(LANGUAGE_NAMES["en"], [at_most(120)], filters=[stripped])


class NoteForm(Form):
    """Why: staff alone read it."""

    note = TextAreaField(
        _l("Reason"),
        [required(), at_most(500)],
        filters=[stripped],
        description=_l("It is kept sealed. Do not write a name here."),
    )


class SuspensionForm(NoteForm):
    """Why a certificate does not count for now, and when that is looked at again."""

    review_on = DateField(_l("Looked at again on"), [InputRequired(_l("Please choose a day."))])


class RevocationForm(NoteForm):
    """On what ground a certificate is to count no longer."""

    ground = RadioField(
        _l("Ground"),
        [InputRequired(_l("Please choose one."))],
        choices=choices(REVOCATION_WORDS.items()),
    )


class CorrectionForm(Form):
    """What is printed wrongly, and what shows it."""

    mistake = RadioField(
        _l("What is wrong"),
        [InputRequired(_l("Please choose one."))],
        choices=choices(CORRECTION_WORDS.items()),
    )
    evidence = TextAreaField(
        _l("Evidence"),
        [required(), at_most(1000)],
        filters=[stripped],
        description=_l("Which paper shows it, and what should be printed. It is kept sealed."),
    )


class RefusalForm(NoteForm):
    """Why something that a holder asked for is not done: they read it."""

    note = TextAreaField(
        _l("Reason"),
        [required(), at_most(500)],
        filters=[stripped],
        description=_l("The holder reads it."),
    )
