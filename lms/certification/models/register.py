"""The register of certificates: what entered it, in order, and every head that was signed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Instant, Model, Uuid16, UuidPk


class RegisterEntry(Model):
    """One entry: its place counts from 0 without a gap in each origin. No name is in it.

    kind: `origin` begins a new origin and says after which head of the one before. The salt is
    sealed: without it, and without the certificate, nobody can tell what an entry is about.
    """

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("origin_number", "certificate_id", "kind"),
        CheckConstraint("place >= 0 AND origin_number >= 1", name="counted"),
        CheckConstraint("kind IN ('origin', 'issue', 'revoke', 'correct')", name="kind_known"),
        CheckConstraint("(kind = 'origin') = (certificate_id IS NULL)", name="of_a_certificate"),
        CheckConstraint("(kind = 'origin') = (salt_sealed IS NULL)", name="salted"),
    )

    origin_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)
    certificate_id: Mapped[UUID | None] = mapped_column(
        Uuid16, ForeignKey("certificate.id"), index=True
    )
    register_id: Mapped[bytes | None] = mapped_column(LargeBinary)
    salt_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    entered_at: Mapped[Instant]


class RegisterCheckpoint(Model):
    """A signed head of the register."""

    __tablename__ = "register_checkpoint"
    __table_args__ = (UniqueConstraint("origin_number", "size"),)

    id: Mapped[UuidPk]
    origin_number: Mapped[int]
    size: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[Instant]
