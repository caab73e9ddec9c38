"""One's own certificates, and what is to be confirmed before the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from lms.accounts.queries import printed_names, visible_people
from lms.accounts.queries.names import SHOWN, PrintedNames
from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedCourse
from lms.certification.models import Certificate, CertificateCredential
from lms.certification.queries.events import events_of
from lms.certification.queries.requests import latest_request
from lms.certification.queries.slots import RENEWAL, may_follow, period_of, shown_in
from lms.certification.rules import (
    CertificateEventFact,
    CourseFacts,
    PrintedName,
    Standing,
    is_new_ground,
    standing,
)
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import own_enrolment
from lms.core.db import AnySession
from lms.core.errors import DomainError, NotFound
from lms.core.sealed import ring
from lms.core.text import Text
from lms.progress.queries import course_completed_at

MAY_READ_OTHERS = frozenset({"coordinator"})


class NotCompleted(DomainError):
    """The course is not complete yet, so there is nothing to certify."""

    code = "not_completed"
    status = 403


class NameMissing(DomainError):
    """The person has no name in any script, so nothing could be printed."""

    code = "name_missing"


@dataclass(frozen=True, slots=True)
class Claim:
    """The exact lines that will be printed, for their owner to confirm.

    is_waiting: they were, and a coordinator is to approve them. refusal: why one did not before.
    """

    enrolment_id: UUID
    course_title: Text
    name: PrintedName
    is_issued: bool
    is_waiting: bool = False
    needs_approval: bool = False
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """One of a person's own certificates, as the wallet shows it.

    renewal_id: the enrolment, or the place on a pathway, that renews it. has_badge: it has a
    signed credential.
    """

    id: UUID
    enrolment_id: UUID
    code: str
    course: CourseFacts
    issued_at: datetime
    valid_until: date | None
    standing: Standing
    is_specimen: bool
    completed_at: datetime
    grace_days: int = 0
    renewal_id: UUID | None = None
    pathway_enrolment_id: UUID | None = None
    has_badge: bool = False

    @property
    def may_renew(self) -> bool:
        """Whether its holder may begin the course or pathway anew now."""
        return self.renewal_id is None and self.standing.state in ("expiring", "expired")

    def is_of_course(self, enrolment_id: UUID) -> bool:
        """Whether it is that of this enrolment's course, not of a pathway that ended with it."""
        return self.enrolment_id == enrolment_id and self.pathway_enrolment_id is None

    def may_follow(self, completed_at: datetime | None) -> bool:
        """Whether it is revoked, and something else was completed since that may be claimed."""
        revoked = self.standing.event
        if revoked is None or self.standing.state != "revoked" or completed_at is None:
            return False
        return is_new_ground(
            revoked.reason, revoked_at=revoked.occurred_at, completed_at=completed_at,
            earlier_completed_at=self.completed_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredPdf:
    """The bytes of a certificate, the same at each download."""

    code: str
    content: bytes


def certificates_of(session: AnySession, viewer: Viewer, *, on: date) -> list[CertificateCard]:
    """The viewer's own certificates, the newest first. Two statements."""
    rows = session.execute(
        select(Certificate, RENEWAL, CertificateCredential.certificate_id.is_not(None))
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .outerjoin(CertificateCredential, CertificateCredential.certificate_id == Certificate.id)
        .where(Certificate.person_id == viewer.person_id)
        .order_by(Certificate.issued_at.desc(), Certificate.issue_number.desc())
    ).all()
    events = events_of(session, [row.id for row, *_ in rows])
    return [
        replace(card(row, events.get(row.id, ()), on), renewal_id=renewal_id, has_badge=has_badge)
        for row, renewal_id, has_badge in rows
    ]


def claim_of(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> Claim:
    """What the viewer confirms before their certificate is issued.

    Raises NotFound, NotCompleted, NameMissing.
    """
    own_enrolment(session, viewer, enrolment_id)
    enrolment = session.get_one(Enrolment, enrolment_id)
    course = published_course(session, enrolment.course_version_id)
    completed_at = course_completed_at(session, enrolment_id)
    if completed_at is None:
        raise NotCompleted
    needs_approval = course.certificate.approval == "coordinator"
    asked = latest_request(session, enrolment_id) if needs_approval else None
    known = shown_in(session, slot_of(enrolment, course))
    return Claim(
        enrolment_id=enrolment_id,
        course_title=course.title,
        name=name_to_print(session, viewer.person_id),
        is_issued=known is not None and not may_follow(session, known, completed_at),
        is_waiting=asked is not None and asked.answer is None,
        needs_approval=needs_approval,
        refusal=asked.reason if asked else None,
    )


def slot_of(enrolment: Enrolment, course: PublishedCourse) -> dict[str, Any]:
    """The one place that a certificate of this enrolment takes: its unique columns."""
    return {
        "person_id": enrolment.person_id,
        "certificate_type": course.certificate.code,
        "period_key": period_of(enrolment.cycle),
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
        standing=standing(row.valid_until, events, on, row.terms),
        completed_at=row.completed_at,
        grace_days=row.grace_days,
        pathway_enrolment_id=row.pathway_enrolment_id,
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
    printed = as_printed(printed_names(session, person_id))
    if not printed.lines("ar"):
        raise NameMissing
    return printed


def as_printed(names: PrintedNames) -> PrintedName:
    """The lines of a record as a certificate prints them."""
    return PrintedName(ar=names.ar, ckb=names.ckb or "", en=names.en or "")
