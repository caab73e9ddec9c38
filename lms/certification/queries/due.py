"""Whose certificate is still to be issued, and who of them has confirmed the name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import and_, select

from lms.accounts.queries.names import printed_names_of
from lms.catalog.queries import published_course
from lms.certification.models import Certificate, NameConfirmation
from lms.certification.queries.own import as_printed
from lms.certification.queries.requests import confirmed_lines, requests_of
from lms.certification.rules import PrintedName
from lms.cohorts.models import Enrolment, PathwayEnrolment
from lms.core.db import AnySession
from lms.core.sealed import ring
from lms.core.text import Language
from lms.progress.models import EnrolmentProgress
from lms.progress.queries.pathways import pathways_completed_at

PLACES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The lines that somebody confirmed last, and the language that leads."""

    name: PrintedName
    leading: Language


@dataclass(frozen=True, slots=True)
class Ready:
    """A completion whose holder has confirmed what the certificate will print.

    id: the enrolment, or the place on a pathway. request_id: what a coordinator approves by it.
    """

    id: UUID
    confirmed: Confirmed
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Of some completions those that can be issued, and those that wait for their holder."""

    ready: tuple[Ready, ...]
    waiting: tuple[UUID, ...]


class DueIds(Protocol):
    """Completions without a certificate, by id, from behind `after` on; of a cohort, or all."""

    def __call__(
        self,
        session: AnySession,
        *,
        after: UUID | None,
        most: int | None,
        cohort_id: UUID | None = None,
    ) -> list[UUID]: ...


@dataclass(frozen=True, slots=True)
class DueKind:
    """What is certified, which completions of it are due, and whose name is confirmed.

    job: what the job is called that issues a cohort's.
    """

    job: str
    due: DueIds
    readiness: Callable[[AnySession, Sequence[UUID]], Readiness]


def due_enrolments(
    session: AnySession, *, after: UUID | None, most: int | None, cohort_id: UUID | None = None
) -> list[UUID]:
    """Completed enrolments without a certificate, by id, from behind `after` on."""
    due = (
        select(Enrolment.id)
        .join(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
        .outerjoin(
            Certificate,
            and_(
                Certificate.enrolment_id == Enrolment.id,
                Certificate.pathway_enrolment_id.is_(None),
            ),
        )
        .where(EnrolmentProgress.completed_at.is_not(None), Certificate.id.is_(None))
    )
    if after is not None:
        due = due.where(Enrolment.id > after)
    if cohort_id is not None:
        due = due.where(Enrolment.cohort_id == cohort_id)
    return list(session.scalars(due.order_by(Enrolment.id).limit(most)))


def due_pathways(
    session: AnySession, *, after: UUID | None, most: int | None, cohort_id: UUID | None = None
) -> list[UUID]:
    """Completed places on pathways without a certificate, by id, from behind `after` on."""
    place = PathwayEnrolment.id
    open_places = (
        select(place)
        .outerjoin(Certificate, Certificate.pathway_enrolment_id == place)
        .where(Certificate.id.is_(None))
        .order_by(place)
        .limit(PLACES_AT_ONCE)
    )
    if cohort_id is not None:
        open_places = open_places.where(PathwayEnrolment.pathway_cohort_id == cohort_id)
    found: list[UUID] = []
    while most is None or len(found) < most:
        later = open_places if after is None else open_places.where(place > after)
        places = session.scalars(later).all()
        complete = pathways_completed_at(session, places)
        found += [one for one in places if one in complete]
        if len(places) < PLACES_AT_ONCE:
            break
        after = places[-1]
    return found[:most]


def readiness_of_enrolments(session: AnySession, ids: Sequence[UUID]) -> Readiness:
    """Which of these completed enrolments can be issued. Five statements at most."""
    rows = session.execute(
        select(Enrolment.id, Enrolment.person_id, Enrolment.course_version_id)
        .where(Enrolment.id.in_(ids))
        .order_by(Enrolment.id)
    ).all()
    by_request = {
        row.id
        for row in rows
        if published_course(session, row.course_version_id).certificate.approval == "coordinator"
    }
    requested = ready_requests(session, by_request)
    confirmed = confirmed_now(session, [row.person_id for row in rows if row.id not in by_request])
    ready = [
        requested.get(row.id)
        if row.id in by_request
        else ready_by_name(row.id, confirmed.get(row.person_id))
        for row in rows
    ]
    return readiness(ids, [one for one in ready if one is not None])


def ready_requests(session: AnySession, enrolment_ids: set[UUID]) -> dict[UUID, Ready]:
    """The enrolments whose holder asked for a certificate, and no coordinator has answered."""
    return {
        asked.enrolment_id: Ready(
            asked.enrolment_id,
            Confirmed(confirmed_lines(session, asked.id), asked.leading_language),
            asked.id,
        )
        for asked in (requests_of(session, enrolment_ids) if enrolment_ids else ())
        if asked.answer is None
    }


def readiness_of_pathways(session: AnySession, ids: Sequence[UUID]) -> Readiness:
    """Which of these completed places on pathways can be issued. Three statements."""
    rows = session.execute(
        select(PathwayEnrolment.id, PathwayEnrolment.person_id)
        .where(PathwayEnrolment.id.in_(ids))
        .order_by(PathwayEnrolment.id)
    ).all()
    confirmed = confirmed_now(session, [row.person_id for row in rows])
    ready = [ready_by_name(row.id, confirmed.get(row.person_id)) for row in rows]
    return readiness(ids, [one for one in ready if one is not None])


def ready_by_name(due_id: UUID, confirmed: Confirmed | None) -> Ready | None:
    """A completion whose holder's name is confirmed."""
    return None if confirmed is None else Ready(due_id, confirmed)


