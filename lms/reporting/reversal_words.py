"""What the pages of reversals say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lms.catalog.rules import COURSE, PublishedActivity, PublishedCourse
from lms.core.locale import date_words, time_words
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.core.speech import lazy_gettext as _l
from lms.progress.queries import Reversal

GROUNDS: dict[str, Any] = {
    "attempt_voided": _l("The attempt does not count: it was not the person's own work"),
    "attendance_corrected": _l("Attendance was recorded wrongly"),
    "identity_error": _l("It belongs to another person"),
}
ANSWERS: dict[str | None, tuple[str, Any]] = {
    None: ("waiting", _l("Waits for a second person")),
    "confirmed": ("stop", _l("Taken back")),
    "declined": ("done", _l("Declined: the completion stands")),
}


def activity_title(course: PublishedCourse, activity: PublishedActivity) -> str:
    """An activity with its unit."""
    title = activity.title.in_(language())
    if activity.unit_key == COURSE:
        return title
    number = course.unit(activity.unit_key).position
    return _("Unit %(number)s: %(title)s", number=number, title=title)


def title_of_key(course: PublishedCourse, requirement_key: str) -> str:
    """A requirement by its activity; its key where the course has no such activity any more."""
    known = {one.requirement_key: one for one in course.activities()}
    activity = known.get(requirement_key)
    return activity_title(course, activity) if activity else requirement_key


def ground(key: str) -> str:
    """A ground in words."""
    return str(GROUNDS[key])


def answer(reversal: Reversal) -> tuple[str, str]:
    """How a reversal stands: the drawing's name and the words."""
    drawn, words = ANSWERS[reversal.answer]
    return drawn, str(words)


def moment(when: datetime) -> str:
    """The day and the time."""
    day = date_words(when, language())
    return _("%(day)s, %(time)s", day=day, time=time_words(when))
