"""The next-step card: one title, one sentence, one button that leads exactly there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import url_for

from lms.catalog.rules import COURSE, PublishedActivity, PublishedUnit
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext
from lms.learning import words
from lms.learning.rules import ActivityLine, OpenAttempt, Place, Step
from lms.progress.rules import is_hidden

HOLE = str(UUID(int=0))
MOST_ADDRESSES = 4096


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says; saved: until when the answers are kept, where there are any."""

    over: str
    title: str
    text: str
    url: str
    button: str
    saved: str | None = None


def activity_url(place: Place, activity: PublishedActivity) -> str:
    """The page of an activity."""
    return activity_at(place.enrolment_id, activity)


def activity_at(enrolment_id: UUID, activity: PublishedActivity) -> str:
    """The page of an activity of an enrolment."""
    return enrolment_url(
        "activity", enrolment_id, unit_key=activity.unit_key, activity_key=activity.key
    )


def unit_url(place: Place, unit: PublishedUnit) -> str:
    """The page of a unit."""
    return enrolment_url("unit", place.enrolment_id, unit_key=unit.key)


def course_url(place: Place) -> str:
    """The page of a course."""
    return enrolment_url("course", place.enrolment_id)


def parent_url(place: Place, activity: PublishedActivity) -> str:
    """The page of an activity's unit; the course's for its test."""
    if activity.unit_key == COURSE:
        return course_url(place)
    return enrolment_url("unit", place.enrolment_id, unit_key=activity.unit_key)


def attempt_url(attempt: OpenAttempt) -> str:
    """The question to go on with; the list before handing in when all have an answer."""
    if attempt.is_complete:
        return with_id("review_answers", "attempt_id").replace(HOLE, str(attempt.id))
    return with_id("question", "attempt_id", slot=attempt.slot).replace(HOLE, str(attempt.id))


def enrolment_url(page: str, enrolment_id: UUID, **keys: str) -> str:
    """A page of an enrolment."""
    return with_id(page, "enrolment_id", **keys).replace(HOLE, str(enrolment_id))


@lru_cache(MOST_ADDRESSES)
def with_id(page: str, id_name: str, **values: Any) -> str:
    """The address of a page with a hole for an id: a list asks for many that differ in it alone."""
    values[id_name] = UUID(HOLE)
    return url_for(f"learning.{page}", **values)


def attempt_button(attempt: OpenAttempt) -> str:
    """What the button into an open quiz says."""
    if attempt.is_complete:
        return _("Look at the answers and hand in")
    return _("Continue at question %(number)s", number=attempt.slot)


def line_url(place: Place, line: ActivityLine) -> str:
    """Where an activity's line leads: into an open quiz, else to the activity's page."""
    if line.attempt is not None and line.activity.quiz is not None:
        return attempt_url(line.attempt)
    return activity_url(place, line.activity)


def line_button(line: ActivityLine) -> str:
    """What the button to an activity's line says."""
    if line.attempt is None:
        return button_words(line.activity)
    if line.activity.quiz is None:
        return _("Continue the scenario")
    return attempt_button(line.attempt)


def step_url(step: Step) -> str:
    """Where a step leads, exactly."""
    place = step.place
    if step.kind == "claim":
        return url_for("certification.claim", enrolment_id=place.enrolment_id)
    if step.kind == "done":
        return url_for("certification.wallet")
    if step.activity is None:
        return course_url(place)
    if step.attempt is not None and step.activity.quiz is not None:
        return attempt_url(step.attempt)
    return activity_url(place, step.activity)


def where(step: Step) -> str:
    """The unit of a step, or the course where it has none."""
    course, spoken = step.place.course, language()
    key = step.activity.unit_key if step.activity else ""
    unit = next((one for one in course.units if one.key == key), None)
    if unit is None:
        return course.title.in_(spoken)
    title = unit.title.in_(spoken)
    return _("Unit %(number)s: %(title)s", number=unit.position, title=title)


def card_of(step: Step, *, now: datetime) -> Card:
    """The card of a step."""
    return CARDS[step.kind](step, now)


def attempt_card(step: Step, now: datetime) -> Card:
    """An open attempt to go on with."""
    attempt, activity = step.attempt, step.activity
    if attempt is None or activity is None:
        raise ValueError("an attempt's step names it and its activity")
    saved = attempt.saved_at and words.moment(attempt.saved_at, now)
    text, button = where(step), _("Continue the scenario")
    if activity.quiz is not None:
        button = attempt_button(attempt)
        text = ngettext(
            "%(where)s. %(answered)s of %(num)s question has an answer.",
            "%(where)s. %(answered)s of %(num)s questions have an answer.",
            attempt.asked, where=text, answered=attempt.answered,
        )  # fmt: skip
    return Card(
        over=_("Next step"),
        title=activity.title.in_(language()),
        text=text,
        url=step_url(step),
        button=button,
        saved=_("Everything answered is saved, last at %(time)s", time=saved) if saved else None,
    )


