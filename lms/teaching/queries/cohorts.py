"""The trainer's cohorts and the people in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
from lms.progress.queries import progress_of_many
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
    cells: tuple[UnitState, ...]
    state: EnrolmentState
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CohortPage:
    """A cohort: roster, who needs help, what is hard, what was announced."""

    id: UUID
    title: str
    course: PublishedCourse | None
    roster: tuple[RosterRow, ...]
    hardest: tuple[HardQuestion, ...]
    announcements: tuple[Announced, ...]

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
    """The viewer's cohorts with how many need help. Three statements a cohort at most."""
    lines = []
    for cohort in cohorts_of(session, viewer, roles=TRAINER):
        rows = roster_of(session, viewer, cohort, at=at, with_labels=False)
        active = [row for row in rows if row.is_active]
        lines.append(
            DeskLine(
                cohort.id,
                cohort.title,
                enrolled=len(active),
                completed=sum(row.state.course_completed_at is not None for row in active),
                to_help=sum(bool(row.reasons) for row in active),
            )
        )
    return lines


def roster_of(
    session: AnySession, viewer: Viewer, cohort: Cohort, *, at: datetime, with_labels: bool = True
) -> list[RosterRow]:
    """Every enrolment of a cohort, by roster number. Four statements, whatever its size."""
    enrolments = enrolments_in(session, viewer, cohort.id)
    states = progress_of_many(session, [one.id for one in enrolments])
    people = [one.person_id for one in enrolments] if with_labels else []
    labels = labels_of(session, viewer, people) if people else {}
    return [
        row_of(session, enrolment, states[enrolment.id], labels.get(enrolment.person_id), at)
        for enrolment in enrolments
    ]


def row_of(
    session: AnySession,
    enrolment: Enrolment,
    state: EnrolmentState,
    label: Label | None,
    at: datetime,
) -> RosterRow:
    """One row of the roster."""
    course = published_course(session, enrolment.course_version_id)
    return RosterRow(
        enrolment_id=enrolment.id,
        roster_number=enrolment.roster_number,
        label=label or Label(""),
        is_active=enrolment.enrolment_state == "active",
        cells=unit_cells(course, state),
        state=state,
        reasons=reasons_to_help(course, state, enrolled_at=enrolment.enrolled_at, at=at),
    )


def cohort_page(
    session: AnySession, viewer: Viewer, cohort_id: UUID, *, language: str, at: datetime
) -> CohortPage:
    """One cohort of the viewer's. Raises NotFound."""
    cohort = cohort_of(session, viewer, cohort_id, roles=TRAINER)
    enrolments = enrolments_in(session, viewer, cohort.id)
    rows = roster_of(session, viewer, cohort, at=at)
    hardest = hardest_questions(session, [one.id for one in enrolments], language=language)
    course = published_course(session, enrolments[0].course_version_id) if enrolments else None
    return CohortPage(
        id=cohort.id,
        title=cohort.title,
        course=course,
        roster=tuple(rows),
        hardest=tuple(hardest),
        announcements=tuple(announcements_for(session, [cohort.id])),
    )
