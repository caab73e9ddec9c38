"""What is asked for, approved and decided about certificates; each row stays as it is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.certification.rules import CORRECTIONS, REVOCATION_REASONS
from lms.core.db import Fact, Model, Uuid16
from lms.core.second_person import SecondAnswer, answered_once


class CertificateRequest(Fact, Model):
    """Its holder confirmed these lines, and a coordinator is to approve the certificate.

    number: 1 for the enrolment's first request; another one may follow a declined one.
    """

    __tablename__ = "certificate_request"
    __fact_args__ = (
        UniqueConstraint("enrolment_id", "number"),
        CheckConstraint("number >= 1", name="counted_from_one"),
        CheckConstraint("leading_language IN ('ar', 'ckb', 'en')", name="language_known"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"))
    number: Mapped[int]
    leading_language: Mapped[str] = mapped_column(String(3))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CertificateRequestAnswer(Fact, Model):
    """What a coordinator said to a request; declined with a reason."""

    __tablename__ = "certificate_request_answer"
    __fact_args__ = (
        UniqueConstraint("request_id"),
        CheckConstraint("answer IN ('confirmed', 'declined')", name="answer_known"),
        CheckConstraint(
            "answer <> 'declined' OR note_sealed IS NOT NULL", name="declined_with_reason"
        ),
    )

    request_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("certificate_request.id"))
    answer: Mapped[str] = mapped_column(String(9))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class CertificateCorrection(Fact, Model):
    """A holder says that what is printed is wrong: in which way, and what shows it."""

    __tablename__ = "certificate_correction"
    __fact_args__ = (CheckConstraint(f"reason IN {CORRECTIONS}", name="reason_known"),)

    certificate_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("certificate.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    note_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CertificateAct(Fact, Model):
    """Somebody asks to revoke, correct or issue again; nothing changes until it is confirmed.

    name_sealed: the lines that the new certificate will print, as the second person confirms them.
    """

    __tablename__ = "certificate_act"
    __fact_args__ = (
        CheckConstraint(
            f"(act = 'revoke' AND reason IN {REVOCATION_REASONS})"
            f" OR (act = 'correct' AND reason IN {CORRECTIONS})"
            " OR (act = 'reissue' AND reason = 'corrected')",
            name="reason_known",
        ),
        CheckConstraint("(act = 'revoke') = (name_sealed IS NULL)", name="names_what_it_prints"),
        CheckConstraint("recorded_by IS NOT NULL", name="asked_by_somebody"),
    )

    certificate_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("certificate.id"), index=True)
    act: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(20))
    note_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class CertificateActAnswer(SecondAnswer, Model):
    """What the second person decided; asked_by: who asked, so that they never confirm."""

    __tablename__ = "certificate_act_answer"
    __fact_args__ = answered_once("act_id")

    act_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("certificate_act.id"))


class CertificateCorrectionAnswer(Fact, Model):
    """What became of a holder's request: an act that asks a second person, or a reason why not."""

    __tablename__ = "certificate_correction_answer"
    __fact_args__ = (
        UniqueConstraint("correction_id"),
        CheckConstraint("(act_id IS NULL) = (note_sealed IS NOT NULL)", name="asked_or_declined"),
    )

    correction_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("certificate_correction.id"))
    act_id: Mapped[UUID | None] = mapped_column(Uuid16, ForeignKey("certificate_act.id"))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
