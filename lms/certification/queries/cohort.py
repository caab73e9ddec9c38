"""The certificates of a cohort, and one certificate's history: for coordinators and approvers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.queries import labels_of, visible_people
from lms.accounts.queries.names import SHOWN
from lms.accounts.rules import Label, Viewer
from lms.certification.models import (
    Certificate,
    CertificateRequest,
)
from lms.certification.queries.acts import (
    Act,
    Correction,
    acts_of,
    corrections_of,
    printed_lines,
)
from lms.certification.queries.events import events_of
from lms.certification.queries.own import CertificateCard, card, name_to_print
from lms.certification.queries.reached import ASKS, DECIDES, in_reach, reached
from lms.certification.queries.requests import AskedCertificate, requests_of
from lms.certification.queries.slots import shown_in, slot_of_row
from lms.certification.rules import CertificateEventFact, PrintedName
from lms.cohorts.models import Cohort, Enrolment, PathwayCohort, PathwayEnrolment
from lms.cohorts.queries.pathways import pathway_cohort_of, reached_pathway_cohorts
from lms.cohorts.queries.reached import cohort_of
from lms.core.db import AnySession
from lms.progress.models import EnrolmentProgress
from lms.progress.queries import course_completed_at
from lms.progress.queries.pathways import pathways_completed_at


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate in a cohort's list.

    is_taken_back: its completion was taken back, and it was not revoked. is_waiting: a
    coordinator, or a second person, is awaited.
    """

    card: CertificateCard
    label: Label
    roster_number: int
    is_taken_back: bool
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A certificate that its holder claimed, and a coordinator is to approve."""

    asked: AskedCertificate
    label: Label
    roster_number: int


@dataclass(frozen=True, slots=True)
class CohortCertificates:
    """A cohort, what waits for an answer, and its certificates: those to decide about first.

    pathway_cohort_id: of a course's cohort on a pathway, whose own certificates stand there.
    """

    id: UUID
    title: str
    requests: tuple[RequestLine, ...]
    lines: tuple[CertificateLine, ...]
    pathway_cohort_id: UUID | None = None
    is_pathway: bool = False


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """One certificate with its history. printed, recorded: only for who may see its holder's name.

    may_ask: the viewer is a coordinator here, and not only a second person.
    """

    card: CertificateCard
    cohort: Cohort | PathwayCohort
    label: Label
    roster_number: int
    completed_at: datetime
    events: tuple[CertificateEventFact, ...]
    acts: tuple[Act, ...]
    corrections: tuple[Correction, ...]
    is_taken_back: bool
    is_latest: bool
    may_ask: bool
    printed: PrintedName | None
    recorded: PrintedName | None


def cohort_certificates(
    session: AnySession, viewer: Viewer, cohort_id: UUID, *, on: date
) -> CohortCertificates:
    """The certificates of a course's cohort in reach. Raises NotFound."""
    cohort = cohort_of(session, viewer, cohort_id, roles=DECIDES)
    rows = session.execute(
        select(Certificate, Enrolment.roster_number, EnrolmentProgress.completed_at)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .outerjoin(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
        .where(Enrolment.cohort_id == cohort.id, Certificate.pathway_enrolment_id.is_(None))
        .order_by(Enrolment.roster_number, Certificate.issue_number.desc())
    ).all()
    found = [(row, number, completed_at) for row, number, completed_at in rows]
    return CohortCertificates(
        cohort.id, cohort.title, requests_in(session, viewer, cohort.id),
        lines_of(session, viewer, found, on), pathway_of(session, viewer, cohort),
    )  # fmt: skip


def pathway_of(session: AnySession, viewer: Viewer, cohort: Cohort) -> UUID | None:
    """The cohort on a pathway that a course's cohort belongs to, where the viewer reaches it."""
    reached = reached_pathway_cohorts(viewer, roles=DECIDES)
    return session.scalar(
        select(PathwayCohort.id).where(
            PathwayCohort.id == cohort.pathway_cohort_id, PathwayCohort.id.in_(reached)
        )
    )


def pathway_certificates(
    session: AnySession, viewer: Viewer, pathway_cohort_id: UUID, *, on: date
) -> CohortCertificates:
    """The certificates of a pathway that a cohort in reach takes. Raises NotFound."""
    cohort = pathway_cohort_of(session, viewer, pathway_cohort_id, roles=DECIDES)
    rows = session.execute(
        select(Certificate, PathwayEnrolment.roster_number)
        .join(PathwayEnrolment, PathwayEnrolment.id == Certificate.pathway_enrolment_id)
        .where(PathwayEnrolment.pathway_cohort_id == cohort.id)
        .order_by(PathwayEnrolment.roster_number, Certificate.issue_number.desc())
    ).all()
    completed = pathways_completed_at(
        session, [row.pathway_enrolment_id for row, _ in rows if row.pathway_enrolment_id]
    )
    found = [
        (row, number, completed.get(row.pathway_enrolment_id) if row.pathway_enrolment_id else None)
        for row, number in rows
    ]
    return CohortCertificates(
        cohort.id, cohort.title, (), lines_of(session, viewer, found, on), is_pathway=True
    )


def lines_of(
    session: AnySession,
    viewer: Viewer,
    rows: Sequence[tuple[Certificate, int, datetime | None]],
    on: date,
) -> tuple[CertificateLine, ...]:
    """Certificates with their number on the list and their completion; first what is to decide."""
    ids = [row.id for row, *_ in rows]
    events, waiting = events_of(session, ids), waiting_in(session, ids)
    labels = labels_of(session, viewer, {row.person_id for row, *_ in rows})
    lines = [
        CertificateLine(
            found := card(row, events.get(row.id, ()), on), labels[row.person_id], number,
            is_taken_back(found, row, completed_at), row.id in waiting,
        )
        for row, number, completed_at in rows
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (not line.is_waiting, not line.is_taken_back)))


