"""What became known about requirements, and the packed row that follows from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Fact, Model, UtcDateTime, Uuid16


class Outcome(Fact, Model):
    """One thing that became known about one requirement of an enrolment."""

    __tablename__ = "outcome"
    __fact_args__ = (
        UniqueConstraint("fact_id", "requirement_key"),
        CheckConstraint("outcome IN ('met', 'not_met', 'reversed')", name="outcome_known"),
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 1", name="score_is_a_fraction"),
        Index("ix_outcome_enrolment_id", "enrolment_id"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"))
    requirement_key: Mapped[str] = mapped_column(String(120))
    outcome: Mapped[str] = mapped_column(String(8))
    score: Mapped[float | None]
    fact_id: Mapped[UUID] = mapped_column(Uuid16)


class EnrolmentProgress(Model):
    """The state of every requirement and unit, derived; always equal to the recount."""

    __tablename__ = "enrolment_progress"

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"), primary_key=True)
    cells: Mapped[str] = mapped_column(Text)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
