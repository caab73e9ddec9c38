"""What an administrator types about cohorts and enrolments."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from lms.core.forms import Form, at_most, required, stripped
from lms.core.speech import gettext as _
from lms.core.speech import lazy_gettext as _l


class DayField(DateField):
    """A day, with a message that is translated."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the typed value."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write the day as 2026-11-24.")) from None


class CohortForm(Form):
    """A new cohort."""

    title = StringField(
        _l("Name of the cohort"),
        [required(), at_most(80)],
        filters=[stripped],
        description=_l("No name of a person, no place of a home."),
    )
    course_key = SelectField(_l("Course or pathway"), [required()])
    academy_id = SelectField(_l("Academy"))
    starts_on = DayField(_l("First day"), [required()])
    ends_on = DayField(_l("Last day (may stay open)"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that the last day does not come before the first."""
        if not super().validate(extra_validators):
            return False
        if self.ends_on.data and self.ends_on.data < self.starts_on.data:
            message = _("The last day comes before the first.")
            self.ends_on.errors = [*self.ends_on.errors, message]
            return False
        return True


class EnrolForm(Form):
    """Whom to enrol."""

    codes = TextAreaField(
        _l("Login codes or trainee codes"),
        [required(), at_most(4000)],
        description=_l("One or several, with spaces or lines between them."),
    )


class WithdrawForm(Form):
    """Why somebody leaves."""

    reason = TextAreaField(_l("Reason"), [required(), at_most(500)], filters=[stripped])


class MoveForm(Form):
    """Where somebody goes."""

    cohort_id = SelectField(_l("To the cohort"), [required()])
