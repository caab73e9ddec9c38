"""How a certificate is made: every row there is came through here. Flush, never commit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Table, text

from lms.accounts.operations import record_event
from lms.certification.documents import certificate_pdf
from lms.certification.models import Certificate
from lms.certification.operations import credentials, status_lists
from lms.certification.operations.credentials import SignedCredential
from lms.certification.queries import NameMissing
from lms.certification.rules import (
    CODE_LENGTH,
    CertificateFacts,
    CourseFacts,
    ListPlace,
    PrintedName,
    Terms,
)
from lms.config import is_loopback_host
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DomainError
from lms.core.ids import new_checked_code, new_id
from lms.core.locale import local_day
from lms.core.paper_keys import current_paper_key
from lms.core.pdf.signature import sign_pdf
from lms.core.sealed import ring
from lms.core.signing import current_signing_keys
from lms.core.text import Language

TABLE = cast(Table, Certificate.__table__)
UNIQUE = ("person_id", "certificate_type", "period_key", "issue_number")
ISSUING_LOCK = 0x6C6D7363  # any number that no other lock of this database has


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
class Issue:
    """What is the same for every certificate of one run."""

    public_url: str
    is_demonstration: bool
    at: datetime
    account_id: UUID | None = None
    second_account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Making:
    """What a certificate is made of, beside the run that makes it.

    supersedes_id: the certificate that it replaces, in the same transaction.
    """

    enrolment_id: UUID
    course_version_id: UUID
    completed_at: datetime
    valid_until: date | None
    course: CourseFacts
    terms: Terms
    name: PrintedName | None = None
    leading_language: Language = "ar"
    issue_number: int = 1
    supersedes_id: UUID | None = None


def make_certificate(
    session: AnySession, slot: dict[str, Any], making: Making, issue: Issue
) -> Issued | None:
    """Insert one certificate, with its credential. None: its place was taken.

    The caller holds the slot's lock, or issues the first of it.
    """
    facts = facts_to_print(making, issue)
    hold_issuing(session)
    certificate_id = new_id(issue.at)
    place = status_lists.prepared(session, certificate_id=certificate_id)
    credential = credential_of(facts, slot["certificate_type"], place, issue)
    row = slot | new_row(making, issue) | kept_columns(facts, certificate_id)
    if not is_inserted_once(session, TABLE, row, *UNIQUE):
        return None
    status_lists.store(session, certificate_id=certificate_id, place=place)
    credentials.store(session, certificate_id=certificate_id, kept=credential)
    record_event(
        session, account_id=issue.account_id, verb="issue", subject_kind="certificate",
        subject_id=certificate_id, at=issue.at, second_account_id=issue.second_account_id,
    )  # fmt: skip
    session.flush()
    return Issued(certificate_id, facts.code, is_new=True)


def hold_issuing(session: AnySession) -> None:
    """Let nobody else issue until the commit, so that no two draw the same place.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ISSUING_LOCK})


def facts_to_print(making: Making, issue: Issue) -> CertificateFacts:
    """All that a new certificate will say. Raises NameMissing."""
    if making.name is None:
        raise NameMissing
    return CertificateFacts(
        code=new_checked_code(CODE_LENGTH),
        leading_language=making.leading_language,
        name=making.name,
        course=making.course,
        issued_on=local_day(issue.at),
        valid_until=making.valid_until,
        public_url=issue.public_url,
        is_specimen=issue.is_demonstration,
    )


def new_row(making: Making, issue: Issue) -> dict[str, Any]:
    """What is kept of a new certificate beside what is printed."""
    return {
        "enrolment_id": making.enrolment_id, "course_version_id": making.course_version_id,
        "completed_at": making.completed_at, "issued_at": issue.at,
        "issue_number": making.issue_number, "supersedes_id": making.supersedes_id,
        "renew_window_days": making.terms.renew_window_days,
        "grace_days": making.terms.grace_days,
        "recert_date_from": making.terms.recert_date_from,
    }  # fmt: skip


def credential_of(
    facts: CertificateFacts, certificate_type: str, place: ListPlace, issue: Issue
) -> SignedCredential:
    """The signed credential that goes with the paper."""
    badge = credentials.badge_facts(
        facts, certificate_type=certificate_type, place=place, at=issue.at
    )
    key = current_signing_keys().newest("credential")
    return credentials.signed(badge, public_url=issue.public_url, key=key, at=issue.at)


def kept_columns(facts: CertificateFacts, certificate_id: UUID) -> dict[str, Any]:
    """The printed facts as columns; the name and the paper sealed to this very row."""
    pdf = sign_pdf(certificate_pdf(facts), current_paper_key())

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


def refuse_private_address(public_url: str, *, is_demonstration: bool) -> None:
    """Only a demonstration may print an address nobody else can open. Raises PublicUrlMissing."""
    host = urlsplit(public_url).hostname
    if not is_demonstration and (host is None or is_loopback_host(host)):
        raise PublicUrlMissing
