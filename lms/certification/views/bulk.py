"""A cohort's certificates, issued together by a job; its coordinator watches the progress."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.certification import operations
from lms.certification.queries.bulk import bulk_issue, title_of
from lms.certification.queries.due import COURSES, PATHWAYS, DueKind
from lms.certification.views import bp
from lms.certification.web import printed_address
from lms.core import clock
from lms.core.db import db
from lms.core.jobs.queue import wake
from lms.core.locale import date_words
from lms.core.refusals import words_of_code

SECONDS_TO_LOOK_AGAIN = "3"


@bp.get("/certificates/cohorts/<uuid:cohort_id>/issue")
@roles("coordinator")
def bulk(cohort_id: UUID) -> ResponseReturnValue:
    """Who can be issued a certificate of the course now, and who has to confirm the name."""
    return bulk_page(COURSES, cohort_id)


@bp.post("/certificates/cohorts/<uuid:cohort_id>/issue")
@roles("coordinator")
def issue_all(cohort_id: UUID) -> ResponseReturnValue:
    """Have them all issued."""
    return asked_for(COURSES, cohort_id, url_for("certification.bulk", cohort_id=cohort_id))


@bp.get("/certificates/pathways/<uuid:pathway_cohort_id>/issue")
@roles("coordinator")
def bulk_pathway(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """Who can be issued a certificate of the pathway now, and who has to confirm the name."""
    return bulk_page(PATHWAYS, pathway_cohort_id)


@bp.post("/certificates/pathways/<uuid:pathway_cohort_id>/issue")
@roles("coordinator")
def issue_all_pathway(pathway_cohort_id: UUID) -> ResponseReturnValue:
    """Have them all issued."""
    url = url_for("certification.bulk_pathway", pathway_cohort_id=pathway_cohort_id)
    return asked_for(PATHWAYS, pathway_cohort_id, url)


def bulk_page(kind: DueKind, cohort_id: UUID) -> ResponseReturnValue:
    """The page; while the job goes on, a browser looks again by itself."""
    found = bulk_issue(db.session, viewer(), kind, cohort_id)
    page = render_template(
        "certification/bulk.html",
        found=found,
        is_pathway=kind is PATHWAYS,
        words=words_of_code,
        date_words=date_words,
    )
    answer = make_response(page)
    if found.is_running:
        answer.headers["Refresh"] = SECONDS_TO_LOOK_AGAIN
    return answer


def asked_for(kind: DueKind, cohort_id: UUID, url: str) -> ResponseReturnValue:
    """Ask for the job, wake who does it, and show how it goes."""
    title_of(db.session, viewer(), kind, cohort_id)
    job_id = operations.ask_bulk_issue(
        db.session,
        kind=kind,
        cohort_id=cohort_id,
        viewer=viewer(),
        public_url=printed_address(),
        is_demonstration=current_app.config["IS_DEMONSTRATION"],
        at=clock.now(),
    )
    db.session.commit()
    wake(job_id)
    return redirect(url, 303)
