"""The base of every form: CSRF, messages in the person's language, text as people type it."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.i18n import DummyTranslations
from wtforms.validators import DataRequired, Length

from lms.core.speech import lazy_gettext as _l
from lms.core.text import western_digits


class _Meta(FlaskForm.Meta):
    def get_translations(self, form: Any) -> Any:
        """None of WTForms' own: it has no Sorani, and reads its files for every form."""
        return DummyTranslations()


class Form(FlaskForm):
    """A form of the house; every field brings its own message."""

    Meta = _Meta


def required() -> DataRequired:
    """The field may not be empty, nor hold white space alone."""
    return DataRequired(_l("This is needed."))


def at_most(length: int) -> Length:
    """No more than `length` characters."""
    return Length(max=length, message=_l("At most %(max)d characters."))


def stripped(text: str | None) -> str | None:
    """Text without white space at its ends."""
    return text.strip() if text else text


class CodeField(StringField):
    """A code as people type it: digits of any script become 0-9; folding is the domain's."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the typed value."""
        self.data = western_digits(valuelist[0]).strip() if valuelist else ""
