"""Parts set as done by a decision, and exemptions: for coordinators and approvers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.queries import labels_of
from lms.accounts.rules import Label, Viewer
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity, PublishedCourse, PublishedUnit
from lms.certification.models import Certificate
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import enrolments_in
from lms.cohorts.queries.reached import enrolment_of, visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.progress.models import CompletionOverride
from lms.progress.queries import Override, enrolments_with_waiting, overrides_of, progress_of
from lms.reporting.queries.cohorts import REPORTS, ReportedCohort, reported_cohort
from lms.reporting.queries.reversals import ASKS, CohortReversals, PersonLine


@dataclass(frozen=True, slots=True)
class OverridePage:
    """One enrolment: what is not done, what was decided, and whether the viewer may decide."""

    enrolment_id: UUID
    cohort: ReportedCohort
    course: PublishedCourse
    label: Label
    units: tuple[PublishedUnit, ...]
    parts: tuple[PublishedActivity, ...]
    overrides: tuple[Override, ...]
    has_certificate: bool
    may_decide: bool


def cohort_overrides(session: AnySession, viewer: Viewer, cohort_id: UUID) -> CohortReversals:
    """The people of a cohort in reach, those first for whom a second person is awaited.

    Raises NotFound.
    """
    cohort = reported_cohort(session, viewer, cohort_id)
    enrolments = enrolments_in(session, viewer, cohort.id)
    labels = labels_of(session, viewer, {one.person_id for one in enrolments})
    waiting = enrolments_with_waiting(session, [one.id for one in enrolments])
    people = [PersonLine(one.id, labels[one.person_id], one.id in waiting) for one in enrolments]
    return CohortReversals(cohort, tuple(sorted(people, key=lambda one: not one.is_waiting)))


def override_page(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> OverridePage:
    """One enrolment in reach. Raises NotFound."""
    enrolment = enrolment_of(session, viewer, enrolment_id, roles=REPORTS)
    course = published_course(session, enrolment.course_version_id)
    state = progress_of(session, enrolment_id)
    certificate = select(Certificate.id).where(Certificate.enrolment_id == enrolment_id).limit(1)
    decides = select(Enrolment.id).where(
        Enrolment.id == enrolment_id, Enrolment.id.in_(visible_enrolments(viewer, roles=ASKS))
    )
    return OverridePage(
        enrolment_id=enrolment_id,
        cohort=reported_cohort(session, viewer, enrolment.cohort_id),
        course=course,
        label=labels_of(session, viewer, [enrolment.person_id])[enrolment.person_id],
        units=tuple(unit for unit in course.units if unit.key not in state.units),
        parts=tuple(one for one in course.activities() if not state.is_met(one.requirement_key)),
        overrides=overrides_of(session, enrolment_id),
        has_certificate=session.scalar(certificate) is not None,
        may_decide=session.scalar(decides) is not None,
    )


def enrolment_of_override(
    session: AnySession,
    viewer: Viewer,
    override_id: UUID,
    *,
    roles: frozenset[str] = REPORTS,
) -> UUID:
    """The enrolment of a decision in the viewer's reach by one of `roles`. Raises NotFound."""
    enrolment_id = session.scalar(
        select(CompletionOverride.enrolment_id).where(
            CompletionOverride.id == override_id,
            CompletionOverride.enrolment_id.in_(visible_enrolments(viewer, roles=roles)),
        )
    )
    if enrolment_id is None:
        raise NotFound
    return enrolment_id
