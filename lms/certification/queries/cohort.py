"""The certificates of a cohort, and one certificate's history: for coordinators and approvers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts.queries import labels_of, visible_people
from lms.accounts.queries.names import SHOWN
from lms.accounts.rules import Label, Viewer
from lms.certification.models import (
    Certificate,
    CertificateAct,
    CertificateCorrection,
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
from lms.certification.queries.requests import AskedCertificate, requests_of
from lms.certification.queries.slots import shown_in, slot_of_row
from lms.certification.rules import CertificateEventFact, PrintedName
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.queries.reached import cohort_of, visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.progress.models import EnrolmentProgress
from lms.progress.queries import course_completed_at
from lms.progress.queries.pathways import pathways_completed_at

DECIDES = frozenset({"coordinator", "approver"})
ASKS = frozenset({"coordinator"})


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
    """A cohort, what waits for an answer, and its certificates: those to decide about first."""

    cohort: Cohort
    requests: tuple[RequestLine, ...]
    lines: tuple[CertificateLine, ...]


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """One certificate with its history. printed, recorded: only for who may see its holder's name.

    may_ask: the viewer is a coordinator here, and not only a second person.
    """

    card: CertificateCard
    cohort: Cohort
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
    """The certificates of a cohort in reach. Raises NotFound."""
    cohort = cohort_of(session, viewer, cohort_id, roles=DECIDES)
    rows = session.execute(
        select(Certificate, Enrolment, EnrolmentProgress.completed_at)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .outerjoin(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
        .where(Enrolment.cohort_id == cohort.id)
        .order_by(Enrolment.roster_number, Certificate.issue_number.desc())
    ).all()
    ids = [row.id for row, _, _ in rows]
    events, waiting = events_of(session, ids), waiting_in(session, ids)
    labels = labels_of(session, viewer, {one.person_id for _, one, _ in rows})
    places = [row.pathway_enrolment_id for row, *_ in rows if row.pathway_enrolment_id]
    pathways = pathways_completed_at(session, places)
    lines = [
        CertificateLine(
            found := card(row, events.get(row.id, ()), on), labels[one.person_id],
            one.roster_number,
            is_taken_back(found, row, pathways.get(row.pathway_enrolment_id)
                          if row.pathway_enrolment_id else completed_at),
            row.id in waiting,
        )
        for row, one, completed_at in rows
    ]  # fmt: skip
    lines.sort(key=lambda line: (not line.is_waiting, not line.is_taken_back))
    return CohortCertificates(cohort, requests_in(session, viewer, cohort.id), tuple(lines))


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
    enrolment = session.get_one(Enrolment, row.enrolment_id)
    events = events_of(session, [row.id]).get(row.id, [])
    found = card(row, events, on)
    asks = visible_enrolments(viewer, roles=ASKS).where(Enrolment.id == enrolment.id)
    names = lines_for(session, viewer, row)
    return CertificateRecord(
        card=found,
        cohort=session.get_one(Cohort, enrolment.cohort_id),
        label=labels_of(session, viewer, [row.person_id])[row.person_id],
        roster_number=enrolment.roster_number,
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


def reached(session: AnySession, viewer: Viewer, certificate_id: UUID) -> UUID:
    """A certificate's id, if it is in the viewer's reach. Raises NotFound."""
    found = session.scalar(
        select(Certificate.id).where(
            Certificate.id == certificate_id,
            Certificate.enrolment_id.in_(visible_enrolments(viewer, roles=DECIDES)),
        )
    )
    if found is None:
        raise NotFound
    return found


def certificate_of_act(session: AnySession, viewer: Viewer, act_id: UUID) -> UUID:
    """The certificate of an act in reach. Raises NotFound."""
    found = session.scalar(select(CertificateAct.certificate_id).where(CertificateAct.id == act_id))
    if found is None:
        raise NotFound
    return reached(session, viewer, found)


def certificate_of_correction(session: AnySession, viewer: Viewer, correction_id: UUID) -> UUID:
    """The certificate of a holder's request in reach. Raises NotFound."""
    found = session.scalar(
        select(CertificateCorrection.certificate_id).where(
            CertificateCorrection.id == correction_id
        )
    )
    if found is None:
        raise NotFound
    return reached(session, viewer, found)


def cohort_of_request(session: AnySession, viewer: Viewer, request_id: UUID) -> UUID:
    """The cohort of a claim in reach. Raises NotFound."""
    found = session.scalar(
        select(Enrolment.cohort_id)
        .join(CertificateRequest, CertificateRequest.enrolment_id == Enrolment.id)
        .where(
            CertificateRequest.id == request_id,
            Enrolment.id.in_(visible_enrolments(viewer, roles=ASKS)),
        )
    )
    if found is None:
        raise NotFound
    return found


def check_renewable(session: AnySession, viewer: Viewer, certificate_id: UUID) -> bool:
    """Whether it is a pathway's.

    Raises NotFound, unless it is the viewer's own or of a cohort that they coordinate.
    """
    theirs = visible_enrolments(viewer, roles=ASKS)
    found = session.scalar(
        select(Certificate).where(
            Certificate.id == certificate_id,
            or_(Certificate.person_id == viewer.person_id, Certificate.enrolment_id.in_(theirs)),
        )
    )
    if found is None:
        raise NotFound
    return found.pathway_enrolment_id is not None
