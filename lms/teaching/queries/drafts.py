"""Drafts of questions, for the trainer of a cohort that takes their course."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.queries.drafts import DraftPage, drafts_of
from lms.catalog.rules import PublishedCourse
from lms.core.db import AnySession
from lms.core.text import Language
from lms.teaching.queries.courses import course_of_cohort


@dataclass(frozen=True, slots=True)
class CourseDrafts:
    """A part of the drafts of a cohort's course."""

    course: PublishedCourse
    part: DraftPage


def drafts_of_cohort(
    session: AnySession, viewer: Viewer, cohort_id: UUID, *, page: int, language: Language
) -> CourseDrafts:
    """The drafts of the course that a cohort of the viewer's takes. Raises NotFound."""
    course = course_of_cohort(session, viewer, cohort_id)
    return CourseDrafts(course, drafts_of(session, course.course_key, page=page, language=language))
