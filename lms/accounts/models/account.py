"""Who someone is to the system, and how they sign in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, true
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Instant, Model, UtcDateTime, Uuid16, UuidPk


class Person(Model):
    """A person as every other room knows one: by id and by a short public code."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(
            "address_form IN ('feminine', 'masculine', 'neutral')", name="address_form_known"
        ),
        CheckConstraint("sex IN ('female', 'male', 'not_stated')", name="sex_known"),
        CheckConstraint("language IN ('ar', 'ckb', 'en')", name="language_known"),
    )

    id: Mapped[UuidPk]
    trainee_code: Mapped[str] = mapped_column(String(6), unique=True)
    address_form: Mapped[str] = mapped_column(String(9), default="neutral")
    sex: Mapped[str] = mapped_column(String(10), default="not_stated")
    language: Mapped[str] = mapped_column(String(3), default="ar")
    created_at: Mapped[Instant]


class Account(Model):
    """How one person signs in. has_long_passphrase: long enough without a second factor."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "account_state IN ('invited', 'active', 'deactivated')", name="state_known"
        ),
        CheckConstraint("wrong_in_a_row >= 0", name="wrong_not_negative"),
    )

    id: Mapped[UuidPk]
    person_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"), unique=True)
    login_code: Mapped[str] = mapped_column(String(8), unique=True)
    account_state: Mapped[str] = mapped_column(String(11), default="invited")
    passphrase_hash: Mapped[str | None] = mapped_column(String(200))
    has_long_passphrase: Mapped[bool] = mapped_column(default=True, server_default=true())
    wrong_in_a_row: Mapped[int] = mapped_column(default=0)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_last_step: Mapped[int | None]
    slip_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Instant]


class Slip(Model):
    """A one-time set-up code on paper; a new one cancels the older."""

    __tablename__ = "slip"

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("account.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    issued_at: Mapped[Instant]
    issued_by: Mapped[UUID | None] = mapped_column(Uuid16)
    expires_at: Mapped[Instant]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignIn(Model):
    """A browser's server-side session; its token is kept hashed."""

    __tablename__ = "sign_in"

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    started_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    idle_minutes: Mapped[int]
    purpose: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Model):
    """One of ten codes that stand in for a lost second factor, each once."""

    __tablename__ = "recovery_code"

    id: Mapped[UuidPk]
    account_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("account.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
