"""Issuing certificates: claimed by their holders, or those that are due. Flush, never commit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Table, select

from lms.accounts.models import Person
from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedCourse
from lms.certification.documents import certificate_pdf
from lms.certification.models import Certificate
from lms.certification.operations import credentials, register, status_lists
from lms.certification.operations.credentials import SignedCredential
from lms.certification.operations.register import Prepared
from lms.certification.queries import (
    NotCompleted,
    due_enrolments,
    name_to_print,
    slot_of,
)
from lms.certification.rules import (
    CODE_LENGTH,
    ISSUER,
    CertificateFacts,
    CourseFacts,
    ListPlace,
    last_valid_day,
)
from lms.certification.rules.register import (
    CREDENTIAL_FILE,
    REGISTER_FILE,
    CertificateContent,
    entry_opening,
    origin_name,
)
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import own_enrolment
from lms.config import is_loopback_host
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DomainError, NotFound
from lms.core.ids import new_checked_code, new_id
from lms.core.locale import local_day
from lms.core.paper_keys import current_paper_key
from lms.core.pdf.signature import Attachment, sign_pdf
from lms.core.sealed import ring
from lms.core.signing import current_signing_keys
from lms.core.text import Language
from lms.progress.queries import course_completed_at

TABLE = cast(Table, Certificate.__table__)
UNIQUE = ("person_id", "certificate_type", "period_key")


class PublicUrlMissing(DomainError):
    """No address that others can open is set, and it would be printed into every QR code."""

    code = "public_url_missing"


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate, and whether this call issued it."""

    certificate_id: UUID
    code: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class DueBatch:
    """What one batch of due certificates came to; `last` is where the next one starts."""

    issued: tuple[Issued, ...]
    refused: tuple[tuple[UUID, str], ...]
    last: UUID | None


@dataclass(frozen=True, slots=True)
class Issue:
    """What is the same for every certificate of one run."""

    public_url: str
    is_demonstration: bool
    at: datetime
    account_id: UUID | None = None


def claim_certificate(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    leading_language: Language,
    public_url: str,
    is_demonstration: bool,
    at: datetime,
) -> Issued:
    """Issue the viewer's own certificate with the names they have just seen and confirmed.

    The first claim issues; any other, however parallel, finds the same certificate.
    public_url: the address printed into the QR code. at: aware UTC.
    Raises NotFound, NotCompleted, NameMissing, PublicUrlMissing, TextTooLong,
    CharacterNotPrintable.
    """
    own_enrolment(session, viewer, enrolment_id)
    issue = Issue(public_url, is_demonstration, at, account_id=viewer.account_id)
    return issue_for(session, enrolment_id, leading_language, issue)


def issue_due(
    session: AnySession,
    *,
    public_url: str,
    is_demonstration: bool,
    at: datetime,
    after: UUID | None = None,
    most: int = 50,
) -> DueBatch:
    """Issue what is complete and not yet claimed, each in its holder's language; one batch.

    Who cannot be printed is passed over and named by enrolment. Raises PublicUrlMissing.
    """
    refuse_private_address(public_url, is_demonstration=is_demonstration)
    issue = Issue(public_url, is_demonstration, at)
    issued, refused = [], []
    ids = due_enrolments(session, after=after, most=most)
    for enrolment_id in ids:
        try:
            issued.append(issue_for(session, enrolment_id, None, issue))
        except DomainError as error:
            refused.append((enrolment_id, error.code))
    return DueBatch(tuple(issued), tuple(refused), ids[-1] if len(ids) == most else None)


def issue_for(
    session: AnySession, enrolment_id: UUID, leading: Language | None, issue: Issue
) -> Issued:
    """The enrolment's certificate, issued now unless it was before. No leading: the holder's."""
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    course = published_course(session, enrolment.course_version_id)
    slot = slot_of(enrolment, course)
    known = in_slot(session, slot)
    if known:
        return known
    completed_at = course_completed_at(session, enrolment_id)
    if completed_at is None:
        raise NotCompleted
    refuse_private_address(issue.public_url, is_demonstration=issue.is_demonstration)
    facts = facts_to_print(session, enrolment, course, completed_at, leading, issue)
    certificate_id = new_id(issue.at)
    entry = register.prepared(
        session, certificate_id=certificate_id, kind="issue", at=issue.at,
        content=content_to_enter(facts, slot, completed_at, issue).to_bytes(),
    )  # fmt: skip
    place = status_lists.prepared(session, certificate_id=certificate_id)
    credential = credential_of(facts, slot["certificate_type"], place, issue)
    row = slot | {
        "enrolment_id": enrolment.id, "course_version_id": enrolment.course_version_id,
        "completed_at": completed_at, "issued_at": issue.at,
        **kept_columns(facts, certificate_id, attachments_of(entry, credential, issue)),
    }  # fmt: skip
    if not is_inserted_once(session, TABLE, row, *UNIQUE):
        return in_slot(session, slot) or refuse_lost_row()
    register.store(session, entry)
    status_lists.store(session, certificate_id=certificate_id, place=place)
    credentials.store(session, certificate_id=certificate_id, kept=credential)
    record_event(
        session, account_id=issue.account_id, verb="issue", subject_kind="certificate",
        subject_id=row["id"], at=issue.at,
    )  # fmt: skip
    session.flush()
    return Issued(row["id"], row["code"], is_new=True)


