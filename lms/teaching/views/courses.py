"""Reading a cohort's course as a trainee sees it, with the answers."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.catalog import queries as catalog
from lms.core.db import db
from lms.core.pages import safe_markup
from lms.core.speech import language
from lms.core.web import pdf_answer
from lms.progress.words import rule_lines
from lms.teaching import words
from lms.teaching.queries import courses as queries
from lms.teaching.views import bp


@bp.get("/cohorts/<uuid:cohort_id>/course")
@roles("trainer")
def course(cohort_id: UUID) -> ResponseReturnValue:
    """The units, what in them awaits a reviewer, the way to their answers and their guides."""
    found = queries.course_of_cohort(db.session, viewer(), cohort_id)
    return render_template("teaching/course.html", cohort_id=cohort_id, course=found, words=words)


@bp.get("/cohorts/<uuid:cohort_id>/course/handbook.pdf")
@roles("trainer")
def handbook(cohort_id: UUID) -> ResponseReturnValue:
    """What trainees get on paper, in the page's language."""
    found = queries.course_of_cohort(db.session, viewer(), cohort_id)
    content = catalog.handbook(db.session, found.course_version_id, language())
    return pdf_answer(content, name=f"{found.course_key}-{language()}")


@bp.get("/cohorts/<uuid:cohort_id>/course/<unit_key>/guide")
@roles("trainer")
def guide(cohort_id: UUID, unit_key: str) -> ResponseReturnValue:
    """What a trainer reads before the unit's in-person session, and prints."""
    found = queries.course_of_cohort(db.session, viewer(), cohort_id)
    unit, text = queries.guide(db.session, found, unit_key, language=language())
    return render_template(
        "teaching/guide.html", cohort_id=cohort_id, course=found, unit=unit, text=text,
        words=words, safe_markup=safe_markup,
    )  # fmt: skip


@bp.get("/cohorts/<uuid:cohort_id>/course/<unit_key>")
@roles("trainer")
def course_unit(cohort_id: UUID, unit_key: str) -> ResponseReturnValue:
    """One unit (or `course`, the course test) with its answers."""
    found = queries.course_of_cohort(db.session, viewer(), cohort_id)
    reading = queries.reading(db.session, found, unit_key, language=language())
    return render_template(
        "teaching/course_unit.html",
        cohort_id=cohort_id,
        course=found,
        reading=reading,
        title=words.unit_name(reading.unit) if reading.unit else words.test_name(found),
        rule=rule_lines(reading.unit) if reading.unit else (),
        words=words,
        safe_markup=safe_markup,
    )
