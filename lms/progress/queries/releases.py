"""Units that a trainer or coordinator opens for a cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.catalog.queries import latest_version, published_course
from lms.catalog.rules import PublishedCourse
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import AnySession
from lms.core.text import Text
from lms.progress.models import UnitRelease
from lms.progress.rules import COURSE, awaiting_release


@dataclass(frozen=True, slots=True)
class Release:
    """A unit, or the course test without a position, that somebody opens for the cohort."""

    unit_key: str
    title: Text
    position: int | None
    is_released: bool


def releases_in(
    session: AnySession, cohort_id: UUID, courses: Iterable[PublishedCourse]
) -> tuple[Release, ...]:
    """What waits for a release in these versions, and whether it was given.

    One statement; none where nothing waits for any.
    """
    versions = {course.course_version_id: course for course in courses}
    waiting = {key: course for course in versions.values() for key in awaiting_release(course)}
    if not waiting:
        return ()
    released = releases_of(session, [cohort_id]).get(cohort_id, frozenset())
    return tuple(_release(course, key, key in released) for key, course in waiting.items())


def _release(course: PublishedCourse, unit_key: str, is_released: bool) -> Release:
    if unit_key == COURSE:
        return Release(unit_key, course.test.title, None, is_released)
    unit = course.unit(unit_key)
    return Release(unit_key, unit.title, unit.position, is_released)


def releasable(session: AnySession, cohort_id: UUID) -> frozenset[str]:
    """What waits for a release in the versions that a cohort takes, or would take."""
    taken = select(Enrolment.course_version_id).where(Enrolment.cohort_id == cohort_id).distinct()
    course_key = session.get_one(Cohort, cohort_id).course_key
    versions = {*session.scalars(taken), latest_version(session, course_key)}
    courses = [published_course(session, version_id) for version_id in versions]
    return frozenset(key for course in courses for key in awaiting_release(course))


def releases_of(session: AnySession, cohort_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """By cohort, the units released to it now, `course` for the course test. One statement."""
    rows = session.execute(
        select(UnitRelease.cohort_id, UnitRelease.unit_key, UnitRelease.is_released)
        .where(UnitRelease.cohort_id.in_(list(cohort_ids)))
        .order_by(UnitRelease.occurred_at, UnitRelease.id)
    )
    last: dict[UUID, dict[str, bool]] = {}
    for cohort_id, unit_key, is_released in rows:
        last.setdefault(cohort_id, {})[unit_key] = is_released
    return {
        cohort_id: frozenset(key for key, is_released in units.items() if is_released)
        for cohort_id, units in last.items()
    }
