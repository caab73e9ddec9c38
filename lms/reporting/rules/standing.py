"""Where one enrolment stands, as a report draws it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from lms.catalog.rules import COURSE, PublishedActivity, PublishedCourse, PublishedUnit
from lms.core.locale import local_day
from lms.progress.rules import EnrolmentState, is_asked_for, unit_state

Part = Literal["not_started", "in_progress", "completed", "withdrawn"]
CellState = Literal["done", "now", "again", "waiting", "todo", "locked"]

PARTS: tuple[Part, ...] = ("not_started", "in_progress", "completed", "withdrawn")
HELP_AFTER_FAILED_TRIES = 2
INACTIVE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit of one person. on: the day it was completed; done of parts, or tries: how far.

    is_marked: a decision stands on it or a part of it.
    """

    state: CellState
    on: date | None = None
    done: int = 0
    parts: int = 0
    tries: int = 0
    is_marked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Digest:
    """What a report needs of an enrolment's progress.

    cells: by the key of the unit, in order. held_at: the units (or `course`) whose quiz was
    failed and is not passed yet. most_failed: the failed tries at the worst of these quizzes.
    is_test_marked: a decision stands on the course test.
    last_on: the day of the last work. Each digest equals itself alone, so that what is drawn of it
    can be found again quickly.
    """

    cells: tuple[tuple[str, Cell], ...] = ()
    is_started: bool = False
    completed_at: datetime | None = None
    last_on: date | None = None
    held_at: tuple[str, ...] = ()
    most_failed: int = 0
    is_waiting: bool = False
    is_test_marked: bool = False

    def cell(self, unit_key: str) -> Cell | None:
        """The cell of a unit; nothing where this course version has no such unit."""
        return next((cell for key, cell in self.cells if key == unit_key), None)

    @property
    def is_marked(self) -> bool:
        """Whether a decision stands on any part."""
        return self.is_test_marked or any(cell.is_marked for _, cell in self.cells)

    @property
    def units_done(self) -> int:
        """How many units are complete."""
        return sum(cell.state == "done" for _, cell in self.cells)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report. name: only where the viewer's role shows names here."""

    enrolment_id: UUID
    person_id: UUID
    roster_number: int
    trainee_code: str
    part: Part
    digest: Digest
    days_inactive: int
    last_active_on: date
    certificate_state: str | None = None
    certificate_until: date | None = None
    name: str | None = None

    @property
    def label(self) -> str:
        """The name, or the trainee code in its place."""
        return self.name or self.trainee_code

    @property
    def is_active(self) -> bool:
        """Whether the enrolment goes on."""
        return self.part != "withdrawn"

    @property
    def needs_help(self) -> bool:
        """Whether some quiz was failed twice or more, and is not passed yet."""
        return self.is_active and self.digest.most_failed >= HELP_AFTER_FAILED_TRIES

    @property
    def is_waiting(self) -> bool:
        """Whether a unit misses nothing but a practical's sign-off."""
        return self.is_active and self.digest.is_waiting

    @property
    def is_certified(self) -> bool:
        """Whether a certificate of this enrolment is valid today."""
        return self.certificate_state in ("valid", "expiring")

    def is_held_at(self, unit_key: str) -> bool:
        """Whether this unit's quiz, or the course test, was failed and is not passed yet."""
        return self.is_active and unit_key in self.digest.held_at

    def is_inactive(self, days: int) -> bool:
        """Whether nothing was done for this many days, though something is left to do."""
        return self.part in ("not_started", "in_progress") and self.days_inactive >= days


def part_of(enrolment_state: str, digest: Digest) -> Part:
    """The one part of the cohort to which an enrolment counts."""
    if enrolment_state == "withdrawn":
        return "withdrawn"
    if digest.completed_at is not None:
        return "completed"
    return "in_progress" if digest.is_started else "not_started"


def digest_of(course: PublishedCourse, state: EnrolmentState) -> Digest:
    """What a report needs of this progress: the same for the same course and state, always."""
    failed = failed_tries(course, state)
    cells = tuple((unit.key, cell_of(course, state, unit, failed)) for unit in course.units)
    return Digest(
        cells=cells,
        is_started=any(known.last_at for known in state.requirements.values()),
        completed_at=state.course_completed_at,
        last_on=local_day(state.last_at) if state.last_at else None,
        held_at=tuple(failed),
        most_failed=max(failed.values(), default=0),
        is_waiting=any(unit_state(course, state, unit) == "waiting" for unit in course.units),
        is_test_marked=state.overridden_in(COURSE) is not None,
    )


def failed_tries(course: PublishedCourse, state: EnrolmentState) -> dict[str, int]:
    """By unit, the failed tries at a quiz that is not passed yet; `course`: the course test.

    A quiz that its unit does not wait for holds nobody back.
    """
    found = {}
    for unit in course.units:
        quiz = unit.activity_of_kind("quiz")
        if quiz is not None and (tries := _tries(course, state, quiz)):
            found[unit.key] = tries
    if tries := _tries(course, state, course.test):
        found[COURSE] = tries
    return found


def _tries(course: PublishedCourse, state: EnrolmentState, quiz: PublishedActivity) -> int:
    known = state.requirement(quiz.requirement_key)
    return known.tries if known.tries and is_asked_for(course, state, quiz) else 0


def cell_of(
    course: PublishedCourse, state: EnrolmentState, unit: PublishedUnit, failed: dict[str, int]
) -> Cell:
    """A unit in one word, marked where a decision stands on it."""
    cell = _cell_of(course, state, unit, failed)
    return replace(cell, is_marked=True) if state.overridden_in(unit.key) else cell


def _cell_of(
    course: PublishedCourse, state: EnrolmentState, unit: PublishedUnit, failed: dict[str, int]
) -> Cell:
    """A unit in one word, and how far it is. `again`: its quiz was failed twice or more."""
    known = unit_state(course, state, unit)
    if known == "done":
        return Cell("done", on=local_day(state.units[unit.key]))
    tries = failed.get(unit.key, 0)
    if tries >= HELP_AFTER_FAILED_TRIES:
        return Cell("again", tries=tries)
    if known == "now":
        met = sum(state.is_met(part.requirement_key) for part in unit.activities)
        return Cell("now", done=met, parts=len(unit.activities))
    return Cell(known)
