"""One person's attempts, for coordinators and approvers: what is void, and what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.queries import labels_of
from lms.accounts.rules import Label, Viewer
from lms.assessment.models import Attempt, AttemptVoid, AttemptVoidAnswer
from lms.assessment.queries import AttemptHead, heads_of
from lms.assessment.queries.attempts import Grade, grades_of
from lms.assessment.queries.extra_time import Given, extra_time_of, timed_activities
from lms.assessment.queries.voids import Void, voids_of
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity, PublishedCourse
from lms.certification.models import Certificate
from lms.cohorts.models import Enrolment
from lms.cohorts.queries.reached import enrolment_of, visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.reporting.queries.cohorts import REPORTS, ReportedCohort, reported_cohort

ASKS = frozenset({"coordinator"})


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of a cohort. is_waiting: a second person is awaited for an attempt of theirs."""

    enrolment_id: UUID
    label: Label
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class CohortAttempts:
    """A cohort and its people, those with something to decide first."""

    cohort: ReportedCohort
    people: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class AttemptsPage:
    """One enrolment: its attempts, the newest first, and what was asked for and given."""

    enrolment_id: UUID
    cohort: ReportedCohort
    course: PublishedCourse
    label: Label
    attempts: tuple[tuple[AttemptHead, Grade | None], ...]
    voids: tuple[Void, ...]
    given: tuple[Given, ...]
    has_certificate: bool
    may_ask: bool
    is_active: bool

    @property
    def voidable(self) -> list[tuple[AttemptHead, Grade | None]]:
        """The attempts that are not void yet."""
        return [(head, grade) for head, grade in self.attempts if not (grade and grade.is_voided)]

    @property
    def timed(self) -> list[PublishedActivity]:
        """Where more time can be given."""
        return timed_activities(self.course) if self.is_active else []

    def head(self, attempt_id: UUID) -> AttemptHead:
        """One of the attempts. Raises NotFound."""
        for head, _ in self.attempts:
            if head.id == attempt_id:
                return head
        raise NotFound


def cohort_attempts(session: AnySession, viewer: Viewer, cohort_id: UUID) -> CohortAttempts:
    """The people of a cohort in reach. Raises NotFound."""
    cohort = reported_cohort(session, viewer, cohort_id)
    enrolments = session.scalars(
        select(Enrolment).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.roster_number)
    ).all()
    labels = labels_of(session, viewer, {one.person_id for one in enrolments})
    waiting = _with_waiting(session, [one.id for one in enrolments])
    people = [PersonLine(one.id, labels[one.person_id], one.id in waiting) for one in enrolments]
    return CohortAttempts(cohort, tuple(sorted(people, key=lambda one: not one.is_waiting)))


def _with_waiting(session: AnySession, enrolment_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these enrolments in which somebody asked to void an attempt. One statement."""
    waiting = (
        select(Attempt.enrolment_id)
        .join(AttemptVoid, AttemptVoid.attempt_id == Attempt.id)
        .where(
            Attempt.enrolment_id.in_(list(enrolment_ids)),
            AttemptVoid.id.not_in(select(AttemptVoidAnswer.void_id)),
        )
    )
    return set(session.scalars(waiting))


def attempts_page(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> AttemptsPage:
    """One enrolment in reach. Raises NotFound."""
    enrolment = enrolment_of(session, viewer, enrolment_id, roles=REPORTS)
    heads = heads_of(session, enrolment_id)
    ids = [head.id for head in heads]
    grades = grades_of(session, ids)
    certificate = select(Certificate.id).where(Certificate.enrolment_id == enrolment_id).limit(1)
    asks = select(Enrolment.id).where(
        Enrolment.id == enrolment_id, Enrolment.id.in_(visible_enrolments(viewer, roles=ASKS))
    )
    return AttemptsPage(
        enrolment_id=enrolment_id,
        cohort=reported_cohort(session, viewer, enrolment.cohort_id),
        course=published_course(session, enrolment.course_version_id),
        label=labels_of(session, viewer, [enrolment.person_id])[enrolment.person_id],
        attempts=tuple((head, grades.get(head.id)) for head in reversed(heads)),
        voids=tuple(voids_of(session, ids)),
        given=extra_time_of(session, enrolment_id),
        has_certificate=session.scalar(certificate) is not None,
        may_ask=session.scalar(asks) is not None,
        is_active=enrolment.enrolment_state == "active",
    )


def page_to_ask_on(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> AttemptsPage:
    """The same for who may ask. Raises NotFound, Forbidden (in reach only as an approver)."""
    found = attempts_page(session, viewer, enrolment_id)
    if not found.may_ask:
        raise Forbidden
    return found


def enrolment_of_void(session: AnySession, viewer: Viewer, void_id: UUID) -> UUID:
    """The enrolment of a request in the viewer's reach. Raises NotFound."""
    enrolment_id = session.scalar(
        select(Attempt.enrolment_id)
        .join(AttemptVoid, AttemptVoid.attempt_id == Attempt.id)
        .where(
            AttemptVoid.id == void_id,
            Attempt.enrolment_id.in_(visible_enrolments(viewer, roles=REPORTS)),
        )
    )
    if enrolment_id is None:
        raise NotFound
    return enrolment_id
