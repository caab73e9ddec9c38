"""Names, sealed. No other room imports this module: names go out by `accounts.queries` alone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Instant, Model, Uuid16


class Identity(Model):
    """What a person is called, as one sealed JSON; erased when the person must be forgotten."""

    __tablename__ = "identity"

    person_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"), primary_key=True)
    names_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[Instant]