def activity_card(step: Step, now: datetime) -> Card:
    """The next part to begin."""
    activity = step.activity
    if activity is None:
        raise ValueError("this step names its activity")
    time = words.minutes(activity.minutes)
    return Card(
        over=_("Next step"),
        title=activity.title.in_(language()),
        text=_("%(where)s. About %(minutes)s.", where=where(step), minutes=time),
        url=step_url(step),
        button=button_words(activity),
    )


def button_words(activity: PublishedActivity) -> str:
    """What the button that leads to an activity says."""
    if activity.kind == "lesson":
        return _("Read the lesson")
    if activity.kind == "receipt":
        return _("Read the document")
    if activity.kind == "scenario":
        return _("To the scenario")
    return _("To the course test") if activity.unit_key == COURSE else _("To the quiz")


def later_card(step: Step, now: datetime) -> Card:
    """A quiz that opens again later."""
    activity, opens_at = step.activity, step.opens_at
    if activity is None:
        raise ValueError("this step names its activity")
    text = _("No attempt is left. A trainer can give one more.")
    if opens_at is not None:
        when = words.moment(opens_at, now)
        text = _("The next attempt opens at %(time)s. Reading the lesson again helps.", time=when)
    return Card(
        over=_("Next step"),
        title=activity.title.in_(language()),
        text=text,
        url=step_url(step),
        button=_("See the earlier attempts"),
    )


def closed_card(step: Step, now: datetime) -> Card:
    """What comes next is not available yet: its page says why. A hidden one is not named."""
    course = step.place.course
    if is_hidden(course, step.place.state, step.closed_key):
        return Card(
            over=_("Next step"),
            title=course.title.in_(language()),
            text=_("Everything that is open now is done. More opens later."),
            url=course_url(step.place),
            button=_("To the course page"),
        )
    title, url = course.test.title, activity_url(step.place, course.test)
    if step.closed_key != COURSE:
        unit = course.unit(step.closed_key)
        title, url = unit.title, unit_url(step.place, unit)
    return Card(
        over=_("Next step"),
        title=title.in_(language()),
        text=_("This is not open yet. Everything before it is done."),
        url=url,
        button=_("What opens it"),
    )


def marking_card(step: Step, now: datetime) -> Card:
    """A quiz that a trainer is marking."""
    activity = step.activity
    if activity is None:
        raise ValueError("this step names its activity")
    return Card(
        over=_("Being marked"),
        title=activity.title.in_(language()),
        text=_("Handed in. A trainer is marking it; the result will stand here."),
        url=step_url(step),
        button=_("See what was handed in"),
    )


def waiting_card(step: Step, now: datetime) -> Card:
    """Practicals that await sign-off."""
    count = len(step.practicals)
    return Card(
        over=_("Next step"),
        title=ngettext(
            "%(num)s practical awaits a trainer's sign-off",
            "%(num)s practicals await a trainer's sign-off",
            count,
        ),
        text=_("Everything online is done. Practise with the checklist until the day comes."),
        url=step_url(step),
        button=_("See the practicals"),
    )


def claim_card(step: Step, now: datetime) -> Card:
    """A certificate to be issued, or one whose claim waits for a coordinator."""
    if step.is_asked:
        return Card(
            over=_("Course completed"),
            title=step.place.course.title.in_(language()),
            text=_("The name is confirmed. A coordinator is to approve the certificate."),
            url=step_url(step),
            button=_("See what was confirmed"),
        )
    return Card(
        over=_("Course completed"),
        title=step.place.course.title.in_(language()),
        text=_("Everything is done. The certificate can be issued now."),
        url=step_url(step),
        button=_("Get the certificate"),
    )


def done_card(step: Step, now: datetime) -> Card:
    """Nothing left to do."""
    return Card(
        over=_("Everything is done"),
        title=step.place.course.title.in_(language()),
        text=_("The certificate is issued. Nothing is left to do in this course."),
        url=step_url(step),
        button=_("See the certificates"),
    )


CARDS: dict[str, Callable[[Step, datetime], Card]] = {
    "attempt": attempt_card,
    "activity": activity_card,
    "later": later_card,
    "closed": closed_card,
    "marking": marking_card,
    "waiting": waiting_card,
    "claim": claim_card,
    "done": done_card,
}