def is_taken_back(found: CertificateCard, row: Certificate, completed_at: datetime | None) -> bool:
    """Whether a certificate stands on a completion that does not."""
    is_gone = completed_at is None or completed_at > row.completed_at
    return is_gone and found.standing.state not in ("revoked", "superseded")


def completion_under(session: AnySession, row: Certificate) -> datetime | None:
    """When what a certificate was issued for is complete, as it is known now."""
    if row.pathway_enrolment_id is None:
        return course_completed_at(session, row.enrolment_id)
    place = row.pathway_enrolment_id
    return pathways_completed_at(session, [place]).get(place)


def waiting_in(session: AnySession, certificate_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these certificates about which somebody waits for an answer. Two statements."""
    acts = {one.certificate_id for one in acts_of(session, certificate_ids) if not one.answer}
    asked = corrections_of(session, certificate_ids)
    return acts | {one.certificate_id for one in asked if one.is_waiting}


def requests_in(session: AnySession, viewer: Viewer, cohort_id: UUID) -> tuple[RequestLine, ...]:
    """The claims in a cohort that no coordinator has answered."""
    rows = session.execute(
        select(Enrolment.id, Enrolment.person_id, Enrolment.roster_number).where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.id.in_(select(CertificateRequest.enrolment_id)),
        )
    ).all()
    people = {row.id: row for row in rows}
    labels = labels_of(session, viewer, {row.person_id for row in rows})
    return tuple(
        RequestLine(
            asked, labels[people[asked.enrolment_id].person_id],
            people[asked.enrolment_id].roster_number,
        )
        for asked in requests_of(session, people)
        if asked.answer is None
    )  # fmt: skip


def certificate_record(
    session: AnySession, viewer: Viewer, certificate_id: UUID, *, on: date
) -> CertificateRecord:
    """One certificate in reach. Names, where the role shows them, are remembered among those shown.

    Raises NotFound.
    """
    row = session.get_one(Certificate, reached(session, viewer, certificate_id))
    place = place_of(session, row)
    events = events_of(session, [row.id]).get(row.id, [])
    found = card(row, events, on)
    asks = select(Certificate.id).where(Certificate.id == row.id, in_reach(viewer, ASKS))
    names = lines_for(session, viewer, row)
    return CertificateRecord(
        card=found,
        cohort=cohort_with(session, place),
        label=labels_of(session, viewer, [row.person_id])[row.person_id],
        roster_number=place.roster_number,
        completed_at=row.completed_at,
        events=tuple(events),
        acts=tuple(acts_of(session, [row.id])),
        corrections=tuple(corrections_of(session, [row.id])),
        is_taken_back=is_taken_back(found, row, completion_under(session, row)),
        is_latest=is_latest(session, row),
        may_ask=session.scalar(asks) is not None and row.person_id != viewer.person_id,
        printed=names[0] if names else None,
        recorded=names[1] if names else None,
    )


def place_of(session: AnySession, row: Certificate) -> Enrolment | PathwayEnrolment:
    """The enrolment, or the place on a pathway, that a certificate is of."""
    if row.pathway_enrolment_id is not None:
        return session.get_one(PathwayEnrolment, row.pathway_enrolment_id)
    return session.get_one(Enrolment, row.enrolment_id)


def cohort_with(session: AnySession, place: Enrolment | PathwayEnrolment) -> Cohort | PathwayCohort:
    """The cohort in which a place is."""
    if isinstance(place, PathwayEnrolment):
        return session.get_one(PathwayCohort, place.pathway_cohort_id)
    return session.get_one(Cohort, place.cohort_id)


def is_latest(session: AnySession, row: Certificate) -> bool:
    """Whether no other certificate was issued in its place since."""
    newest = shown_in(session, slot_of_row(row))
    return newest is not None and newest.id == row.id


def lines_for(
    session: AnySession, viewer: Viewer, row: Certificate
) -> tuple[PrintedName, PrintedName] | None:
    """What is printed and what the record says now, for who may see the holder's name."""
    named = visible_people(viewer, roles=DECIDES, with_names=True)
    person = session.scalar(
        select(Certificate.person_id).where(
            Certificate.id == row.id, Certificate.person_id.in_(named)
        )
    )
    if person is None:
        return None
    session.info.setdefault(SHOWN, set()).add(row.person_id)
    return printed_lines(row), name_to_print(session, row.person_id)
