"""How a certificate is made: every row there is came through here. Flush, never commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Table, select

from lms.accounts.operations import record_event
from lms.certification.documents import certificate_pdf
from lms.certification.models import Certificate
from lms.certification.operations import credentials, register, status_lists
from lms.certification.operations.credentials import SignedCredential
from lms.certification.operations.register import Prepared
from lms.certification.operations.stamping import Stamp, new_stamp
from lms.certification.queries import NameMissing
from lms.certification.queries.signatories import signatories_of
from lms.certification.rules import (
    CertificateFacts,
    CourseFacts,
    ListPlace,
    PrintedName,
    Terms,
)
from lms.certification.rules.compact import CompactFacts, square
from lms.certification.rules.register import (
    CREDENTIAL_FILE,
    REGISTER_FILE,
    CertificateContent,
    entry_opening,
    origin_name,
)
from lms.config import is_loopback_host
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DomainError
from lms.core.ids import new_id
from lms.core.locale import local_day
from lms.core.paper_keys import current_paper_key
from lms.core.pdf.signature import Attachment, sign_pdf
from lms.core.sealed import ring
from lms.core.signing import current_signing_keys
from lms.core.text import Language

TABLE = cast(Table, Certificate.__table__)
UNIQUE = ("person_id", "certificate_type", "period_key", "issue_number")


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
    """What is the same for every certificate of one run.

    stamps: made beforehand, for names are stretched slowly; each serves one certificate.
    """

    public_url: str
    is_demonstration: bool
    at: datetime
    account_id: UUID | None = None
    second_account_id: UUID | None = None
    stamps: tuple[Stamp, ...] = ()


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
    pathway_enrolment_id: UUID | None = None


def make_certificate(
    session: AnySession, slot: dict[str, Any], making: Making, issue: Issue
) -> Issued | None:
    """Insert one certificate, with its credential and its entry. None: its place was taken.

    The caller holds the slot's lock, or issues the first of it.
    """
    stamp = stamp_of(session, making, issue)
    signatories = signatories_over(session, slot["certificate_type"], making.course)
    facts = replace(facts_to_print(making, stamp, issue), signatories=signatories)
    certificate_id = new_id(issue.at)
    entry = register.prepared(
        session, certificate_id=certificate_id, kind="issue", at=issue.at,
        content=content_to_enter(facts, slot, making, issue).to_bytes(),
    )  # fmt: skip
    place = status_lists.prepared(session, certificate_id=certificate_id)
    facts = replace(facts, square=square_of(facts, slot["certificate_type"], place, making, stamp))
    credential = credential_of(facts, slot["certificate_type"], place, issue)
    papers = attachments_of(entry, credential, issue)
    row = slot | new_row(making, issue) | kept_columns(facts, certificate_id, papers)
    if not is_inserted_once(session, TABLE, row, *UNIQUE):
        return None
    register.store(session, entry)
    status_lists.store(session, certificate_id=certificate_id, place=place)
    credentials.store(session, certificate_id=certificate_id, kept=credential)
    record_event(
        session, account_id=issue.account_id, verb="issue", subject_kind="certificate",
        subject_id=certificate_id, at=issue.at, second_account_id=issue.second_account_id,
    )  # fmt: skip
    session.flush()
    return Issued(certificate_id, facts.code, is_new=True)


def signatories_over(
    session: AnySession, certificate_type: str, course: CourseFacts
) -> tuple[PrintedName | None, ...]:
    """The names that the institution prints over the posts now."""
    names = signatories_of(session, certificate_type)
    return tuple(names.get(place) for place in range(1, len(course.posts) + 1))


def stamp_of(session: AnySession, making: Making, issue: Issue) -> Stamp:
    """The stamp that was made for this very name and serves no certificate yet, or a new one.

    Raises NameMissing.
    """
    if making.name is None:
        raise NameMissing
    ready = [stamp for stamp in issue.stamps if stamp.name == making.name]
    if ready:
        codes = [stamp.code for stamp in ready]
        used = set(session.scalars(select(Certificate.code).where(Certificate.code.in_(codes))))
        ready = [stamp for stamp in ready if stamp.code not in used]
    return ready[0] if ready else new_stamp(making.name)


def square_of(
    facts: CertificateFacts,
    certificate_type: str,
    place: ListPlace,
    making: Making,
    stamp: Stamp,
) -> str:
    """What the square says behind the address, signed."""
    said = CompactFacts(
        certificate_type=certificate_type, version=facts.course.version, hours=facts.course.hours,
        issued_month=facts.issued_on.replace(day=1), valid_until=facts.valid_until,
        grace_days=making.terms.grace_days, place=place, marks=stamp.marks,
        is_specimen=facts.is_specimen, is_pathway=facts.course.is_pathway,
    )  # fmt: skip
    return square(said, facts.code, current_signing_keys().newest("credential"))


def facts_to_print(making: Making, stamp: Stamp, issue: Issue) -> CertificateFacts:
    """All that a new certificate will say but its square, which needs a place in a list."""
    return CertificateFacts(
        code=stamp.code,
        leading_language=making.leading_language,
        name=stamp.name,
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
        "pathway_enrolment_id": making.pathway_enrolment_id,
        "renew_window_days": making.terms.renew_window_days,
        "grace_days": making.terms.grace_days,
        "recert_date_from": making.terms.recert_date_from,
    }  # fmt: skip


def content_to_enter(
    facts: CertificateFacts, slot: dict[str, Any], making: Making, issue: Issue
) -> CertificateContent:
    """What the register commits to: equal to what the kept row will say."""
    return CertificateContent(
        code=facts.code,
        certificate_type=slot["certificate_type"],
        period=slot["period_key"],
        name=facts.name,
        course=facts.course,
        leading_language=facts.leading_language,
        completed_at=making.completed_at,
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
    badge = credential.document.encode()
    return (
        Attachment(CREDENTIAL_FILE, badge, "application/vc", "Open Badges 3.0 credential"),
        Attachment(REGISTER_FILE, opening, "application/json", "Opens the entry in the register"),
    )


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
        **(sealed("signatories_sealed", printed_over(facts)) if any(facts.signatories) else {}),
    }


def printed_over(facts: CertificateFacts) -> bytes:
    """The names over the posts as they are kept: in the posts' order, null where there is none."""
    names = [name and json.loads(name.to_json()) for name in facts.signatories]
    return json.dumps(names, ensure_ascii=False).encode()


def refuse_private_address(public_url: str, *, is_demonstration: bool) -> None:
    """Only a demonstration may print an address nobody else can open. Raises PublicUrlMissing."""
    host = urlsplit(public_url).hostname
    if not is_demonstration and (host is None or is_loopback_host(host)):
        raise PublicUrlMissing
