"""Observations of practicals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Fact, Model, Uuid16


class Observation(Fact, Model):
    """One assessed performance of a practical; a correction is a new one that supersedes it."""

    __tablename__ = "observation"
    __fact_args__ = (
        Index("ix_observation_enrolment_id", "enrolment_id"),
        Index("uq_observation_supersedes_id", "supersedes_id", unique=True),
    )

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"))
    activity: Mapped[str] = mapped_column(String(120))
    assessor_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"))
    lines: Mapped[Any] = mapped_column(JSON)
    is_passed: Mapped[bool]
    remark_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    supersedes_id: Mapped[UUID | None] = mapped_column(Uuid16, ForeignKey("observation.id"))
    reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
