"""What a trainer may send."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from lms.cohorts.operations import LONGEST_ANNOUNCEMENT
from lms.core.forms import Form, at_most, stripped

LONGEST_REASON = 500


def said() -> DataRequired:
    """The text may not be empty, nor white space alone."""
    return DataRequired(_l("This is needed."))


class AnnouncementForm(Form):
    """A text for the whole cohort."""

    text = TextAreaField(
        _l("Announcement to the cohort"),
        [said(), at_most(LONGEST_ANNOUNCEMENT)],
        filters=[stripped],
        description=_l("Everybody in the cohort reads it on their home page. Leave out names."),
    )


class ReasonForm(Form):
    """Why something is done that stands beside the computed outcome."""

    reason = TextAreaField(_l("Reason"), [said(), at_most(LONGEST_REASON)], filters=[stripped])


class ChecklistForm(Form):
    """The remark beside a checklist; its lines are named by the package."""

    remark = TextAreaField(
        _l("Remark (optional)"),
        [at_most(LONGEST_REASON)],
        filters=[stripped],
        description=_l("What went well, what to practise. The trainee reads it."),
    )
