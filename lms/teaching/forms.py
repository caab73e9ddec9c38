"""What a trainer may send."""

from __future__ import annotations

from wtforms import HiddenField, TextAreaField

from lms.cohorts.operations import LONGEST_ANNOUNCEMENT
from lms.core.forms import Form, at_most, required, stripped
from lms.core.speech import lazy_gettext as _l

LONGEST_REASON = 500
LONGEST_REMARK = 2000


class AnnouncementForm(Form):
    """A text for the whole cohort."""

    text = TextAreaField(
        _l("Announcement to the cohort"),
        [required(), at_most(LONGEST_ANNOUNCEMENT)],
        filters=[stripped],
        description=_l("Everybody in the cohort reads it on their home page. Leave out names."),
    )


class ReasonForm(Form):
    """Why something is done that stands beside the computed outcome."""

    reason = TextAreaField(_l("Reason"), [required(), at_most(LONGEST_REASON)], filters=[stripped])


class MarkForm(Form):
    """The remark beside a rubric's levels; its criteria are named by the question."""

    remark = TextAreaField(
        _l("Remark (optional)"),
        [at_most(LONGEST_REMARK)],
        filters=[stripped],
        description=_l("What is good and what is missing. The trainee reads it."),
    )


class RegradeForm(Form):
    """Why a question is graded anew, and what was looked at."""

    seen = HiddenField()
    reason = TextAreaField(_l("Reason"), [required(), at_most(LONGEST_REASON)], filters=[stripped])


class ChecklistForm(Form):
    """The remark beside a checklist; its lines are named by the package."""

    remark = TextAreaField(
        _l("Remark (optional)"),
        [at_most(LONGEST_REASON)],
        filters=[stripped],
        description=_l("What went well, what to practise. The trainee reads it."),
    )
