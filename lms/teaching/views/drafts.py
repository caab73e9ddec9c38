"""Questions that came from other systems and are asked nowhere yet."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.core.db import db
from lms.core.locale import LANGUAGE_NAMES, direction
from lms.core.speech import language
from lms.teaching import draft_words
from lms.teaching.queries import drafts as queries
from lms.teaching.views import bp


@bp.get("/cohorts/<uuid:cohort_id>/drafts")
@roles("trainer")
def drafts(cohort_id: UUID) -> ResponseReturnValue:
    """The drafts of the cohort's course by category, each with its answers."""
    page = request.args.get("page", 1, type=int)
    found = queries.drafts_of_cohort(
        db.session, viewer(), cohort_id, page=page, language=language()
    )
    return render_template(
        "teaching/drafts.html", cohort_id=cohort_id, found=found, words=draft_words,
        language_names=LANGUAGE_NAMES, direction=direction,
    )  # fmt: skip
