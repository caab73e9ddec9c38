"""Who signs certificates by name, where the institution wants a name beside the post."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Fact, Key, Model


class Signatory(Fact, Model):
    """From now on this name stands over a post of a certificate type; empty: the post alone.

    place: of the post in the type's list, from 1. The newest row counts; what was issued before
    keeps what it printed.
    """

    __tablename__ = "signatory"
    __fact_args__ = (
        CheckConstraint("place BETWEEN 1 AND 3", name="place_known"),
        CheckConstraint("recorded_by IS NOT NULL", name="set_by_somebody"),
    )

    certificate_type: Mapped[Key] = mapped_column(index=True)
    place: Mapped[int]
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
