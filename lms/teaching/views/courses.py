"""Reading a cohort's course as a trainee sees it, with the answers."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.assessment.queries import questions_with_answers
from lms.catalog.queries import latest_version, lesson_html, published_course
from lms.catalog.rules import COURSE, PublishedCourse
from lms.cohorts.queries import cohort_of, enrolments_in
from lms.core.db import db
from lms.core.web import language, safe_markup
from lms.teaching import words
from lms.teaching.queries.cohorts import TRAINER
from lms.teaching.views import bp


def course_of(cohort_id: UUID) -> PublishedCourse:
    """The course version that a cohort of the viewer's takes. Raises NotFound."""
    cohort = cohort_of(db.session, viewer(), cohort_id, roles=TRAINER)
    enrolments = enrolments_in(db.session, viewer(), cohort_id)
    version_id = (
        enrolments[0].course_version_id
        if enrolments
        else latest_version(db.session, cohort.course_key)
    )
    return published_course(db.session, version_id)


@bp.get("/cohorts/<uuid:cohort_id>/course")
@roles("trainer")
def course(cohort_id: UUID) -> ResponseReturnValue:
    """The units, what in them awaits a reviewer, and the way to their answers."""
    return render_template(
        "teaching/course.html", cohort_id=cohort_id, course=course_of(cohort_id), words=words
    )


@bp.get("/cohorts/<uuid:cohort_id>/course/<unit_key>")
@roles("trainer")
def course_unit(cohort_id: UUID, unit_key: str) -> ResponseReturnValue:
    """One unit (or `course`, the course test) with its answers."""
    found, spoken = course_of(cohort_id), language()
    unit = None if unit_key == COURSE else found.unit(unit_key)
    address = f"{unit_key}/quiz" if unit else found.test.address
    lesson = unit.activity_of_kind("lesson") if unit else None
    body = (
        lesson_html(db.session, found.course_version_id, unit_key, lesson.key, spoken)
        if lesson
        else None
    )
    scenario = unit.activity_of_kind("scenario") if unit else None
    practical = unit.activity_of_kind("practical") if unit else None
    return render_template(
        "teaching/course_unit.html",
        cohort_id=cohort_id,
        course=found,
        unit=unit,
        title=words.unit_name(unit) if unit else found.test.title.in_(spoken),
        lesson=body,
        questions=questions_with_answers(
            db.session, found.course_version_id, address, language=spoken
        ),
        scenario=scenario.scenario if scenario else None,
        practical=practical.practical if practical else None,
        safe_markup=safe_markup,
        words=words,
    )
