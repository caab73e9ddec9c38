"""A report as a sheet: the same rows and words as the screen."""

from __future__ import annotations

from lms.core.locale import direction, local_day
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.reporting import words
from lms.reporting.documents import Sheet, Value
from lms.reporting.queries.report import CohortReport
from lms.reporting.rules.standing import Row


def sheet_of(report: CohortReport, *, by_whom: str) -> Sheet:
    """The report as a table with a line each for what, when, who and which filter."""
    units = report.course.units
    return Sheet(
        title=report.cohort.title,
        over=(
            f"{report.cohort.title} · {report.course.title.in_(language())}",
            words.as_of(report.as_of),
            _("Filter: %(filter)s", filter=words.filter_words(report)),
            _("Exported by: %(role)s", role=by_whom),
            *([words.legend()] if words.is_marked(report) else []),
        ),
        columns=(
            _("Number"),
            _("Trainee"),
            _("State"),
            *(words.unit_label(unit) for unit in units),
            _("Units completed"),
            _("Completed on"),
            _("Last work"),
            _("Certificate"),
        ),
        rows=tuple(line_of(row, tuple(unit.key for unit in units)) for row in report.page.rows),
        is_right_to_left=direction(language()) == "rtl",
    )


def line_of(row: Row, unit_keys: tuple[str, ...]) -> tuple[Value, ...]:
    """One row of the sheet."""
    cells = [words.cell_words(row.digest.cell(key)) for key in unit_keys]
    completed = row.digest.completed_at
    return (
        row.roster_number,
        row.label,
        words.state_words(row),
        *(f"{told} ({small})" if small else told for _state, told, small in cells),
        row.digest.units_done,
        local_day(completed) if completed else None,
        row.last_active_on,
        words.certificate_words(row),
    )
