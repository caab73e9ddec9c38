"""The sentences and cells of the reports, from facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from lms.catalog.rules import PublishedUnit
from lms.core.locale import date_words, short_date_words, time_words
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext
from lms.progress.words import MARK
from lms.progress.words import legend as legend
from lms.progress.words import release_title as release_title
from lms.progress.words import release_words as release_words
from lms.reporting.queries.report import CohortReport
from lms.reporting.rules.figures import Summary, UnitCount
from lms.reporting.rules.narrowing import Narrowing
from lms.reporting.rules.standing import Cell, Part, Row


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that leads to the rows it counts."""

    value: int
    label: str
    url: str
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit's bar: parts of (state, count, words)."""

    label: str
    parts: tuple[tuple[str, int, str], ...]


def part_words(part: Part) -> str:
    """A part of the partition."""
    return {
        "not_started": _("Not started"),
        "in_progress": _("In progress"),
        "completed": _("Completed"),
        "withdrawn": _("Withdrawn"),
    }[part]


def sentence(summary: Summary) -> str:
    """The whole report in a sentence or a few."""
    found = summary.partition
    if not found.enrolled:
        return _("Nobody is enrolled yet.")
    if not found.active:
        return _("Everybody has withdrawn.")
    told = _("%(started)s of %(active)s have started.", started=found.started, active=found.active)
    return " ".join([told, *findings(summary)])


def findings(summary: Summary) -> list[str]:
    """How far most have come, and what holds people back: a sentence each."""
    told = []
    if summary.milestone:
        told.append(ngettext(
            "%(num)s has completed unit %(unit)s.",
            "%(num)s have completed unit %(unit)s.",
            summary.milestone.done,
            unit=summary.milestone.position,
        ))  # fmt: skip
    if summary.obstacle:
        told.append(ngettext(
            "The quiz of unit %(unit)s holds back %(num)s.",
            "The quiz of unit %(unit)s holds back %(num)s.",
            summary.obstacle.held,
            unit=summary.obstacle.position,
        ))  # fmt: skip
    if summary.held_by_test:
        told.append(ngettext(
            "The course test holds back %(num)s.",
            "The course test holds back %(num)s.",
            summary.held_by_test,
        ))  # fmt: skip
    return told


def address(report: CohortReport, wanted: Narrowing) -> str:
    """The address of the report narrowed so."""
    values: dict[str, Any] = {"cohort_id": report.cohort.id, **wanted.address()}
    return url_for("reporting.cohort", **values)


def figures(report: CohortReport) -> list[Figure]:
    """The partition, which adds up to all enrolled."""
    found = report.summary.partition
    whole = Figure(found.enrolled, _("enrolled"), address(report, Narrowing()))
    parts: tuple[tuple[Part, int, str | None], ...] = (
        ("not_started", found.not_started, None),
        ("in_progress", found.in_progress, "now"),
        ("completed", found.completed, "done"),
        ("withdrawn", found.withdrawn, None),
    )
    return [whole] + [
        Figure(count, part_words(part), address(report, Narrowing(part=part)), state)
        for part, count, state in parts
    ]


def flag_figures(report: CohortReport) -> list[Figure]:
    """What overlaps the partition."""
    found = report.summary.flags
    return [
        Figure(found.help_needed, _("need help with a quiz"),
               address(report, Narrowing(flag="help")), "again"),
        Figure(found.waiting, _("await a sign-off"),
               address(report, Narrowing(flag="waiting")), "waiting"),
        Figure(found.inactive, _("without work for 7 days"),
               address(report, Narrowing(inactive=7)), "waiting"),
        Figure(found.certified, _("certificates valid"),
               address(report, Narrowing(flag="certificate")), "done"),
    ]  # fmt: skip


def unit_label(unit: PublishedUnit) -> str:
    """`1. From force to service`."""
    return f"{unit.position}. {unit.title.in_(language())}"


def bars(report: CohortReport) -> list[Bar]:
    """How the cohort stands in each unit."""
    units = {unit.key: unit for unit in report.course.units}
    return [
        Bar(unit_label(units[count.unit_key]), bar_parts(count)) for count in report.summary.units
    ]


