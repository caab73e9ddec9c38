"""The trainer's cohorts and the people in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.queries import labels_of
from lms.accounts.rules import Label, Viewer
from lms.assessment.queries import hardest_questions
from lms.assessment.queries.teaching import HardQuestion
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedCourse
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.queries import (
    Announced,
    announcements_for,
    cohort_of,
    cohorts_of,
    enrolments_in,
)
from lms.core.db import AnySession
from lms.progress.queries import Release, all_with_known, progress_of_many, releases_in
from lms.progress.rules import EnrolmentState, UnitState
from lms.teaching.rules import Reason, reasons_to_help, unit_cells

TRAINER = frozenset({"trainer"})


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One enrolment of a cohort as the trainer sees it."""

    enrolment_id: UUID
    roster_number: int
    label: Label
    is_active: bool
    course: PublishedCourse
    cells: tuple[UnitState, ...]
    state: EnrolmentState
    reasons: tuple[Reason, ...]

    @property
    def is_marked(self) -> bool:
        """Whether a part of theirs was set by a decision."""
        return any(one.overridden for one in self.state.requirements.values())


@dataclass(frozen=True, slots=True)
class CohortPage:
    """A cohort: roster, who needs help, what is hard, what was announced, what is released."""

    id: UUID
    title: str
    roster: tuple[RosterRow, ...]
    hardest: tuple[tuple[PublishedCourse, HardQuestion], ...]
    is_hardest_telling: bool
    announcements: tuple[Announced, ...]
    releases: tuple[Release, ...]

    @property
    def is_marked(self) -> bool:
        """Whether somebody's part was set by a decision."""
        return any(row.is_marked for row in self.roster)

    @property
    def to_help(self) -> tuple[RosterRow, ...]:
        """Who needs help, those with most reasons first."""
        needing = [row for row in self.roster if row.reasons and row.is_active]
        return tuple(sorted(needing, key=lambda row: -len(row.reasons)))


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A cohort on the trainer's desk."""

    id: UUID
    title: str
    enrolled: int
    completed: int
    to_help: int


def desk(session: AnySession, viewer: Viewer, *, at: datetime) -> list[DeskLine]:
    """The viewer's cohorts with how many need help. Three statements, however many."""
    cohorts = cohorts_of(session, viewer, roles=TRAINER)
    mine = select(Enrolment).where(
        Enrolment.cohort_id.in_([cohort.id for cohort in cohorts]),
        Enrolment.enrolment_state == "active",
    )
    active = session.scalars(mine).all()
    rows = roster_of(session, active, {}, at=at)
    by_cohort: dict[UUID, list[RosterRow]] = {cohort.id: [] for cohort in cohorts}
    for enrolment, row in zip(active, rows, strict=True):
        by_cohort[enrolment.cohort_id].append(row)
    return [desk_line(cohort, by_cohort[cohort.id]) for cohort in cohorts]


def desk_line(cohort: Cohort, rows: list[RosterRow]) -> DeskLine:
    """A cohort in figures."""
    return DeskLine(
        cohort.id,
        cohort.title,
        enrolled=len(rows),
        completed=sum(row.state.course_completed_at is not None for row in rows),
        to_help=sum(bool(row.reasons) for row in rows),
    )


def roster_of(
    session: AnySession,
    enrolments: Sequence[Enrolment],
    labels: Mapping[UUID, Label],
    *,
    at: datetime,
) -> list[RosterRow]:
    """A row for each of these enrolments, in their order. One statement, however many.

    Three where a course has conditions of its own.
    """
    courses = {one.id: published_course(session, one.course_version_id) for one in enrolments}
    kept = progress_of_many(session, [one.id for one in enrolments])
    states = all_with_known(session, courses, kept, at=at)
    return [
        row_of(courses[one.id], one, states[one.id], labels.get(one.person_id, Label("")), at)
        for one in enrolments
    ]


def row_of(
    course: PublishedCourse, enrolment: Enrolment, state: EnrolmentState, label: Label, at: datetime
) -> RosterRow:
    """One row of the roster."""
    return RosterRow(
        enrolment_id=enrolment.id,
        roster_number=enrolment.roster_number,
        label=label,
        is_active=enrolment.enrolment_state == "active",
        course=course,
        cells=unit_cells(course, state),
        state=state,
        reasons=reasons_to_help(course, state, enrolled_at=enrolment.enrolled_at, at=at),
    )


def cohort_page(
    session: AnySession, viewer: Viewer, cohort_id: UUID, *, language: str, at: datetime
) -> CohortPage:
    """One cohort of the viewer's. Raises NotFound. Eight statements, whatever its size.

    Up to three more where its course has conditions of its own.
    """
    cohort = cohort_of(session, viewer, cohort_id, roles=TRAINER)
    enrolments = enrolments_in(session, viewer, cohort.id)
    labels = labels_of(session, viewer, [one.person_id for one in enrolments])
    rows = roster_of(session, enrolments, labels, at=at)
    hardest = hardest_questions(session, [one.id for one in enrolments], language=language)
    return CohortPage(
        id=cohort.id,
        title=cohort.title,
        roster=tuple(rows),
        hardest=tuple((course_with(rows, one.activity), one) for one in hardest.questions),
        is_hardest_telling=hardest.is_telling,
        announcements=tuple(announcements_for(session, [cohort.id])),
        releases=releases_in(session, cohort.id, [row.course for row in rows]),
    )


def course_with(rows: list[RosterRow], address: str) -> PublishedCourse:
    """A version that somebody of the cohort takes and that has the activity."""
    return next(
        row.course
        for row in rows
        if any(activity.address == address for activity in row.course.activities())
    )
