"""Giving a person more time, and asking that an attempt no longer count."""

from __future__ import annotations

from wtforms import RadioField, SelectField, TextAreaField

from lms.accounts.choices import choices
from lms.assessment.rules.timing import Extra
from lms.core.forms import Form, at_most, required, stripped
from lms.core.speech import lazy_gettext as _l

LONGEST_REASON = 500
EVERYTHING = "all"
EXTRAS = {
    "quarter": Extra(percent=125),
    "half": Extra(percent=150),
    "5": Extra(minutes=5),
    "10": Extra(minutes=10),
    "15": Extra(minutes=15),
    "30": Extra(minutes=30),
}


class ExtraTimeForm(Form):
    """How much more time, at what, and why; the page names the activities."""

    timed = SelectField(_l("At what"), [required()])
    extra = SelectField(
        _l("How much more"),
        [required()],
        choices=choices(
            [
                ("quarter", _l("A quarter more (25 %)")),
                ("half", _l("Half as much again (50 %)")),
                ("5", _l("5 minutes more")),
                ("10", _l("10 minutes more")),
                ("15", _l("15 minutes more")),
                ("30", _l("30 minutes more")),
            ]
        ),
    )
    why = TextAreaField(_l("Reason"), [required(), at_most(LONGEST_REASON)], filters=[stripped])

    @property
    def activity(self) -> str | None:
        """The address chosen; nothing for all of them."""
        return None if self.timed.data == EVERYTHING else self.timed.data

    @property
    def given(self) -> Extra:
        """The extra time chosen."""
        return EXTRAS[self.extra.data]


class VoidForm(Form):
    """Which attempt no longer counts, whether its place is given back, and why."""

    attempt = SelectField(_l("Which attempt"), [required()])
    place = RadioField(
        _l("Its place"),
        [required()],
        choices=choices(
            [
                ("restored", _l("Is given back: the person may try once more")),
                ("used", _l("Stays used")),
            ]
        ),
    )
    reason = TextAreaField(
        _l("Reason"),
        [required(), at_most(LONGEST_REASON)],
        filters=[stripped],
        description=_l("The second person reads it. Do not write a name here."),
    )