def in_slot(session: AnySession, slot: dict[str, Any]) -> Issued | None:
    """The certificate that holds the one place for this person, type and period."""
    row = session.execute(select(Certificate.id, Certificate.code).filter_by(**slot)).first()
    return Issued(row.id, row.code, is_new=False) if row else None


def refuse_lost_row() -> Issued:
    """The row that won the place is gone: its transaction was undone by hand."""
    raise NotFound


def facts_to_print(
    session: AnySession,
    enrolment: Enrolment,
    course: PublishedCourse,
    completed_at: datetime,
    leading: Language | None,
    issue: Issue,
) -> CertificateFacts:
    """All that a new certificate will say."""
    return CertificateFacts(
        code=new_checked_code(CODE_LENGTH),
        leading_language=leading or holder_language(session, enrolment.person_id),
        name=name_to_print(session, enrolment.person_id),
        course=course_facts(course),
        issued_on=local_day(issue.at),
        valid_until=last_valid_day(local_day(completed_at), course.certificate.valid_months),
        public_url=issue.public_url,
        is_specimen=issue.is_demonstration,
    )


def content_to_enter(
    facts: CertificateFacts, slot: dict[str, Any], completed_at: datetime, issue: Issue
) -> CertificateContent:
    """What the register commits to: equal to what the kept row will say."""
    return CertificateContent(
        code=facts.code,
        certificate_type=slot["certificate_type"],
        period=slot["period_key"],
        name=facts.name,
        course=facts.course,
        leading_language=facts.leading_language,
        completed_at=completed_at,
        issued_at=issue.at,
        valid_until=facts.valid_until,
        is_specimen=facts.is_specimen,
    )


def credential_of(
    facts: CertificateFacts, certificate_type: str, place: ListPlace, issue: Issue
) -> SignedCredential:
    """The signed credential that goes with the paper."""
    badge = credentials.badge_facts(
        facts, certificate_type=certificate_type, place=place, at=issue.at
    )
    key = current_signing_keys().newest("credential")
    return credentials.signed(badge, public_url=issue.public_url, key=key, at=issue.at)


def attachments_of(
    entry: Prepared, credential: SignedCredential, issue: Issue
) -> tuple[Attachment, ...]:
    """What lies inside the paper for programs: its credential, and what opens its entry."""
    opening = entry_opening(
        origin=origin_name(issue.public_url, entry.origin_number), index=entry.place,
        register_id=entry.register_id, salt=entry.salt, content=entry.content,
    )  # fmt: skip
    return (
        Attachment(
            CREDENTIAL_FILE, credential.document.encode(), "application/vc",
            "Open Badges 3.0 credential",
        ),
        Attachment(
            REGISTER_FILE, opening, "application/json", "Opens the entry in the register"
        ),
    )  # fmt: skip


def kept_columns(
    facts: CertificateFacts, certificate_id: UUID, attachments: Sequence[Attachment]
) -> dict[str, Any]:
    """The printed facts as columns; the name and the paper sealed to this very row."""
    pdf = sign_pdf(certificate_pdf(facts), current_paper_key(), attachments=attachments)

    def sealed(column: str, content: bytes) -> dict[str, bytes]:
        blob = ring().seal_bytes(content, table="certificate", column=column, row=certificate_id)
        return {column: blob}

    return {
        "id": certificate_id,
        "code": facts.code,
        "valid_until": facts.valid_until,
        "hours": facts.course.hours,
        "leading_language": facts.leading_language,
        "course_facts": facts.course.to_json(),
        "is_specimen": facts.is_specimen,
        **sealed("name_printed_sealed", facts.name.to_json().encode()),
        **sealed("pdf_sealed", pdf),
        **sealed("pdf_sha256_sealed", hashlib.sha256(pdf).digest()),
    }


def course_facts(course: PublishedCourse) -> CourseFacts:
    """What the certificate says of the course, copied from the version that was completed."""
    return CourseFacts(
        key=course.course_key,
        version=course.version,
        title=course.title,
        hours=course.hours.online,
        posts=course.certificate.posts,
        issuer=ISSUER,
    )


def holder_language(session: AnySession, person_id: UUID) -> Language:
    """The language a person reads."""
    language = session.scalar(select(Person.language).where(Person.id == person_id))
    return cast(Language, language or "ar")


def refuse_private_address(public_url: str, *, is_demonstration: bool) -> None:
    """Only a demonstration may print an address nobody else can open. Raises PublicUrlMissing."""
    host = urlsplit(public_url).hostname
    if not is_demonstration and (host is None or is_loopback_host(host)):
        raise PublicUrlMissing
