"""What the administrator's pages of cohorts show; people by name where that is granted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.accounts.models import Account, Person, Scope
from lms.accounts.queries import labels_of
from lms.accounts.queries.people import ADMINISTRATES, reached_people
from lms.accounts.rules import Label, Viewer
from lms.catalog.queries import published_courses
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.queries.reached import (
    cohort_of,
    cohorts_of,
    enrolment_of,
    reached_cohorts,
)
from lms.core.db import AnySession
from lms.core.ids import folded_code
from lms.core.text import Text


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One cohort of the list."""

    id: UUID
    title: str
    course_key: str
    course_title: Text | None
    academy: str | None
    starts_on: date
    ends_on: date | None
    active: int


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One line of a cohort's roster, without anything that was learnt."""

    id: UUID
    person_id: UUID
    account_id: UUID
    label: Label
    login_code: str
    account_state: str
    roster_number: int
    enrolment_state: str
    cycle: int


def cohort_rows(session: AnySession, viewer: Viewer) -> tuple[CohortRow, ...]:
    """The cohorts in the administrator's reach, the newest first. Three statements and a cache."""
    return _rows(session, cohorts_of(session, viewer, roles=ADMINISTRATES))


def cohort_row(session: AnySession, viewer: Viewer, cohort_id: UUID) -> CohortRow:
    """One cohort in the administrator's reach. Raises NotFound."""
    return _rows(session, [cohort_of(session, viewer, cohort_id, roles=ADMINISTRATES)])[0]


def _rows(session: AnySession, cohorts: Iterable[Cohort]) -> tuple[CohortRow, ...]:
    cohorts = list(cohorts)
    ids = [cohort.id for cohort in cohorts]
    counted = (
        select(Enrolment.cohort_id, func.count())
        .where(Enrolment.cohort_id.in_(ids), Enrolment.enrolment_state == "active")
        .group_by(Enrolment.cohort_id)
    )
    active = dict(session.execute(counted).all())
    own, above = Scope.__table__.alias("own"), Scope.__table__.alias("above")
    above_of = (
        select(own.c.id, above.c.title)
        .join(above, above.c.id == own.c.parent_id)
        .where(own.c.id.in_(ids))
    )
    academies = dict(session.execute(above_of).all())
    titles = {course.course_key: course.title for course in published_courses(session)}
    return tuple(
        CohortRow(
            cohort.id, cohort.title, cohort.course_key, titles.get(cohort.course_key),
            academies.get(cohort.id), cohort.starts_on, cohort.ends_on, active.get(cohort.id, 0),
        )
        for cohort in cohorts
    )  # fmt: skip


def enrolment_rows(
    session: AnySession, viewer: Viewer, cohort_id: UUID
) -> tuple[EnrolmentRow, ...]:
    """The roster of a cohort in the administrator's reach, by number. Three statements."""
    return _roster(session, viewer, Enrolment.cohort_id == cohort_id)


def enrolment_row(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> EnrolmentRow:
    """One line of a roster in the administrator's reach. Raises NotFound."""
    enrolment_of(session, viewer, enrolment_id, roles=ADMINISTRATES)
    return _roster(session, viewer, Enrolment.id == enrolment_id)[0]


def _roster(session: AnySession, viewer: Viewer, condition: object) -> tuple[EnrolmentRow, ...]:
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.person_id,
            Account.id.label("account_id"),
            Account.login_code,
            Account.account_state,
            Enrolment.roster_number,
            Enrolment.enrolment_state,
            Enrolment.cycle,
        )
        .join(Account, Account.person_id == Enrolment.person_id)
        .where(condition)  # type: ignore[arg-type]
        .where(Enrolment.cohort_id.in_(reached_cohorts(viewer, roles=ADMINISTRATES)))
        .order_by(Enrolment.roster_number, Enrolment.enrolled_at)
    ).all()
    labels = labels_of(session, viewer, [row.person_id for row in rows])
    return tuple(
        EnrolmentRow(
            row.id, row.person_id, row.account_id, labels[row.person_id], row.login_code,
            row.account_state, row.roster_number, row.enrolment_state, row.cycle,
        )
        for row in rows
    )  # fmt: skip


def people_by_codes(
    session: AnySession, viewer: Viewer, typed: str
) -> tuple[list[UUID], list[str]]:
    """The people whose codes are typed, in that order, and the codes that fit nobody.

    Somebody out of reach is found by the login code alone, which stands on their own slip.
    """
    found: list[UUID] = []
    unknown: list[str] = []
    for word in typed.replace(",", " ").split():
        person_id = _person_by_code(session, viewer, folded_code(word))
        if person_id is None:
            unknown.append(word)
        elif person_id not in found:
            found.append(person_id)
    return found, unknown


def _person_by_code(session: AnySession, viewer: Viewer, code: str) -> UUID | None:
    is_trainee_in_reach = (Person.trainee_code == code) & Person.id.in_(reached_people(viewer))
    return session.scalar(
        select(Person.id)
        .join(Account, Account.person_id == Person.id)
        .where(or_(Account.login_code == code, is_trainee_in_reach))
    )


def cohorts_to_move_to(
    session: AnySession, viewer: Viewer, course_key: str, but: UUID
) -> list[Cohort]:
    """The other cohorts of the course in the administrator's reach."""
    cohorts = cohorts_of(session, viewer, roles=ADMINISTRATES)
    return [one for one in cohorts if one.course_key == course_key and one.id != but]
