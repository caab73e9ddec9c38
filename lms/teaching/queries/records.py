"""A trainee's record, and one attempt of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.queries import labels_of
from lms.accounts.rules import Label, Viewer
from lms.assessment.models import AttemptGrant
from lms.assessment.queries import AttemptHead, ResultPage, attempt_in, heads_of, result_page
from lms.assessment.queries.attempts import Grade, grades_of, steps_of
from lms.assessment.queries.extra_time import Given, extra_time_of
from lms.assessment.queries.marking import handed_in_among
from lms.assessment.rules.attempts import Step, end_of, is_counted
from lms.assessment.rules.grades import Points, shown_grade
from lms.assessment.rules.scenarios import Walk, walk
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity, PublishedCourse, PublishedUnit, Scenario
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import enrolment_of, visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.sealed import ring
from lms.practice.queries import ObservationRow, awaits_again, observations_of
from lms.practice.rules import AlreadyCorrected
from lms.progress.queries import progress_of, with_known
from lms.progress.rules import COURSE, EnrolmentState, Overridden, UnitState, unit_state
from lms.teaching.queries.cohorts import TRAINER
from lms.teaching.rules import Reason, reasons_to_help


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit in a record, with its practical's observations, the newest first.

    awaits_again: the sign-off was taken back, and nobody has observed the practical since.
    receipts: when each document was confirmed. by_decision: what somebody decided about the unit
    or a part of it.
    """

    unit: PublishedUnit
    state: UnitState
    practical: PublishedActivity | None
    observations: tuple[ObservationRow, ...]
    awaits_again: bool
    receipts: tuple[tuple[PublishedActivity, datetime | None], ...]
    by_decision: Overridden | None


@dataclass(frozen=True, slots=True)
class Granted:
    """One more attempt that a trainer gave at an activity."""

    activity: str
    reason: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Everything a trainer needs to know about one enrolment.

    handed_in: the attempts that have no grade yet because they wait for a mark.
    """

    enrolment_id: UUID
    person_id: UUID
    cohort_id: UUID
    label: Label
    is_active: bool
    course: PublishedCourse
    state: EnrolmentState
    reasons: tuple[Reason, ...]
    units: tuple[UnitRecord, ...]
    attempts: tuple[tuple[AttemptHead, Grade | None], ...]
    handed_in: frozenset[UUID]
    grants: tuple[Granted, ...]
    given_time: tuple[Given, ...]

    def shown_grades(self) -> Iterator[tuple[PublishedActivity, int, Points]]:
        """Each quiz tried more than once that counts: how often, and the grade that stands."""
        for activity in self.course.activities():
            own = [
                grade
                for head, grade in reversed(self.attempts)
                if grade and head.activity == activity.address and head.kind != "remedial"
            ]
            graded = [
                Points(each.score, each.max_score)
                for each in own
                if not each.is_voided and not each.is_abandoned
            ]
            points = shown_grade(activity.quiz.grade_method, graded) if activity.quiz else None
            if points is not None and len(graded) > 1:
                yield activity, len(graded), points

    @property
    def is_marked(self) -> bool:
        """Whether a part of it was set by a decision."""
        return any(one.overridden for one in self.state.requirements.values())

    @property
    def test_by_decision(self) -> Overridden | None:
        """What somebody decided about the course test."""
        return self.state.overridden_in(COURSE)


@dataclass(frozen=True, slots=True)
class SubmittedAttempt:
    """A closed attempt and whose it is. walk: the way taken, for a scenario.

    late: how many answers came after it was graded, or its time was over.
    """

    record: Record
    result: ResultPage
    walk: Walk | None
    late: int


def record(session: AnySession, viewer: Viewer, enrolment_id: UUID, *, at: datetime) -> Record:
    """The record of an enrolment in the viewer's cohorts. Raises NotFound."""
    enrolment = enrolment_of(session, viewer, enrolment_id, roles=TRAINER)
    course = published_course(session, enrolment.course_version_id)
    kept = progress_of(session, enrolment.id)
    state = with_known(session, course, kept, enrolment.id, at=at)
    heads = heads_of(session, enrolment.id)
    grades = grades_of(session, [head.id for head in heads]) if heads else {}
    ungraded = [head.id for head in heads if head.id not in grades]
    observed = observations_of(session, enrolment.id)
    return Record(
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        cohort_id=enrolment.cohort_id,
        label=labels_of(session, viewer, [enrolment.person_id])[enrolment.person_id],
        is_active=enrolment.enrolment_state == "active",
        course=course,
        state=state,
        reasons=reasons_to_help(course, state, enrolled_at=enrolment.enrolled_at, at=at),
        units=tuple(unit_record(course, state, unit, observed) for unit in course.units),
        attempts=tuple((head, grades.get(head.id)) for head in reversed(heads)),
        handed_in=frozenset(handed_in_among(session, ungraded) if ungraded else ()),
        grants=tuple(grants_of(session, enrolment.id)),
        given_time=extra_time_of(session, enrolment.id),
    )


