"""The report of a pathway, and its exports."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lms.accounts.web import in_own_transaction, roles, viewer
from lms.core import clock
from lms.core.db import db
from lms.reporting import operations, pathway_words, words
from lms.reporting.forms import NamedExportForm
from lms.reporting.pathway_words import sheet_of
from lms.reporting.queries.pathways import (
    PathwayReport,
    coded_report,
    may_name,
    named_report,
    pathway_report,
)
from lms.reporting.views import READERS, bp
from lms.reporting.views.cohorts import reader_words, sheet_response

PATHWAY = "/pathways/<uuid:pathway_cohort_id>"


@bp.get(PATHWAY)
@roles(*READERS)
def pathway(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """People by courses."""
    report = pathway_report(db.session, viewer(), pathway_cohort_id, at=clock.now())
    return report_page(report, NamedExportForm(formdata=None))


def report_page(report: PathwayReport, form: NamedExportForm) -> str:
    """The page of a report."""
    return render_template(
        "reporting/pathway.html", report=report, form=form, words=words, told=pathway_words,
        may_name=may_name(db.session, viewer(), report.cohort_id),
    )  # fmt: skip


@bp.get(f"{PATHWAY}/export.csv")
@roles(*READERS)
def export_pathway_csv(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """The rows as CSV, by trainee code."""
    return exported(pathway_cohort_id, "csv")


@bp.get(f"{PATHWAY}/export.xlsx")
@roles(*READERS)
def export_pathway_xlsx(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """The rows as a workbook, by trainee code."""
    return exported(pathway_cohort_id, "xlsx")


def exported(pathway_cohort_id: UUID, kind: str) -> Response:
    """A file without names, and a line in the log."""
    report = coded_report(db.session, viewer(), pathway_cohort_id, at=clock.now())
    in_own_transaction(operations.record_export, viewer=viewer(), cohort_id=pathway_cohort_id)
    return file_of(report, kind)


@bp.post(f"{PATHWAY}/export-with-names")
@roles(*READERS)
def export_pathway_named(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """A file with names, for who may see them and says why."""
    report = named_report(db.session, viewer(), pathway_cohort_id, at=clock.now())
    form = NamedExportForm()
    if not form.validate():
        return report_page(report, form), 422
    operations.record_export(
        db.session, viewer=viewer(), cohort_id=pathway_cohort_id, at=clock.now(), names=True,
        reason=form.reason.data,
    )  # fmt: skip
    response = file_of(report, form.file_format.data)
    db.session.commit()
    return response


def file_of(report: PathwayReport, kind: str) -> Response:
    """The report as a file with an ASCII name."""
    sheet = sheet_of(report, by_whom=reader_words())
    return sheet_response(sheet, kind, stem="pathway-report", as_of=report.as_of)
