"""The sentences of the trainee's pages, from facts. The edge's: it knows gettext, never a row."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from lms.assessment.rules.attempts import needed_words, points_needed, points_words
from lms.catalog.rules import Citation, PublishedActivity, PublishedCourse, PublishedUnit
from lms.core.locale import BAGHDAD, date_words, short_date_words, time_words
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext, pgettext
from lms.learning.rules import (
    ActivityLine,
    LineState,
    OpenAttempt,
    Place,
    UnitLine,
    cells_of,
    cited,
)
from lms.progress.rules import Overridden
from lms.progress.words import decision_words


def greeting(address_form: str, given_name: str) -> str:
    """A welcome in the form of address that the person chose."""
    if not given_name:
        return _("Welcome")
    if address_form == "feminine":
        return pgettext("feminine", "Welcome, %(name)s", name=given_name)
    if address_form == "masculine":
        return pgettext("masculine", "Welcome, %(name)s", name=given_name)
    return pgettext("neutral", "Welcome, %(name)s", name=given_name)


def day(instant: datetime) -> str:
    """A day without its year, for a state."""
    return short_date_words(instant, language())


def whole_date(instant: datetime | date) -> str:
    """A day with its year."""
    return date_words(instant, language())


def moment(instant: datetime, now: datetime) -> str:
    """`10:42` today, else the day and the time."""
    if instant.astimezone(BAGHDAD).date() == now.astimezone(BAGHDAD).date():
        return time_words(instant)
    return _("%(day)s, %(time)s", day=day(instant), time=time_words(instant))


def minutes(count: int) -> str:
    """So many minutes."""
    return ngettext("%(num)s minute", "%(num)s minutes", count)


def out_of(points: Fraction, most: int) -> str:
    """`5 of 6`: never a percentage."""
    return _("%(points)s of %(most)s", points=points_words(points), most=most)


def pass_mark(activity: PublishedActivity) -> str:
    """`5 of 6`: what passes a quiz; where each attempt is worth other points, what part of them."""
    if activity.quiz is None:
        return ""
    if activity.quiz.points is None:
        return _("%(percent)s %% of the points", percent=activity.quiz.pass_percent)
    return pass_points(activity.quiz.points, activity.quiz.pass_percent)


def pass_points(most: int, percent: int) -> str:
    """`5 of 6`: what passes, of so many points."""
    needed = points_needed(most, percent)
    return _("%(points)s of %(most)s", points=needed_words(needed), most=most)


def citation(course: PublishedCourse, place: Citation) -> str:
    """A source by its title, with the article where one is named."""
    title, article = cited(course, place, language())
    return _("%(source)s, article %(article)s", source=title, article=article) if article else title


def citations(course: PublishedCourse, places: tuple[Citation, ...]) -> str:
    """Several sources on one line, the articles of one source together."""
    articles: dict[str, list[str]] = {}
    for place in places:
        articles.setdefault(place.source, []).extend([place.article] if place.article else [])
    joined = (Citation(source, "; ".join(found) or None) for source, found in articles.items())
    return " · ".join(citation(course, place) for place in joined)


UNIT_STATES = {
    "now": lambda: _("In progress"),
    "todo": lambda: _("Not started"),
    "locked": lambda: _("Locked"),
    "waiting": lambda: _("Awaits sign-off"),
}


def unit_state_words(line: UnitLine) -> str:
    """A unit's state, with its day when it is done."""
    if line.state == "done" and line.at is not None:
        return _("Completed on %(date)s", date=day(line.at))
    return UNIT_STATES[line.state]()


def unit_facts(line: UnitLine) -> list[str]:
    """The state first, then the minutes: all of them, or those that are left."""
    if line.state == "now" and line.minutes_left:
        left = line.minutes_left
        about = ngettext("About %(num)s minute left", "About %(num)s minutes left", left)
        return [unit_state_words(line), about]
    return [unit_state_words(line), minutes(line.unit.minutes)]


def activity_facts(line: ActivityLine) -> list[str]:
    """The state first, then the minutes and what passes a quiz."""
    facts = [activity_state_words(line), minutes(line.activity.minutes)]
    if line.activity.quiz is not None and line.state != "done":
        facts.append(_("Pass mark: %(points)s", points=pass_mark(line.activity)))
    return facts


