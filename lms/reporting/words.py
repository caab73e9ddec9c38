"""What the reports say: every sentence, in the language of the request."""

from __future__ import annotations

from typing import Any

import flask_babel
from flask_babel import lazy_gettext as _l

from lms.catalog.rules import COURSE, PublishedCourse
from lms.core.locale import date_words, short_date_words, time_words
from lms.core.web import language
from lms.reporting.queries.report import CohortReport
from lms.reporting.rules.figures import Summary
from lms.reporting.rules.standing import Cell


def _(string: str, **variables: object) -> str:
    return str(flask_babel.gettext(string, **variables))


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    return str(flask_babel.ngettext(singular, plural, num, **variables))


PARTS: dict[str, Any] = {
    "not_started": _l("Not started"),
    "in_progress": _l("In progress"),
    "completed": _l("Completed"),
    "withdrawn": _l("Withdrawn"),
}
FLAGS: dict[str, Any] = {
    "help": _l("Help needed"),
    "waiting": _l("Waiting for a practical"),
    "certificate": _l("Valid certificate"),
}
SORTS: dict[str, Any] = {
    "number": _l("Roster number"),
    "name": _l("Trainee"),
    "last": _l("Last active"),
}
CELLS: dict[str, Any] = {
    "done": _l("Completed"),
    "now": _l("In progress"),
    "again": _l("Needs practice"),
    "waiting": _l("Awaits sign-off"),
    "todo": _l("Not started"),
    "locked": _l("Locked"),
}
CERTIFICATES: dict[str, Any] = {
    "valid": _l("Valid"),
    "expiring": _l("Valid, expires soon"),
    "expired": _l("Expired"),
    "suspended": _l("Suspended"),
    "superseded": _l("Replaced"),
    "revoked": _l("Revoked"),
}


def summary(counted: Summary) -> str:
    """One line on a cohort: who started, how far most are, what holds people back."""
    partition = counted.partition
    if not partition.enrolled:
        return _("Nobody is enrolled yet.")
    if not partition.active:
        return _("Everybody has withdrawn.")
    if partition.completed == partition.active:
        return ngettext(
            "The one trainee has completed the course.",
            "All %(num)s trainees have completed the course.",
            partition.active,
        )
    return " ".join([started(counted), *obstacle(counted)])


def started(counted: Summary) -> str:
    """Who started, and which unit most have completed."""
    partition, milestone = counted.partition, counted.milestone
    if milestone is None:
        return _(
            "%(started)s of %(active)s started.",
            started=partition.started, active=partition.active,
        )  # fmt: skip
    return _(
        "%(started)s of %(active)s started; %(done)s completed unit %(unit)s.",
        started=partition.started, active=partition.active,
        done=milestone.done, unit=milestone.position,
    )  # fmt: skip


def obstacle(counted: Summary) -> list[str]:
    """The quiz that holds most people back, if any does."""
    unit = counted.obstacle
    if unit is not None and unit.held >= counted.held_by_test:
        return [
            ngettext(
                "The quiz of unit %(unit)s holds back %(num)s trainee.",
                "The quiz of unit %(unit)s holds back %(num)s trainees.",
                unit.held, unit=unit.position,
            )
        ]  # fmt: skip
    if counted.held_by_test:
        return [
            ngettext(
                "The course test holds back %(num)s trainee.",
                "The course test holds back %(num)s trainees.",
                counted.held_by_test,
            )
        ]
    return []


def unit_title(course: PublishedCourse, key: str) -> str:
    """`3. The 24-hour clock`, or the course test."""
    if key == COURSE:
        return _("Course test")
    unit = course.unit(key)
    return _(
        "%(position)s. %(title)s", position=unit.position, title=unit.title.in_(language())
    )


def narrowing(report: CohortReport) -> str:
    """What the rows are narrowed to."""
    wanted, said = report.wanted, []
    if wanted.part:
        said.append(str(PARTS[wanted.part]))
    if wanted.held_at:
        said.append(_("Held back at: %(unit)s", unit=unit_title(report.course, wanted.held_at)))
    if wanted.inactive:
        said.append(inactive(wanted.inactive))
    if wanted.flag:
        said.append(str(FLAGS[wanted.flag]))
    return " · ".join(said) or _("Everybody")


def inactive(days: int) -> str:
    """How long nothing was done."""
    return ngettext(
        "Inactive for %(num)s day or more", "Inactive for %(num)s days or more", days
    )


def sort_name(report: CohortReport, sort: str) -> str:
    """What a list is sorted by."""
    return str(SORTS[sort]) if sort in SORTS else unit_title(report.course, sort)


def as_of(report: CohortReport) -> str:
    """When the figures were read, in Baghdad."""
    return _(
        "%(day)s, %(time)s (Baghdad)",
        day=date_words(report.as_of, language()), time=time_words(report.as_of),
    )  # fmt: skip


def beside(cell: Cell) -> str:
    """What stands small under a cell's word: the day, how far, or how often."""
    if cell.on is not None:
        return short_date_words(cell.on, language())
    if cell.tries:
        return ngettext("%(num)s try", "%(num)s tries", cell.tries)
    if cell.parts:
        return _("%(done)s of %(parts)s", done=cell.done, parts=cell.parts)
    return ""