def grants_of(session: AnySession, enrolment_id: UUID) -> list[Granted]:
    """The attempts given to an enrolment, the newest first. One statement."""
    rows = session.scalars(
        select(AttemptGrant)
        .where(AttemptGrant.enrolment_id == enrolment_id)
        .order_by(AttemptGrant.occurred_at.desc(), AttemptGrant.id.desc())
    )
    return [
        Granted(
            activity=row.activity,
            reason=ring().open(
                row.reason_sealed, table="attempt_grant", column="reason_sealed", row=row.id
            ),
            given_at=row.occurred_at,
        )
        for row in rows
    ]


def unit_record(
    course: PublishedCourse,
    state: EnrolmentState,
    unit: PublishedUnit,
    observed: list[ObservationRow],
) -> UnitRecord:
    """One unit of a record."""
    practical = unit.activity_of_kind("practical")
    mine = tuple(row for row in observed if practical and row.activity == practical.address)
    return UnitRecord(
        unit=unit,
        state=unit_state(course, state, unit),
        practical=practical,
        observations=mine,
        awaits_again=awaits_again(mine),
        receipts=tuple(
            (one, state.requirement(one.requirement_key).earned_at)
            for one in unit.activities_of_kind("receipt")
        ),
        by_decision=state.overridden_in(unit.key),
    )


def practical_of(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, unit_key: str
) -> tuple[Enrolment, PublishedUnit, PublishedActivity]:
    """The practical of a unit for an enrolment in the viewer's cohorts. Raises NotFound."""
    enrolment = enrolment_of(session, viewer, enrolment_id, roles=TRAINER)
    unit = published_course(session, enrolment.course_version_id).unit(unit_key)
    practical = unit.activity_of_kind("practical")
    if practical is None:
        raise NotFound
    return enrolment, unit, practical


def standing_observation(
    session: AnySession,
    enrolment: Enrolment,
    practical: PublishedActivity,
    observation_id: UUID,
) -> ObservationRow:
    """An observation to correct, of an enrolment and practical that `practical_of` gave.

    Raises NotFound, AlreadyCorrected.
    """
    for row in observations_of(session, enrolment.id):
        if row.id == observation_id and row.activity == practical.address:
            if row.is_superseded:
                raise AlreadyCorrected
            return row
    raise NotFound


def submitted_attempt(
    session: AnySession, viewer: Viewer, attempt_id: UUID, *, language: str, at: datetime
) -> SubmittedAttempt:
    """A closed attempt in the viewer's cohorts, with what is right. Raises NotFound."""
    head = attempt_in(session, attempt_id, visible_enrolments(viewer, roles=TRAINER))
    result = result_page(session, head, language=language, shown="test_closed")
    if result is None:
        raise NotFound
    of = record(session, viewer, head.enrolment_id, at=at)
    scenario = of.course.activity(head.unit_key, head.activity_key).scenario
    steps = steps_of(session, head.id)
    end = end_of(steps)
    return SubmittedAttempt(
        of,
        result,
        walked(steps, scenario) if scenario else None,
        late=sum(
            step.kind == "answer" and not is_counted(step, end, head.deadline_at) for step in steps
        ),
    )


def walked(steps: list[Step], scenario: Scenario) -> Walk:
    """The way taken through a scenario."""
    steps = sorted(steps, key=lambda step: (step.occurred_at, step.id))
    return walk(scenario, [tuple(step.response) for step in steps if step.kind == "choose"])
