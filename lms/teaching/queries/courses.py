"""A cohort's course as its trainer reads it: as a trainee sees it, and with the answers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.queries import questions_with_answers
from lms.assessment.queries.teaching import AnsweredQuestion
from lms.catalog.queries import (
    facilitator_guide,
    latest_version,
    lesson_html,
    published_course,
)
from lms.catalog.rules import (
    COURSE,
    Practical,
    PublishedActivity,
    PublishedCourse,
    PublishedUnit,
    Scenario,
)
from lms.cohorts.queries import cohort_of, enrolments_in
from lms.core.db import AnySession
from lms.core.markdown import Rendered
from lms.core.text import Language
from lms.teaching.queries.cohorts import TRAINER


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A unit, or the course test without one: what is taught, confirmed, asked and observed.

    receipts: with the HTML of their documents.
    """

    unit: PublishedUnit | None
    lesson_html: str | None
    questions: tuple[AnsweredQuestion, ...]
    scenario: Scenario | None
    practical: Practical | None
    receipts: tuple[tuple[PublishedActivity, str], ...]


def course_of_cohort(session: AnySession, viewer: Viewer, cohort_id: UUID) -> PublishedCourse:
    """The course version that a cohort of the viewer's takes. Raises NotFound."""
    cohort = cohort_of(session, viewer, cohort_id, roles=TRAINER)
    enrolments = enrolments_in(session, viewer, cohort_id)
    if enrolments:
        return published_course(session, enrolments[0].course_version_id)
    return published_course(session, latest_version(session, cohort.course_key))


def reading(
    session: AnySession, course: PublishedCourse, unit_key: str, *, language: Language
) -> UnitReading:
    """A unit, or `course` for the course test, with its answers. Raises NotFound."""
    if unit_key == COURSE:
        questions = _questions(session, course, course.test.address, language)
        return UnitReading(None, None, questions, None, None, ())
    unit = course.unit(unit_key)
    lesson, quiz = unit.activity_of_kind("lesson"), unit.activity_of_kind("quiz")
    scenario, practical = unit.activity_of_kind("scenario"), unit.activity_of_kind("practical")
    version_id = course.course_version_id
    text = lesson and lesson_html(session, version_id, unit_key, lesson.key, language)
    return UnitReading(
        unit=unit,
        lesson_html=text.html if text else None,
        questions=_questions(session, course, quiz.address, language) if quiz else (),
        scenario=scenario.scenario if scenario else None,
        practical=practical.practical if practical else None,
        receipts=tuple(
            (one, lesson_html(session, version_id, unit_key, one.key, language).html)
            for one in unit.activities_of_kind("receipt")
        ),
    )


def guide(
    session: AnySession, course: PublishedCourse, unit_key: str, *, language: Language
) -> tuple[PublishedUnit, Rendered]:
    """A unit and its trainer's guide. Raises NotFound, also for a unit without one."""
    unit = course.unit(unit_key)
    return unit, facilitator_guide(session, course.course_version_id, unit_key, language)


def _questions(
    session: AnySession, course: PublishedCourse, address: str, language: Language
) -> tuple[AnsweredQuestion, ...]:
    return tuple(
        questions_with_answers(session, course.course_version_id, address, language=language)
    )
