"""The credential of a certificate, and its place in the lists that publish what became of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.certification.rules import PLACES
from lms.core.db import Model, Uuid16


class StatusPlace(Model):
    """One place in the status lists, taken at random and for ever: its order tells nothing."""

    __tablename__ = "status_place"
    __table_args__ = (
        UniqueConstraint("list_number", "place"),
        CheckConstraint("list_number >= 1", name="list_counted_from_one"),
        CheckConstraint(f"place >= 0 AND place < {PLACES}", name="place_in_list"),
    )

    certificate_id: Mapped[UUID] = mapped_column(
        Uuid16, ForeignKey("certificate.id"), primary_key=True
    )
    list_number: Mapped[int]
    place: Mapped[int]


class CertificateCredential(Model):
    """The signed credential as it was issued, in both forms; sealed, for a name can be tried."""

    __tablename__ = "certificate_credential"

    certificate_id: Mapped[UUID] = mapped_column(
        Uuid16, ForeignKey("certificate.id"), primary_key=True
    )
    credential_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    jwt_sealed: Mapped[bytes] = mapped_column(LargeBinary)
