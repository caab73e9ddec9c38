"""The pages of a course, of what is known about it, and of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.queries.voids import voided_passes
from lms.catalog.rules import CourseFact, PublishedActivity, PublishedUnit
from lms.certification.queries import CertificateCard, certificates_of
from lms.core.db import AnySession
from lms.core.locale import local_day
from lms.learning.queries.activities import after_reversal
from lms.learning.queries.attempts import place_and_attempts
from lms.learning.queries.home import course_step
from lms.learning.queries.places import own_place
from lms.learning.rules import (
    ActivityLine,
    Place,
    Step,
    UnitLine,
    activity_line,
    missing_before,
    next_part,
    unit_line,
)
from lms.progress.queries import TakenBack, taken_back


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A course: its units, its test, its certificate, and what comes next."""

    place: Place
    step: Step | None
    units: tuple[UnitLine, ...]
    test: ActivityLine
    missing_for_test: tuple[PublishedActivity, ...]
    certificate: CertificateCard | None
    practicals_left: int
    taken_back: tuple[TakenBack, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit: what to do in it; missing: what opens it, empty when it is open."""

    place: Place
    unit: PublishedUnit
    line: UnitLine
    lines: tuple[ActivityLine, ...]
    next_line: ActivityLine | None
    following: PublishedUnit | None


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
    own = next((one for one in certificates if one.enrolment_id == enrolment_id), None)
    certified = {enrolment_id} if own else set()
    practicals = (one for one in course.activities() if one.kind == "practical")
    return CoursePage(
        place=place,
        step=course_step(session, place, attempts, certified, at=at),
        units=tuple(unit_line(place, unit) for unit in course.units),
        test=activity_line(place, course.test, attempts),
        missing_for_test=missing_before(place, course.test.unit_key),
        certificate=own,
        practicals_left=sum(not place.state.is_met(one.requirement_key) for one in practicals),
        taken_back=(
            *taken_back(session, enrolment_id, place.state),
            *voided_passes(session, enrolment_id, course, place.state),
        ),
    )


def unit_page(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, unit_key: str, *, at: datetime
) -> UnitPage:
    """The page of a unit. Raises NotFound.

    One statement; two when its practical was tried and is not signed off.
    """
    place, attempts = place_and_attempts(session, viewer, enrolment_id, at=at)
    unit = place.course.unit(unit_key)
    lines = tuple(
        after_reversal(session, place, activity_line(place, activity, attempts))
        for activity in unit.activities
    )
    part = next_part(place, unit)
    units = place.course.units
    return UnitPage(
        place=place,
        unit=unit,
        line=unit_line(place, unit),
        lines=lines,
        next_line=next((line for line in lines if line.activity is part), None),
        following=units[unit.position] if unit.position < len(units) else None,
    )


def about_page(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> AboutPage:
    """What one of the viewer's own courses is and rests on. Raises NotFound."""
    place = own_place(session, viewer, enrolment_id)
    units = place.course.units
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
