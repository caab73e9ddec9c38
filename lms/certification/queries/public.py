"""A printed certificate's truth, for anybody who holds its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.certification.models import Certificate, CertificateCredential
from lms.certification.queries.events import events_of
from lms.certification.rules import (
    CertificateEventFact,
    CourseFacts,
    PrintedName,
    Standing,
    is_code,
    matches,
    standing,
    typed_code,
)
from lms.core.db import AnySession
from lms.core.errors import DomainError, NotFound
from lms.core.locale import local_day
from lms.core.sealed import ring


class CodeMistyped(DomainError):
    """The last character of the code does not fit the others: no certificate can have it."""

    code = "code_mistyped"
    status = 404


@dataclass(frozen=True, slots=True)
class Verification:
    """What anybody who holds the code may know: no name, no initials, no day of issue.

    is_signed: its paper carries a signature; those from before there were keys carry none.
    """

    code: str
    standing: Standing
    course: CourseFacts
    issued_month: date
    valid_until: date | None
    events: tuple[CertificateEventFact, ...]
    is_specimen: bool
    is_signed: bool


def verification(session: AnySession, code: str, *, on: date) -> Verification:
    """What is true of the certificate with this code, however it was typed. Three statements.

    Raises CodeMistyped, NotFound.
    """
    row = by_code(session, code)
    events = events_of(session, [row.id]).get(row.id, ())
    credential = select(CertificateCredential.certificate_id).where(
        CertificateCredential.certificate_id == row.id
    )
    return Verification(
        code=row.code,
        standing=standing(row.valid_until, events, on, row.terms),
        course=CourseFacts.from_json(row.course_facts),
        issued_month=local_day(row.issued_at).replace(day=1),
        valid_until=row.valid_until,
        events=tuple(events),
        is_specimen=row.is_specimen,
        is_signed=session.scalar(credential) is not None,
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
