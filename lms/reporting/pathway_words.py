"""The sentences and cells of a pathway's report, and its sheet."""

from __future__ import annotations

from lms.certification.queries.pathways import PathwayStanding
from lms.core.locale import date_words, direction, local_day
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext
from lms.reporting import words
from lms.reporting.documents import Sheet, Value
from lms.reporting.queries.pathways import PathwayReport, PathwayRow, days_of
from lms.reporting.rules.standing import Part, Row


def sentence(report: PathwayReport) -> str:
    """How many are on the pathway, and how many have completed it."""
    return ngettext(
        "%(completed)s of %(num)s has completed the pathway.",
        "%(completed)s of %(num)s have completed the pathway.",
        report.active, completed=report.completed,
    )  # fmt: skip


def course_state(row: Row | None) -> tuple[str, str, str]:
    """A course of one person: its state, in a word, and a small line under it."""
    if row is None:
        return "todo", _("Not enrolled"), ""
    if row.digest.completed_at is not None:
        return "done", _("Completed"), date_words(row.digest.completed_at, language())
    if not row.is_active:
        return "stop", words.part_words("withdrawn"), ""
    units = len(row.digest.cells)
    small = _("%(done)s of %(total)s", done=row.digest.units_done, total=units) if units else ""
    return "now" if row.digest.is_started else "todo", words.part_words(row.part), small


def pathway_state(row: PathwayRow) -> tuple[str, str, str]:
    """The pathway of one person: its state, in a word, and a small line under it."""
    done = _("%(done)s of %(total)s", done=row.courses_done, total=len(row.cells))
    if row.completed_at is not None:
        return "done", _("Completed"), date_words(row.completed_at, language())
    if not row.is_active:
        return "stop", words.part_words("withdrawn"), done
    is_started = any(cell is not None and cell.digest.is_started for cell in row.cells)
    part: Part = "in_progress" if is_started else "not_started"
    return "now" if is_started else "todo", words.part_words(part), done


def certificate_words(standing: PathwayStanding | None) -> str:
    """The pathway's certificate in a cell."""
    if standing is None:
        return "—"
    return words.standing_words(standing.state, standing.valid_until)


def sheet_of(report: PathwayReport, *, by_whom: str) -> Sheet:
    """The report as a table with a line each for what, when and who."""
    return Sheet(
        title=report.title,
        over=(
            f"{report.title} · {report.pathway.title.in_(language())}",
            words.as_of(report.as_of),
            _("Exported by: %(role)s", role=by_whom),
        ),
        columns=(
            _("Number"),
            _("Trainee"),
            *(title.in_(language()) for title in report.titles),
            _("Courses completed"),
            _("Completed on"),
            _("Certificate"),
        ),
        rows=tuple(line_of(row) for row in report.rows),
        is_right_to_left=direction(language()) == "rtl",
    )


def line_of(row: PathwayRow) -> tuple[Value, ...]:
    """One row of the sheet."""
    cells: list[Value] = []
    for cell in row.cells:
        completed = cell.digest.completed_at if cell else None
        _state, told, small = course_state(cell)
        cells.append(local_day(completed) if completed else f"{told} {small}".strip())
    return (
        row.roster_number, row.label, *cells, row.courses_done, days_of(row),
        certificate_words(row.certificate),
    )  # fmt: skip