def activity_state_words(line: ActivityLine) -> str:
    """An activity's state, with its day or its score."""
    if line.by_decision is not None:
        return decision_words(line.by_decision)
    if line.is_being_marked:
        return _("Being marked")
    if line.state == "done" and line.at is not None:
        return done_words(line.activity, line.points, line.at)
    if line.state == "now" and line.attempt is not None:
        return begun_words(line.activity, line.attempt)
    if line.state == "again":
        return again_words(line)
    if line.is_optional and line.state == "todo":
        return _("Not needed for this unit")
    return waiting_words(line.activity, line.state)


def done_words(activity: PublishedActivity, points: Fraction | None, at: datetime) -> str:
    """What was done, when, and the best score of a quiz."""
    if activity.kind == "lesson":
        return _("Read on %(date)s", date=day(at))
    if activity.kind == "receipt":
        return _("Confirmed on %(date)s", date=day(at))
    if activity.kind == "practical":
        return _("Signed off on %(date)s", date=day(at))
    if activity.quiz is None or activity.quiz.points is None or points is None:
        return _("Passed on %(date)s", date=day(at))
    score = out_of(points, activity.quiz.points)
    return _("Passed on %(date)s, best: %(score)s", date=day(at), score=score)


def begun_words(activity: PublishedActivity, attempt: OpenAttempt) -> str:
    """How far an open attempt has come."""
    if activity.quiz is None:
        return _("In progress")
    return _("At question %(number)s of %(count)s", number=attempt.slot, count=attempt.slots)


def again_words(line: ActivityLine) -> str:
    """What was tried and is not done yet."""
    if line.activity.kind == "practical":
        return _("Needs more practice")
    if line.activity.kind in ("lesson", "receipt"):
        return _("To be read again")
    if line.activity.quiz is None:
        return _("Not ended lawfully yet")
    if line.points is None or line.activity.quiz.points is None:
        return _("Not passed yet")
    score = out_of(line.points, line.activity.quiz.points)
    return _("Not passed yet, best: %(score)s", score=score)


def waiting_words(activity: PublishedActivity, state: LineState) -> str:
    """What was not begun, or cannot be yet."""
    if state == "locked":
        return _("Locked")
    if activity.kind == "practical":
        return _("Awaits sign-off")
    if activity.kind == "receipt":
        return _("Not confirmed yet")
    return _("Not read yet") if activity.kind == "lesson" else _("Not started")


def unit_decision_words(decision: Overridden) -> str:
    """Told on a unit's page: that somebody decided about it, what, and since when."""
    day = whole_date(decision.at)
    if decision.kind == "exempt":
        return _(
            "This unit or a part of it is recognised as learnt before, since %(day)s.", day=day
        )
    return _(
        "This unit or a part of it counts as completed since %(day)s, by a decision of the"
        " coordination.",
        day=day,
    )


def progress_words(place: Place) -> str:
    """How many units are completed, and how many wait for a trainer alone."""
    cells = cells_of(place)
    total, done, waiting = len(cells), cells.count("done"), cells.count("waiting")
    told = ngettext(
        "%(done)s of %(total)s unit completed.",
        "%(done)s of %(total)s units completed.",
        total,
        done=done,
        total=total,
    )
    if not waiting:
        return told
    also = ngettext("%(num)s awaits sign-off.", "%(num)s await sign-off.", waiting)
    return _("%(completed)s %(waiting)s", completed=told, waiting=also)


def locked_words(line: UnitLine) -> str:
    """What opens a locked unit: the unit before it, and of that what is missing."""
    before, missing = line.unit.position - 1, line.missing
    if not missing:
        return ""
    if not line.is_next:
        return _("Opens when unit %(number)s is completed online.", number=before)
    if len(missing) == 1:
        title = missing[0].title.in_(language())
        return _("Opens when this is done: %(title)s.", title=title)
    return ngettext(
        "Opens when %(num)s part of unit %(number)s is done.",
        "Opens when %(num)s parts of unit %(number)s are done.",
        len(missing), number=before,
    )  # fmt: skip


def unit_minutes(line: UnitLine) -> str:
    """The minutes of a unit, and of an unfinished one how many are left."""
    total = minutes(line.unit.minutes)
    if line.state == "done" or line.minutes_left == line.unit.minutes:
        return total
    return _("%(minutes)s, about %(left)s left", minutes=total, left=line.minutes_left)


def unit_name(unit: PublishedUnit) -> str:
    """`Unit 3: Limits`."""
    return _("Unit %(number)s: %(title)s", number=unit.position, title=unit.title.in_(language()))


def unit_of(course: PublishedCourse, activity: PublishedActivity) -> str:
    """The unit of an activity, in words; the course for its test."""
    for unit in course.units:
        if unit.key == activity.unit_key:
            return unit_name(unit)
    return course.title.in_(language())
