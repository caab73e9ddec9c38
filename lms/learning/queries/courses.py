"""The pages of a course, of what is known about it, and of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.queries import overview
from lms.assessment.queries.marking import is_marked_by_hand
from lms.assessment.queries.voids import voided_passes
from lms.catalog.queries import published_course
from lms.catalog.rules import COURSE, CourseFact, PublishedCourse, PublishedUnit
from lms.certification.queries import CertificateCard, certificates_of
from lms.cohorts.queries import own_enrolment
from lms.core.db import AnySession
from lms.core.locale import local_day
from lms.learning.queries.activities import after_reversal
from lms.learning.queries.attempts import place_and_attempts
from lms.learning.queries.home import course_step
from lms.learning.queries.linked import LinkedCourse, linked_courses
from lms.learning.queries.places import own_place
from lms.learning.rules import (
    ActivityLine,
    Closed,
    Place,
    Step,
    UnitLine,
    activity_line,
    closed_by,
    next_part,
    part_beside,
    unit_line,
    units_of,
)
from lms.progress.queries import TakenBack, taken_back
from lms.progress.rules import awaited_practicals, is_hidden


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A course: its units, its test, its certificate, and what comes next.

    test_closed: why the course test is not open. is_test_shown: it is not hidden.
    """

    place: Place
    step: Step | None
    units: tuple[UnitLine, ...]
    test: ActivityLine
    test_closed: Closed | None
    certificate: CertificateCard | None
    practicals_left: int
    taken_back: tuple[TakenBack, ...] = ()
    is_test_shown: bool = True
    linked: Mapping[str, LinkedCourse] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit: what to do in it. linked: courses that its conditions name."""

    place: Place
    unit: PublishedUnit
    line: UnitLine
    lines: tuple[ActivityLine, ...]
    next_line: ActivityLine | None
    following: PublishedUnit | None
    linked: Mapping[str, LinkedCourse] = field(default_factory=dict)

    @property
    def awaited(self) -> ActivityLine | None:
        """What a trainer is marking, where that is all that is left."""
        return next((line for line in self.lines if line.is_being_marked), None)


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What a course is and rests on; facts: to be verified by a legal reviewer, by unit."""

    place: Place
    to_verify: tuple[tuple[PublishedUnit, tuple[CourseFact, ...]], ...]
    checked: int
    unverified: int
    draft_units: dict[str, tuple[PublishedUnit, ...]]


def course_page(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, *, at: datetime
) -> CoursePage:
    """The page of one of the viewer's own courses. Raises NotFound."""
    place, attempts = place_and_attempts(session, viewer, enrolment_id, at=at)
    course = place.course
    certificates = certificates_of(session, viewer, on=local_day(at))
    own = next((one for one in certificates if one.is_of_course(enrolment_id)), None)
    certified = {enrolment_id} if own else set()
    lines = tuple(unit_line(place, unit) for unit in units_of(place))
    test_closed = closed_by(place, COURSE)
    return CoursePage(
        place=place,
        step=course_step(session, place, attempts, certified, at=at),
        units=lines,
        test=activity_line(place, course.test, attempts),
        test_closed=test_closed,
        certificate=own,
        practicals_left=sum(len(awaited_practicals(unit, place.state)) for unit in course.units),
        taken_back=(
            *taken_back(session, enrolment_id, place.state),
            *voided_passes(session, enrolment_id, course, place.state),
        ),
        is_test_shown=not is_hidden(course, place.state, COURSE),
        linked=linked_courses(session, viewer, [*(line.closed for line in lines), test_closed]),
    )


def unit_page(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, unit_key: str, *, at: datetime
) -> UnitPage:
    """The page of a unit. Raises NotFound.

    One statement; two when its practical was tried and is not signed off; more where a trainer
    marks its quiz.
    """
    place, attempts = place_and_attempts(session, viewer, enrolment_id, at=at)
    unit = place.course.unit(unit_key)
    lines = tuple(
        being_marked(
            session, place,
            after_reversal(session, place, activity_line(place, activity, attempts)), at=at,
        )
        for activity in unit.activities
    )  # fmt: skip
    part = next_part(place, unit)
    if any(each.is_being_marked and each.activity is part for each in lines):
        part = part_beside(place, part) if part else None
    line = unit_line(place, unit)
    later = [one for one in units_of(place) if one.position > unit.position]
    return UnitPage(
        place=place,
        unit=unit,
        line=line,
        lines=lines,
        next_line=next((each for each in lines if each.activity is part), None),
        following=later[0] if later else None,
        linked=linked_courses(session, viewer, [line.closed]),
    )


def being_marked(
    session: AnySession, place: Place, line: ActivityLine, *, at: datetime
) -> ActivityLine:
    """The line; of a quiz that was handed in and waits for a trainer's mark, that."""
    activity = line.activity
    if activity.quiz is None or line.state not in ("todo", "again"):
        return line
    if not is_marked_by_hand(session, place.course.course_version_id, activity.address):
        return line
    stand = overview(session, place.enrolment_id, activity, at=at)
    return line if stand.marking is None else replace(line, state="waiting", is_being_marked=True)


def own_course(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> PublishedCourse:
    """The course version of one of the viewer's own enrolments. Raises NotFound."""
    return published_course(session, own_enrolment(session, viewer, enrolment_id).course_version_id)


def about_page(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, *, at: datetime
) -> AboutPage:
    """What one of the viewer's own courses is and rests on, hidden units left out.

    Raises NotFound.
    """
    place = own_place(session, viewer, enrolment_id, at=at)
    units = units_of(place)
    by_unit = tuple(
        (unit, tuple(fact for fact in unit.facts if fact.verification == "to_verify"))
        for unit in units
    )
    unverified = sum(len(facts) for _, facts in by_unit)
    languages = {language for unit in units for language in unit.draft_languages}
    return AboutPage(
        place=place,
        to_verify=tuple((unit, facts) for unit, facts in by_unit if facts),
        checked=sum(len(unit.facts) for unit in units) - unverified,
        unverified=unverified,
        draft_units={
            language: tuple(unit for unit in units if language in unit.draft_languages)
            for language in sorted(languages)
        },
    )
