"""Completions that may be taken back, and those that were: for coordinators and approvers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.queries import labels_of
from lms.accounts.rules import Label, Viewer
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity, PublishedCourse
from lms.certification.models import Certificate
from lms.cohorts.models import Enrolment
from lms.cohorts.queries.reached import enrolment_of, visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.progress.models import CompletionReversal
from lms.progress.queries import (
    Reversal,
    enrolments_with_pending,
    progress_of,
    reversals_of,
)
from lms.reporting.queries.cohorts import REPORTS, ReportedCohort, reported_cohort

ASKS = frozenset({"coordinator"})


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of a cohort. is_waiting: a reversal of theirs waits for a second person."""

    enrolment_id: UUID
    label: Label
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class CohortReversals:
    """A cohort and its people, those with something to decide first."""

    cohort: ReportedCohort
    people: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class ReversalPage:
    """One enrolment: what was done and counts, what was asked for, and whether the viewer may ask.

    What only a decision set is not here: that decision is revoked.
    """

    enrolment_id: UUID
    cohort: ReportedCohort
    course: PublishedCourse
    label: Label
    met: tuple[PublishedActivity, ...]
    reversals: tuple[Reversal, ...]
    has_certificate: bool
    may_ask: bool


def cohort_reversals(session: AnySession, viewer: Viewer, cohort_id: UUID) -> CohortReversals:
    """The people of a cohort in reach. Raises NotFound."""
    cohort = reported_cohort(session, viewer, cohort_id)
    enrolments = session.scalars(
        select(Enrolment).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.roster_number)
    ).all()
    labels = labels_of(session, viewer, {one.person_id for one in enrolments})
    waiting = enrolments_with_pending(session, [one.id for one in enrolments])
    people = [PersonLine(one.id, labels[one.person_id], one.id in waiting) for one in enrolments]
    return CohortReversals(cohort, tuple(sorted(people, key=lambda one: not one.is_waiting)))


def reversal_page(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> ReversalPage:
    """One enrolment in reach. Raises NotFound."""
    enrolment = enrolment_of(session, viewer, enrolment_id, roles=REPORTS)
    course = published_course(session, enrolment.course_version_id)
    state = progress_of(session, enrolment_id)
    certificate = select(Certificate.id).where(Certificate.enrolment_id == enrolment_id).limit(1)
    asks = select(Enrolment.id).where(
        Enrolment.id == enrolment_id, Enrolment.id.in_(visible_enrolments(viewer, roles=ASKS))
    )
    return ReversalPage(
        enrolment_id=enrolment_id,
        cohort=reported_cohort(session, viewer, enrolment.cohort_id),
        course=course,
        label=labels_of(session, viewer, [enrolment.person_id])[enrolment.person_id],
        met=tuple(
            one for one in course.activities() if state.requirement(one.requirement_key).earned_at
        ),
        reversals=reversals_of(session, enrolment_id),
        has_certificate=session.scalar(certificate) is not None,
        may_ask=session.scalar(asks) is not None,
    )


def check_may_ask(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> None:
    """Raises NotFound out of reach, Forbidden in reach only as an approver."""
    enrolment_of(session, viewer, enrolment_id, roles=REPORTS)
    try:
        enrolment_of(session, viewer, enrolment_id, roles=ASKS)
    except NotFound as not_by_this_role:
        raise Forbidden from not_by_this_role


def enrolment_of_reversal(session: AnySession, viewer: Viewer, reversal_id: UUID) -> UUID:
    """The enrolment of a reversal in the viewer's reach. Raises NotFound."""
    enrolment_id = session.scalar(
        select(CompletionReversal.enrolment_id).where(
            CompletionReversal.id == reversal_id,
            CompletionReversal.enrolment_id.in_(visible_enrolments(viewer, roles=REPORTS)),
        )
    )
    if enrolment_id is None:
        raise NotFound
    return enrolment_id
