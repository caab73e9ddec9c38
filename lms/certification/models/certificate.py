"""Certificates, frozen at issue, and what happened to them afterwards."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.certification.rules import (
    CODE_LENGTH,
    EVENT_REASONS,
    RECERT_DATES,
    RecertDateFrom,
    Terms,
)
from lms.core.db import Fact, Instant, Key, Model, Uuid16, UuidPk


class Certificate(Model):
    """A document issued for a completion: everything it printed, and its bytes; never edited.

    The name and the paper are sealed; nothing else here says whose it is but the person's id.
    The paper's hash is sealed too: by it alone, with the facts beside it, a list of names could
    be tried against the row.
    period_key: the enrolment's cycle, so that a course repeated for renewal certifies anew.
    pathway_enrolment_id: of a pathway's certificate; its enrolment is that of the last course.
    issue_number: the next is inserted only when the one before is revoked, or superseded in the
    same transaction. renew_window_days, grace_days, recert_date_from: the type's, frozen at issue.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("person_id", "certificate_type", "period_key", "issue_number"),
        UniqueConstraint("supersedes_id"),
        CheckConstraint("issue_number >= 1", name="issue_counted_from_one"),
        CheckConstraint("renew_window_days >= 0 AND grace_days >= 0", name="terms_not_negative"),
        CheckConstraint(f"recert_date_from IN {RECERT_DATES}", name="recert_date_known"),
        CheckConstraint(f"length(code) = {CODE_LENGTH}", name="code_length"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
        CheckConstraint("leading_language IN ('ar', 'ckb', 'en')", name="language_known"),
    )

    id: Mapped[UuidPk]
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"), index=True)
    pathway_enrolment_id: Mapped[UUID | None] = mapped_column(
        Uuid16, ForeignKey("pathway_enrolment.id"), index=True
    )
    person_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"))
    course_version_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("course_version.id"))
    certificate_type: Mapped[Key]
    period_key: Mapped[Key]
    issue_number: Mapped[int] = mapped_column(server_default="1")
    supersedes_id: Mapped[UUID | None] = mapped_column(Uuid16, ForeignKey("certificate.id"))
    completed_at: Mapped[Instant]
    issued_at: Mapped[Instant]
    valid_until: Mapped[date | None] = mapped_column(Date)
    hours: Mapped[int]
    leading_language: Mapped[str] = mapped_column(String(3))
    course_facts: Mapped[str] = mapped_column(Text)
    name_printed_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    pdf_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    signatories_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    is_specimen: Mapped[bool]
    renew_window_days: Mapped[int] = mapped_column(server_default="90")
    grace_days: Mapped[int] = mapped_column(server_default="0")
    recert_date_from: Mapped[str] = mapped_column(String(10), server_default="completion")

    @property
    def terms(self) -> Terms:
        """What its type said of its end when it was issued."""
        source = cast(RecertDateFrom, self.recert_date_from)
        return Terms(self.renew_window_days, self.grace_days, source)


class CertificateEvent(Fact, Model):
    """A suspension, its end, a replacement or a revocation; the state follows from these.

    second_account_id: who confirmed it; a revocation is never one person's. note_sealed: why, in
    words that only staff read.
    """

    __tablename__ = "certificate_event"
    __fact_args__ = (
        CheckConstraint(
            "event IN ('suspended', 'restored', 'superseded', 'revoked')", name="event_known"
        ),
        CheckConstraint(f"reason IN {EVENT_REASONS}", name="reason_known"),
        CheckConstraint(
            "event <> 'revoked' OR"
            " (recorded_by IS NOT NULL AND second_account_id IS NOT NULL"
            " AND second_account_id <> recorded_by)",
            name="revoked_by_two",
        ),
        CheckConstraint(
            "(event = 'superseded') = (replacement_id IS NOT NULL)", name="replaced_by_one"
        ),
    )

    certificate_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("certificate.id"), index=True)
    event: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(20))
    review_on: Mapped[date | None] = mapped_column(Date)
    second_account_id: Mapped[UUID | None] = mapped_column(Uuid16, ForeignKey("account.id"))
    replacement_id: Mapped[UUID | None] = mapped_column(Uuid16, ForeignKey("certificate.id"))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
