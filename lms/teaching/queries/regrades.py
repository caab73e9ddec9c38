"""Grading a question anew: what it would change, and what was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from lms.accounts.rules import Viewer
from lms.assessment.queries.attempts import question_of
from lms.assessment.queries.regrading import (
    ASKERS,
    Asked,
    RegradeRow,
    lines_of,
    newest_version,
    regrades_of,
)
from lms.assessment.rules.regrading import Line, digest_of
from lms.assessment.rules.review import title_of
from lms.catalog.queries import latest_version, published_course
from lms.catalog.rules import PublishedActivity, PublishedCourse
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.teaching.queries.marking import codes_of


@dataclass(frozen=True, slots=True)
class RegradePage:
    """A dry run: what grading a question anew would change. seen: its digest."""

    course: PublishedCourse
    activity: PublishedActivity
    asked: Asked
    question: str
    lines: tuple[tuple[str, Line], ...]
    seen: str
    allows_lowering: bool

    @property
    def is_crossing(self) -> bool:
        """Whether an attempt would change across the pass mark."""
        return any(line.is_crossing and not line.is_kept for _, line in self.lines)

    @property
    def counted(self) -> int:
        """How many attempts would be graded otherwise."""
        return sum(not line.is_kept for _, line in self.lines)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A regrade that was asked for, with what it is about."""

    row: RegradeRow
    course: PublishedCourse
    question: str


def regrade_page(
    session: AnySession,
    viewer: Viewer,
    place: tuple[str, str, str, str],
    *,
    allows_lowering: bool,
    language: str,
) -> RegradePage:
    """The dry run for a question by its newest version. Raises NotFound.

    place: the course, the unit, the activity and the question, by their keys.
    """
    course_key, unit_key, activity_key, question_key = place
    course = course_in_reach(session, viewer, course_key)
    activity = course.activity(unit_key, activity_key)
    version_id = newest_version(session, course_key, question_key)
    asked = Asked(course_key, activity.address, question_key, version_id)
    lines = lines_of(session, viewer, asked, allows_lowering=allows_lowering)
    codes = codes_of(session, [line.person_id for line in lines])
    return RegradePage(
        course=course,
        activity=activity,
        asked=asked,
        question=title_of(question_of(session, version_id), language),
        lines=tuple((codes[line.person_id], line) for line in lines),
        seen=digest_of(lines),
        allows_lowering=allows_lowering,
    )


def course_in_reach(session: AnySession, viewer: Viewer, course_key: str) -> PublishedCourse:
    """A course that somebody in the viewer's reach takes. Raises NotFound."""
    reached = visible_enrolments(viewer, roles=ASKERS).where(Enrolment.course_key == course_key)
    if session.scalar(reached.limit(1)) is None:
        raise NotFound
    return published_course(session, latest_version(session, course_key))


def regrades(session: AnySession, viewer: Viewer, *, language: str) -> list[AskedFor]:
    """The regrades in the viewer's reach, those that wait first."""
    found = [
        AskedFor(
            row,
            published_course(session, latest_version(session, row.asked.course_key)),
            title_of(question_of(session, row.asked.version_id), language),
        )
        for row in regrades_of(session, viewer)
    ]
    return sorted(found, key=lambda one: not one.row.is_waiting)
