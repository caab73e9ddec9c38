"""What the holder of certificates confirmed, and what they were reminded of."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Fact, Model, Uuid16


class NameConfirmation(Fact, Model):
    """The exact lines that somebody saw and confirmed, and the language that leads on paper.

    It holds for every certificate while the record's names are the same.
    """

    __tablename__ = "name_confirmation"
    __fact_args__ = (
        CheckConstraint("leading_language IN ('ar', 'ckb', 'en')", name="language_known"),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"), index=True)
    leading_language: Mapped[str] = mapped_column(String(3))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CertificateReminder(Fact, Model):
    """A certificate's end comes near: its holder is told once at each of the days before."""

    __tablename__ = "certificate_reminder"
    __fact_args__ = (
        UniqueConstraint("certificate_id", "days_before"),
        CheckConstraint("days_before > 0", name="before_the_end"),
    )

    certificate_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("certificate.id"))
    days_before: Mapped[int]


class CertificateReminderSeen(Fact, Model):
    """The holder has read a reminder."""

    __tablename__ = "certificate_reminder_seen"
    __fact_args__ = (UniqueConstraint("reminder_id"),)

    reminder_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("certificate_reminder.id"))