def readiness(ids: Sequence[UUID], ready: Sequence[Ready]) -> Readiness:
    """The ready ones, and the others of `ids`."""
    known = {one.id for one in ready}
    return Readiness(tuple(ready), tuple(one for one in ids if one not in known))


def confirmed_now(session: AnySession, person_ids: Sequence[UUID]) -> dict[UUID, Confirmed]:
    """What each of these people confirmed last, if it still is what would be printed.

    Two statements.
    """
    names = printed_names_of(session, person_ids)
    return {
        person_id: confirmed
        for person_id, confirmed in last_confirmed(session, person_ids).items()
        if person_id in names and confirmed.name == as_printed(names[person_id])
    }


def last_confirmed(session: AnySession, person_ids: Sequence[UUID]) -> dict[UUID, Confirmed]:
    """What each of these people confirmed last. One statement."""
    rows = session.scalars(
        select(NameConfirmation)
        .where(NameConfirmation.person_id.in_(person_ids))
        .order_by(NameConfirmation.occurred_at, NameConfirmation.id)
    )
    newest = {row.person_id: row for row in rows}
    return {person_id: as_confirmed(row) for person_id, row in newest.items()}


def as_confirmed(row: NameConfirmation) -> Confirmed:
    """A confirmation as plain values."""
    text = ring().open(
        row.name_sealed, table=NameConfirmation.__tablename__, column="name_sealed", row=row.id
    )
    return Confirmed(PrintedName.from_json(text), cast(Language, row.leading_language))


def readiness_in(session: AnySession, kind: DueKind, cohort_id: UUID) -> Readiness:
    """Of a whole cohort who can be issued a certificate now, and who has to confirm the name."""
    return kind.readiness(session, kind.due(session, after=None, most=None, cohort_id=cohort_id))


COURSES = DueKind("issue_certificates", due_enrolments, readiness_of_enrolments)
PATHWAYS = DueKind("issue_pathway_certificates", due_pathways, readiness_of_pathways)
KINDS = {one.job: one for one in (COURSES, PATHWAYS)}
