"""Questions about certificates: one's own, a printed one's truth, whose is still to be issued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, undefer

from lms.accounts.queries import printed_names, visible_people
from lms.accounts.queries.names import SHOWN
from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedCourse
from lms.certification.models import Certificate, CertificateEvent
from lms.certification.rules import (
    CertificateEventFact,
    CourseFacts,
    EventKind,
    PrintedName,
    Standing,
    is_code,
    matches,
    standing,
    typed_code,
)
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import own_enrolment
from lms.core.db import AnySession
from lms.core.errors import DomainError, NotFound
from lms.core.locale import local_day
from lms.core.sealed import ring
from lms.core.text import Text
from lms.progress.models import EnrolmentProgress
from lms.progress.queries import course_completed_at

MAY_READ_OTHERS = frozenset({"coordinator"})


class CodeMistyped(DomainError):
    """The last character of the code does not fit the others: no certificate can have it."""

    code = "code_mistyped"
    status = 404


class NotCompleted(DomainError):
    """The course is not complete yet, so there is nothing to certify."""

    code = "not_completed"
    status = 403


class NameMissing(DomainError):
    """The person has no name in any script, so nothing could be printed."""

    code = "name_missing"


@dataclass(frozen=True, slots=True)
class Claim:
    """The exact lines that will be printed, for their owner to confirm."""

    enrolment_id: UUID
    course_title: Text
    name: PrintedName
    is_issued: bool


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """One of a person's own certificates, as the wallet shows it."""

    id: UUID
    enrolment_id: UUID
    code: str
    course: CourseFacts
    issued_at: datetime
    valid_until: date | None
    standing: Standing
    is_specimen: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What anybody who holds the code may know: no name, no initials, no day of issue."""

    code: str
    standing: Standing
    course: CourseFacts
    issued_month: date
    valid_until: date | None
    events: tuple[CertificateEventFact, ...]
    is_specimen: bool


@dataclass(frozen=True, slots=True)
class StoredPdf:
    """The bytes of a certificate, the same at each download."""

    code: str
    content: bytes


def certificates_of(session: AnySession, viewer: Viewer, *, on: date) -> list[CertificateCard]:
    """The viewer's own certificates, the newest first. Two statements."""
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.person_id == viewer.person_id)
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    ).all()
    events = events_of(session, [row.id for row in rows])
    return [card(row, events.get(row.id, ()), on) for row in rows]


