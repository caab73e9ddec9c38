"""The quizzes of a course and how their questions did, in the viewer's own reach."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from lms.accounts.rules import Viewer
from lms.assessment.queries.analysis import Analysis, analysis
from lms.assessment.queries.marking import MARKERS
from lms.catalog.queries import latest_version, published_course
from lms.catalog.rules import PublishedActivity, PublishedCourse
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class QuizAnalysis:
    """One quiz of a course, and how its questions did. every: in all attempts, not the first."""

    course: PublishedCourse
    activity: PublishedActivity
    every: bool
    found: Analysis


def courses_in_reach(session: AnySession, viewer: Viewer) -> list[PublishedCourse]:
    """The courses that somebody in the viewer's reach takes, as they were published last."""
    reached = visible_enrolments(viewer, roles=MARKERS)
    keys = session.scalars(
        select(Enrolment.course_key).where(Enrolment.id.in_(reached)).distinct()
    ).all()
    return [published_course(session, latest_version(session, key)) for key in sorted(keys)]


def quizzes_of(course: PublishedCourse) -> list[PublishedActivity]:
    """The quizzes of a course and its test, in order."""
    return [activity for activity in course.activities() if activity.quiz is not None]


def quiz_analysis(
    session: AnySession,
    viewer: Viewer,
    course_key: str,
    address: tuple[str, str],
    *,
    every: bool,
    language: str,
) -> QuizAnalysis:
    """How the questions of a quiz did with the people in reach. Raises NotFound."""
    enrolments = enrolments_on(viewer, course_key)
    if session.scalar(enrolments.limit(1)) is None:
        raise NotFound
    course = published_course(session, latest_version(session, course_key))
    activity = course.activity(*address)
    if activity.quiz is None:
        raise NotFound
    found = analysis(session, enrolments, activity.address, every=every, language=language)
    return QuizAnalysis(course, activity, every, found)


def enrolments_on(viewer: Viewer, course_key: str) -> Select[UUID]:
    """The enrolments on a course in the viewer's reach."""
    reached = visible_enrolments(viewer, roles=MARKERS)
    return reached.where(Enrolment.course_key == course_key)
