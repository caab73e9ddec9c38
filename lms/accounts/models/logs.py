"""Who did what, who looked at whom, and how often somebody tried. None of them holds a name."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Instant, Model, Uuid16, UuidPk


class AuditEvent(Model):
    """One act on an account, a role or a record; appended, never changed."""

    __tablename__ = "audit_event"

    id: Mapped[UuidPk]
    occurred_at: Mapped[Instant]
    account_id: Mapped[UUID | None] = mapped_column(Uuid16)
    verb: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID | None] = mapped_column(Uuid16, index=True)
    fields: Mapped[str] = mapped_column(String(200), default="")
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    second_account_id: Mapped[UUID | None] = mapped_column(Uuid16)


class AccessLog(Model):
    """One request that showed names: who looked, where, how many, at whom when it was one.

    purpose: what an administrator had stated; other roles look at their own cohorts.
    """

    __tablename__ = "access_log"

    id: Mapped[UuidPk]
    occurred_at: Mapped[Instant]
    account_id: Mapped[UUID] = mapped_column(Uuid16)
    endpoint: Mapped[str] = mapped_column(String(60))
    people: Mapped[int]
    person_id: Mapped[UUID | None] = mapped_column(Uuid16, index=True)
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    purpose: Mapped[str | None] = mapped_column(String(20))


class Throttle(Model):
    """One try against a limit; the key is kept hashed, and forgotten with its window."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_kind_key_tried_at", "kind", "key_hash", "tried_at"),)

    id: Mapped[UuidPk]
    kind: Mapped[str] = mapped_column(String(24))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    tried_at: Mapped[Instant]