def claim_of(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> Claim:
    """What the viewer confirms before their certificate is issued.

    Raises NotFound, NotCompleted, NameMissing.
    """
    own_enrolment(session, viewer, enrolment_id)
    enrolment = session.get_one(Enrolment, enrolment_id)
    course = published_course(session, enrolment.course_version_id)
    if course_completed_at(session, enrolment_id) is None:
        raise NotCompleted
    issued = session.scalar(select(Certificate.id).filter_by(**slot_of(enrolment, course)))
    return Claim(
        enrolment_id=enrolment_id,
        course_title=course.title,
        name=name_to_print(session, viewer.person_id),
        is_issued=issued is not None,
    )


def slot_of(enrolment: Enrolment, course: PublishedCourse) -> dict[str, Any]:
    """The one place that a certificate of this enrolment takes: its unique columns."""
    return {
        "person_id": enrolment.person_id,
        "certificate_type": course.certificate.code,
        "period_key": f"cycle-{enrolment.cycle}",
    }


def card(row: Certificate, events: Sequence[CertificateEventFact], on: date) -> CertificateCard:
    """A certificate as plain values, with its state on a day."""
    return CertificateCard(
        id=row.id,
        enrolment_id=row.enrolment_id,
        code=row.code,
        course=CourseFacts.from_json(row.course_facts),
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        standing=standing(row.valid_until, events, on),
        is_specimen=row.is_specimen,
    )


def certificate_pdf(session: AnySession, viewer: Viewer, certificate_id: UUID) -> StoredPdf:
    """The stored bytes, for the holder or a coordinator who may see the holder's name.

    A coordinator's look is remembered among the names shown. Raises NotFound.
    """
    reached = visible_people(viewer, roles=MAY_READ_OTHERS, with_names=True)
    row = session.scalar(
        select(Certificate)
        .options(undefer(Certificate.pdf_sealed))
        .where(
            Certificate.id == certificate_id,
            or_(Certificate.person_id == viewer.person_id, Certificate.person_id.in_(reached)),
        )
    )
    if row is None:
        raise NotFound
    if row.person_id != viewer.person_id:
        session.info.setdefault(SHOWN, set()).add(row.person_id)
    content = ring().open_bytes(
        row.pdf_sealed, table="certificate", column="pdf_sealed", row=row.id
    )
    return StoredPdf(code=row.code, content=content)


def name_to_print(session: AnySession, person_id: UUID) -> PrintedName:
    """The exact lines a certificate would print today. Raises NameMissing."""
    names = printed_names(session, person_id)
    printed = PrintedName(ar=names.ar, ckb=names.ckb or "", en=names.en or "")
    if not printed.lines("ar"):
        raise NameMissing
    return printed


def verification(session: AnySession, code: str, *, on: date) -> Verification:
    """What is true of the certificate with this code, however it was typed. Two statements.

    Raises CodeMistyped, NotFound.
    """
    row = by_code(session, code)
    events = events_of(session, [row.id]).get(row.id, ())
    return Verification(
        code=row.code,
        standing=standing(row.valid_until, events, on),
        course=CourseFacts.from_json(row.course_facts),
        issued_month=local_day(row.issued_at).replace(day=1),
        valid_until=row.valid_until,
        events=tuple(events),
        is_specimen=row.is_specimen,
    )


def name_matches(session: AnySession, code: str, typed: str) -> bool:
    """Whether the typed name is, as a whole, one of the lines printed on this certificate.

    Raises CodeMistyped, NotFound.
    """
    row = by_code(session, code)
    printed = ring().open(
        row.name_printed_sealed, table="certificate", column="name_printed_sealed", row=row.id
    )
    return matches(typed, PrintedName.from_json(printed))


def by_code(session: AnySession, typed: str) -> Certificate:
    """The certificate whose code was typed. Raises CodeMistyped, NotFound."""
    code = typed_code(typed)
    if not is_code(code):
        raise CodeMistyped
    row = session.scalar(select(Certificate).where(Certificate.code == code))
    if row is None:
        raise NotFound
    return row


def events_of(
    session: AnySession, certificate_ids: Iterable[UUID]
) -> dict[UUID, list[CertificateEventFact]]:
    """What happened to these certificates, in order. One statement; none for no ids."""
    ids = list(certificate_ids)
    if not ids:
        return {}
    replacement = aliased(Certificate)
    rows = session.execute(
        select(CertificateEvent, replacement.code)
        .outerjoin(replacement, replacement.id == CertificateEvent.replacement_id)
        .where(CertificateEvent.certificate_id.in_(ids))
        .order_by(CertificateEvent.occurred_at, CertificateEvent.id)
    )
    found: dict[UUID, list[CertificateEventFact]] = {}
    for event, replacement_code in rows:
        fact = event_fact(event, replacement_code)
        found.setdefault(event.certificate_id, []).append(fact)
    return found


def event_fact(event: CertificateEvent, replacement_code: str | None) -> CertificateEventFact:
    """An event as plain values."""
    return CertificateEventFact(
        id=event.id,
        event=cast(EventKind, event.event),
        reason=event.reason,
        occurred_at=event.occurred_at,
        replacement_code=replacement_code,
    )


def due_enrolments(session: AnySession, *, after: UUID | None, most: int) -> list[UUID]:
    """Completed enrolments without a certificate, by id, from behind `after` on."""
    due = (
        select(Enrolment.id)
        .join(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
        .outerjoin(Certificate, Certificate.enrolment_id == Enrolment.id)
        .where(EnrolmentProgress.completed_at.is_not(None), Certificate.id.is_(None))
    )
    if after is not None:
        due = due.where(Enrolment.id > after)
    return list(session.scalars(due.order_by(Enrolment.id).limit(most)))
