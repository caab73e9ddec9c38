"""Cohorts that take a pathway: a cohort for each course, and a place in each. Flush, never commit.

One cohort a course keeps trainers, releases, rosters and reports what they are for a lone course.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.operations import make_scope, record_event
from lms.catalog.queries import latest_pathway, published_pathway
from lms.cohorts.models import (
    Cohort,
    Enrolment,
    PathwayCohort,
    PathwayCourse,
    PathwayEnrolment,
)
from lms.cohorts.operations.enrolling import (
    AlreadyEnrolled,
    count,
    count_for_pathway,
    enrol,
    make_cohort,
    move,
    version_to_study,
    withdraw,
)
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.ids import new_id


def make_pathway_cohort(
    session: AnySession,
    *,
    title: str,
    pathway_key: str,
    academy_id: UUID | None,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
    by: UUID | None = None,
) -> UUID:
    """A new cohort that takes the newest version of a pathway, with a cohort for each course.

    Its id, which is that of its scope. Raises NotFound, and CourseNotPublished while a course of
    the pathway is in preparation.
    """
    pathway = latest_pathway(session, pathway_key)
    for course_key in pathway.course_keys:
        version_to_study(session, course_key)
    cohort_id = make_scope(session, kind="cohort", title=title, parent_id=academy_id, at=at)
    session.add(
        PathwayCohort(
            id=cohort_id,
            title=title,
            pathway_version_id=pathway.pathway_version_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )
    record_event(
        session, account_id=by, verb="make", subject_kind="cohort", subject_id=cohort_id, at=at
    )
    session.flush()
    for course_key in pathway.course_keys:
        make_cohort(
            session, title=title, course_key=course_key, academy_id=None, starts_on=starts_on,
            ends_on=ends_on, at=at, by=by, pathway_cohort_id=cohort_id,
        )  # fmt: skip
    return cohort_id


def enrol_in_pathway(
    session: AnySession,
    *,
    person_id: UUID,
    pathway_cohort_id: UUID,
    at: datetime,
    by: UUID | None = None,
) -> UUID:
    """Enrol a person in every course of the cohort's pathway; the pathway enrolment's id.

    Who studies one of the courses already takes it along with all that was learnt.
    Raises NotFound, AlreadyEnrolled, CourseNotPublished.
    """
    cohort = session.get(PathwayCohort, pathway_cohort_id)
    if cohort is None:
        raise NotFound
    pathway_enrolment_id = _new_place(session, cohort, person_id, at=at, by=by)
    cohorts = _cohorts_by_course(session, pathway_cohort_id)
    for course_key in published_pathway(session, cohort.pathway_version_id).course_keys:
        _take_course(session, cohorts[course_key], person_id, at=at, by=by)
    return pathway_enrolment_id


def renew_pathway(
    session: AnySession,
    *,
    pathway_enrolment_id: UUID,
    completed: Sequence[UUID],
    at: datetime,
    by: UUID | None,
) -> UUID:
    """Begin a completed pathway anew beside it: the next cycle, in the same cohort; its id.

    completed: the enrolments by which its courses were completed. Each of these begins anew on its
    newest version, unless it has already been begun anew by itself. A course whose completion was
    taken back since goes on as it is, and counts for the new cycle too.
    Raises NotFound, AlreadyEnrolled, CourseNotPublished.
    """
    earlier = session.get(PathwayEnrolment, pathway_enrolment_id)
    if earlier is None:
        raise NotFound
    cohort = session.get_one(PathwayCohort, earlier.pathway_cohort_id)
    place_id = _new_place(session, cohort, earlier.person_id, at=at, by=by, renews=earlier)
    done = {one.course_key: one for one in (session.get_one(Enrolment, each) for each in completed)}
    cohorts = _cohorts_by_course(session, cohort.id)
    for course_key in published_pathway(session, cohort.pathway_version_id).course_keys:
        if course_key in done:
            _take_anew(session, place_id, done[course_key], at=at, by=by)
        else:
            _take_course(session, cohorts[course_key], earlier.person_id, at=at, by=by)
    return place_id


def _take_anew(
    session: AnySession, place_id: UUID, counted: Enrolment, *, at: datetime, by: UUID | None
) -> None:
    begun = session.scalars(
        select(Enrolment)
        .where(
            Enrolment.person_id == counted.person_id,
            Enrolment.course_key == counted.course_key,
            Enrolment.cycle > counted.cycle,
            Enrolment.enrolment_state == "active",
        )
        .order_by(Enrolment.cycle.desc())
    ).first()
    enrolment_id = begun.id if begun else enrol(
        session, person_id=counted.person_id, cohort_id=counted.cohort_id, at=at, by=by,
        renews_id=counted.id,
    )  # fmt: skip
    count(session, place_id, enrolment_id)


def _new_place(
    session: AnySession,
    cohort: PathwayCohort,
    person_id: UUID,
    *,
    at: datetime,
    by: UUID | None,
    renews: PathwayEnrolment | None = None,
) -> UUID:
    """Raises AlreadyEnrolled while the person takes this pathway, but for what is renewed."""
    pathway = published_pathway(session, cohort.pathway_version_id)
    place = PathwayEnrolment(
        id=new_id(at),
        person_id=person_id,
        pathway_cohort_id=cohort.id,
        pathway_key=pathway.pathway_key,
        pathway_version_id=pathway.pathway_version_id,
        cycle=_next_cycle(session, person_id, pathway.pathway_key, renews),
        roster_number=_next_roster_number(session, cohort.id),
        enrolled_at=at,
    )
    session.add(place)
    record_event(
        session, account_id=by, verb="enrol", subject_kind="pathway_enrolment",
        subject_id=place.id, at=at,
    )  # fmt: skip
    session.flush()
    return place.id


def _next_cycle(
    session: AnySession, person_id: UUID, pathway_key: str, renews: PathwayEnrolment | None
) -> int:
    """Raises AlreadyEnrolled, unless all that goes on is what is renewed, or older than it."""
    earlier = session.scalars(
        select(PathwayEnrolment).where(
            PathwayEnrolment.person_id == person_id, PathwayEnrolment.pathway_key == pathway_key
        )
    ).all()
    renewed = renews.cycle if renews else 0
    if any(one.ended_at is None and one.cycle > renewed for one in earlier):
        raise AlreadyEnrolled
    return len(earlier) + 1


def _next_roster_number(session: AnySession, pathway_cohort_id: UUID) -> int:
    highest = select(func.max(PathwayEnrolment.roster_number)).where(
        PathwayEnrolment.pathway_cohort_id == pathway_cohort_id
    )
    return (session.scalar(highest) or 0) + 1


def _cohorts_by_course(session: AnySession, pathway_cohort_id: UUID) -> Mapping[str, UUID]:
    rows = session.execute(
        select(Cohort.course_key, Cohort.id).where(Cohort.pathway_cohort_id == pathway_cohort_id)
    )
    return {row.course_key: row.id for row in rows}


def _take_course(
    session: AnySession, cohort_id: UUID, person_id: UUID, *, at: datetime, by: UUID | None
) -> None:
    cohort = session.get_one(Cohort, cohort_id)
    studied = session.scalars(
        select(Enrolment)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.course_key == cohort.course_key,
            Enrolment.enrolment_state == "active",
        )
        .order_by(Enrolment.cycle.desc())
    ).first()
    if studied is None:
        enrol(session, person_id=person_id, cohort_id=cohort_id, at=at, by=by)
        return
    move(session, enrolment_id=studied.id, to_cohort_id=cohort_id, at=at, by=by)
    if cohort.pathway_cohort_id is not None:
        count_for_pathway(session, studied, cohort.pathway_cohort_id)


def withdraw_from_pathway(
    session: AnySession, *, pathway_enrolment_id: UUID, reason: str, at: datetime, by: UUID
) -> None:
    """End a place on a pathway and in its courses; everything learnt stays, and twice is once.

    Raises NotFound.
    """
    place = session.get(PathwayEnrolment, pathway_enrolment_id)
    if place is None:
        raise NotFound
    if place.ended_at is not None:
        return
    place.ended_at = at
    counted = select(PathwayCourse.enrolment_id).where(
        PathwayCourse.pathway_enrolment_id == pathway_enrolment_id
    )
    for enrolment_id in session.scalars(counted).all():
        withdraw(session, enrolment_id=enrolment_id, reason=reason, at=at, by=by)
    record_event(
        session, account_id=by, verb="withdraw", subject_kind="pathway_enrolment",
        subject_id=pathway_enrolment_id, reason=reason, at=at,
    )  # fmt: skip
