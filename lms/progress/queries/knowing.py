"""What availability asks about, read only for courses that have any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.catalog.rules import COURSE, TEST, VERBS, PublishedCourse
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import AnySession
from lms.core.text import fold
from lms.progress.models import EnrolmentProgress
from lms.progress.queries.releases import releases_of
from lms.progress.rules import EnrolmentState, Known, unpacked

TEST_PASSED = f"{COURSE}/{TEST}/{VERBS['quiz']}"
ASKED, OWN = aliased(Enrolment, name="asked"), aliased(Enrolment, name="own")
# Each row: an enrolment that is asked about, and one of the same person's, itself included.
OWN_ENROLMENTS = (
    select(
        ASKED.id.label("asked_id"),
        ASKED.cohort_id.label("asked_cohort_id"),
        OWN.course_key,
        OWN.enrolment_state,
        OWN.cohort_id,
        Cohort.title,
        EnrolmentProgress.completed_at,
        EnrolmentProgress.cells,
    )
    .join(OWN, OWN.person_id == ASKED.person_id)
    .join(Cohort, Cohort.id == OWN.cohort_id)
    .outerjoin(EnrolmentProgress, EnrolmentProgress.enrolment_id == OWN.id)
)


def with_known(
    session: AnySession,
    course: PublishedCourse,
    state: EnrolmentState,
    enrolment_id: UUID,
    *,
    at: datetime,
) -> EnrolmentState:
    """The state with what the course's availability asks about. No statement where it has none."""
    if not course.has_availability:
        return state
    return replace(state, known=known_of_many(session, [enrolment_id], at=at)[enrolment_id])


def all_with_known(
    session: AnySession,
    courses: Mapping[UUID, PublishedCourse],
    states: Mapping[UUID, EnrolmentState],
    *,
    at: datetime,
) -> Mapping[UUID, EnrolmentState]:
    """The states of these enrolments on their courses, as `with_known`. Two statements at most."""
    asked = [enrolment_id for enrolment_id in states if courses[enrolment_id].has_availability]
    if not asked:
        return states
    known = known_of_many(session, asked, at=at)
    return {key: replace(state, known=known.get(key)) for key, state in states.items()}


def known_of_many(
    session: AnySession, enrolment_ids: Iterable[UUID], *, at: datetime
) -> dict[UUID, Known]:
    """What is known about each of these enrolments at an instant. Two statements."""
    rows: dict[UUID, list[Any]] = {}
    for row in session.execute(OWN_ENROLMENTS.where(ASKED.id.in_(list(enrolment_ids)))):
        rows.setdefault(row.asked_id, []).append(row)
    releases = releases_of(session, {own[0].asked_cohort_id for own in rows.values()})
    return {
        asked_id: _known(own, releases.get(own[0].asked_cohort_id, frozenset()), at)
        for asked_id, own in rows.items()
    }


def _known(own: list[Any], released: frozenset[str], at: datetime) -> Known:
    active = [row for row in own if row.enrolment_state == "active"]
    names = {name for row in active for name in (fold(str(row.cohort_id)), fold(row.title))}
    return Known(
        at=at,
        cohorts=frozenset(names),
        released=released,
        completed=frozenset(row.course_key for row in own if row.completed_at is not None),
        passed=frozenset(row.course_key for row in own if _is_test_passed(row.cells)),
    )


def _is_test_passed(cells: str | None) -> bool:
    return cells is not None and unpacked(cells).is_met(TEST_PASSED)
