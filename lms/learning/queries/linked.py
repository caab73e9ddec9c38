"""Courses that conditions name: their titles, and the viewer's own page of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.catalog.queries import latest_version, published_course
from lms.cohorts.queries import own_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.text import Text
from lms.learning.rules import Closed
from lms.progress.rules import Unmet


@dataclass(frozen=True, slots=True)
class LinkedCourse:
    """enrolment_id: the viewer's newest one. title: nothing while the course is not published."""

    title: Text | None
    enrolment_id: UUID | None


def linked_courses(
    session: AnySession, viewer: Viewer, closed: Iterable[Closed | None]
) -> dict[str, LinkedCourse]:
    """The courses that keep these closed, by key. No statement where there are none."""
    keys = {key for one in closed if one and one.unmet for key in _courses_in(one.unmet)}
    if not keys:
        return {}
    own = {one.course_key: one.id for one in reversed(own_enrolments(session, viewer))}
    return {key: LinkedCourse(_title(session, key), own.get(key)) for key in keys}


def _courses_in(unmet: Unmet) -> Iterator[str]:
    if unmet.leaf and unmet.leaf.course:
        yield unmet.leaf.course
    for part in unmet.parts:
        yield from _courses_in(part)


def _title(session: AnySession, course_key: str) -> Text | None:
    try:
        return published_course(session, latest_version(session, course_key)).title
    except NotFound:
        return None