def bar_parts(count: UnitCount) -> tuple[tuple[str, int, str], ...]:
    """A bar's parts with their words."""
    return (
        ("done", count.done, _("%(count)s completed", count=count.done)),
        ("now", count.now, _("%(count)s in progress", count=count.now)),
        ("again", count.again, _("%(count)s need practice", count=count.again)),
        ("todo", count.todo, _("%(count)s not started", count=count.todo)),
    )


def marked(words: str, *, is_marked: bool) -> str:
    """The words, with the mark of a decision."""
    return f"{words} {MARK}" if is_marked else words


def cell_words(cell: Cell | None) -> tuple[str, str, str]:
    """A cell's state, its words with the mark of a decision, and a small line under them."""
    state, words, small = _cell_words(cell)
    return state, marked(words, is_marked=cell is not None and cell.is_marked), small


def _cell_words(cell: Cell | None) -> tuple[str, str, str]:
    if cell is None:
        return "todo", _("Not in this version"), ""
    if cell.state == "done":
        small = short_date_words(cell.on, language()) if cell.on else ""
        return "done", _("Completed"), small
    if cell.state == "again":
        tries = ngettext("%(num)s attempt", "%(num)s attempts", cell.tries)
        return "again", _("Needs practice"), str(tries)
    if cell.state == "now":
        small = _("%(done)s of %(parts)s parts", done=cell.done, parts=cell.parts)
        return "now", _("In progress"), str(small)
    words = {
        "waiting": _("Awaits sign-off"), "todo": _("Not started"), "locked": _("Locked")
    }  # fmt: skip
    return cell.state, str(words[cell.state]), ""


def state_words(row: Row) -> str:
    """The part of a row, marked where a decision stands on the course test."""
    return marked(part_words(row.part), is_marked=row.digest.is_test_marked)


def is_marked(report: CohortReport) -> bool:
    """Whether a row shown bears the mark of a decision."""
    return any(row.digest.is_marked for row in report.page.rows)


def certificate_words(row: Row) -> str:
    """The certificate of a row, for a cell, marked where a decision stands on the course test."""
    return marked(_certificate_words(row), is_marked=row.digest.is_test_marked)


def _certificate_words(row: Row) -> str:
    if row.certificate_state is None:
        return "—"
    return standing_words(row.certificate_state, row.certificate_until)


def standing_words(state: str, until: date | None) -> str:
    """Whether a certificate counts, and until when."""
    if state in ("valid", "expiring") and until:
        return _("Valid until %(date)s", date=date_words(until, language()))
    return {
        "valid": _("Valid"),
        "expiring": _("Valid"),
        "expired": _("Expired"),
        "suspended": _("Suspended"),
        "revoked": _("Revoked"),
        "superseded": _("Replaced"),
    }[state]


def filter_words(report: CohortReport) -> str:
    """What the report is narrowed to."""
    wanted = report.wanted
    told = []
    if wanted.part:
        told.append(part_words(wanted.part))
    if wanted.held_at:
        told.append(_("Held back at %(unit)s", unit=held_name(report, wanted.held_at)))
    if wanted.inactive:
        days = ngettext("%(num)s day", "%(num)s days", wanted.inactive)
        told.append(_("Without work for %(days)s", days=days))
    if wanted.flag:
        told.append(flag_words(wanted.flag))
    return " · ".join(told) or _("Everybody")


def flag_words(flag: str) -> str:
    """A flag to narrow to."""
    return {
        "help": _("Need help with a quiz"),
        "waiting": _("Await a sign-off"),
        "certificate": _("With a valid certificate"),
    }[flag]


def held_name(report: CohortReport, unit_key: str) -> str:
    """The unit, or the course test, whose quiz holds somebody back."""
    for unit in report.course.units:
        if unit.key == unit_key:
            return unit_label(unit)
    return report.course.test.title.in_(language())


def as_of(at: datetime) -> str:
    """The day and time that a report speaks of, in Baghdad."""
    when = date_words(at, language())
    return _("As of %(day)s, %(time)s", day=when, time=time_words(at))
