"""What the trainer's and the coordinator's pages say of attempts and of extra time."""

from __future__ import annotations

from datetime import datetime

from lms.assessment.queries.extra_time import Given
from lms.assessment.rules.timing import Extra
from lms.catalog.rules import COURSE, PublishedActivity, PublishedCourse
from lms.core.locale import date_words, time_words
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext


def activity_words(course: PublishedCourse, activity: PublishedActivity) -> str:
    """An activity with its unit."""
    title = activity.title.in_(language())
    if activity.unit_key == COURSE:
        return title
    number = course.unit(activity.unit_key).position
    return _("Unit %(number)s: %(title)s", number=number, title=title)


def address_words(course: PublishedCourse, address: str | None) -> str:
    """An activity by its address; without one, all that have a time limit."""
    if address is None:
        return _("Everything with a time limit")
    return activity_words(course, course.activity(*address.split("/")))


def extra_words(extra: Extra) -> str:
    """How much more time."""
    if extra.percent:
        return _("%(percent)s %% more time", percent=extra.percent - 100)
    return ngettext("%(num)s minute more", "%(num)s minutes more", extra.minutes or 0)


def given_words(course: PublishedCourse, given: Given) -> str:
    """What was given, at what and when."""
    return _(
        "%(activity)s: %(extra)s, given on %(date)s",
        activity=address_words(course, given.activity),
        extra=extra_words(given.extra),
        date=date_words(given.given_at, language()),
    )


def given_now(extended: int) -> str:
    """What giving more time did."""
    if not extended:
        return _("The extra time holds from the next attempt on.")
    return ngettext(
        "The extra time is given; %(num)s open attempt is longer now.",
        "The extra time is given; %(num)s open attempts are longer now.",
        extended,
    )


def moment(when: datetime) -> str:
    """The day and the time."""
    day = date_words(when, language())
    return _("%(day)s, %(time)s", day=day, time=time_words(when))
