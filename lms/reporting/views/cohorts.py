"""The report of a cohort, and its exports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import in_own_transaction, roles, viewer
from lms.catalog import queries as catalog
from lms.catalog.coverage import clauses_served
from lms.cohorts.queries import cohort_of
from lms.core import clock
from lms.core.db import db
from lms.core.locale import local_day
from lms.core.speech import gettext as _
from lms.progress.operations import release_unit
from lms.progress.words import released_words
from lms.reporting import operations, words
from lms.reporting.documents import Sheet, csv_bytes, xlsx_bytes
from lms.reporting.exports import sheet_of
from lms.reporting.forms import NamedExportForm
from lms.reporting.grid import grid_rows
from lms.reporting.queries.cohorts import cohort_lines, named_cohort
from lms.reporting.queries.pathways import pathway_lines
from lms.reporting.queries.report import CohortReport, cohort_report, exported_report
from lms.reporting.queries.reversals import ASKS
from lms.reporting.rules.narrowing import FLAGS, INACTIVE_CHOICES
from lms.reporting.rules.standing import PARTS
from lms.reporting.views import READERS, bp

COHORT = "/cohorts/<uuid:cohort_id>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@roles(*READERS)
def desk() -> ResponseReturnValue:
    """The cohorts in reach; a single one is shown at once."""
    lines = cohort_lines(db.session, viewer(), at=clock.now())
    pathways = pathway_lines(db.session, viewer())
    if len(lines) == 1 and not pathways:
        return redirect(url_for("reporting.cohort", cohort_id=lines[0].cohort.id))
    return render_template("reporting/desk.html", lines=lines, pathways=pathways, words=words)


@bp.get("/coverage")
@roles(*READERS)
def coverage() -> ResponseReturnValue:
    """What the courses serve and assess: from the Joint Statement's clauses to each objective."""
    courses = catalog.coverage(db.session)
    return render_template(
        "reporting/coverage.html", courses=courses, clauses=clauses_served(courses), words=words
    )


@bp.get(COHORT)
@roles(*READERS)
def cohort(cohort_id: UUID) -> ResponseReturnValue:
    """One cohort's report."""
    report = cohort_report(db.session, viewer(), cohort_id, address=request.args, at=clock.now())
    return report_html(report, NamedExportForm(formdata=None))


def report_html(report: CohortReport, form: NamedExportForm) -> str:
    """The page of a report."""
    return render_template(
        "reporting/cohort.html",
        report=report,
        form=form,
        words=words,
        grid_rows=grid_rows,
        parts=PARTS,
        flags=FLAGS,
        inactive_choices=INACTIVE_CHOICES,
        page_url=lambda page: words.address(report, report.wanted.on_page(page)),
        sort_url=lambda key: words.address(report, report.wanted.sorted_by(key)),
    )


@bp.post(f"{COHORT}/releases")
@roles("coordinator")
def release(cohort_id: UUID) -> ResponseReturnValue:
    """Open a unit, or the course test, for the cohort, or close it again."""
    cohort_of(db.session, viewer(), cohort_id, roles=ASKS)
    is_released = request.form.get("released") == "yes"
    release_unit(
        db.session, viewer=viewer(), cohort_id=cohort_id, unit_key=request.form.get("unit", ""),
        is_released=is_released, at=clock.now(),
    )  # fmt: skip
    db.session.commit()
    flash(released_words(is_released=is_released))
    return redirect(url_for("reporting.cohort", cohort_id=cohort_id), 303)


@bp.get(f"{COHORT}/export.csv")
@roles(*READERS)
def export_csv(cohort_id: UUID) -> ResponseReturnValue:
    """The rows of the page as CSV, by trainee code."""
    return exported(cohort_id, "csv")


@bp.get(f"{COHORT}/export.xlsx")
@roles(*READERS)
def export_xlsx(cohort_id: UUID) -> ResponseReturnValue:
    """The rows of the page as a workbook, by trainee code."""
    return exported(cohort_id, "xlsx")


def exported(cohort_id: UUID, kind: str) -> Response:
    """A file without names, and a line in the log."""
    report = exported_report(db.session, viewer(), cohort_id, address=request.args, at=clock.now())
    in_own_transaction(operations.record_export, viewer=viewer(), cohort_id=cohort_id)
    return file_of(report, kind)


@bp.post(f"{COHORT}/export-with-names")
@roles(*READERS)
def export_named(cohort_id: UUID) -> ResponseReturnValue:
    """A file with names, for who may see them and says why."""
    named_cohort(db.session, viewer(), cohort_id)
    form = NamedExportForm()
    if not form.validate():
        report = cohort_report(
            db.session, viewer(), cohort_id, address=request.args, at=clock.now()
        )
        return report_html(report, form), 422
    report = exported_report(
        db.session, viewer(), cohort_id, address=request.args, at=clock.now(), names=True
    )
    operations.record_export(
        db.session,
        viewer=viewer(),
        cohort_id=cohort_id,
        at=clock.now(),
        names=True,
        reason=form.reason.data,
    )
    response = file_of(report, form.file_format.data)
    db.session.commit()
    return response


def file_of(report: CohortReport, kind: str) -> Response:
    """The report as a file with an ASCII name."""
    sheet = sheet_of(report, by_whom=reader_words())
    return sheet_response(sheet, kind, stem="cohort-report", as_of=report.as_of)


def reader_words() -> str:
    """By which role the viewer reads reports."""
    held = sorted(viewer().roles & set(READERS))
    return _("coordinator") if held[0] == "coordinator" else _("approver")


def sheet_response(sheet: Sheet, kind: str, *, stem: str, as_of: datetime) -> Response:
    """A sheet as CSV or workbook, with the day of the report in its name."""
    content, kind_of_content = (
        (csv_bytes(sheet), "text/csv; charset=utf-8")
        if kind == "csv"
        else (xlsx_bytes(sheet), XLSX)
    )
    response = Response(content, content_type=kind_of_content)
    name = f"{stem}-{local_day(as_of).isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
