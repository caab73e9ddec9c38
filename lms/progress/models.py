"""What became known about requirements, and the packed row that follows from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Fact, Model, UtcDateTime, Uuid16
from lms.core.second_person import SecondAnswer, answered_once


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


class CompletionReversal(Fact, Model):
    """Somebody asks to take back that a requirement is met: on what ground, and why."""

    __tablename__ = "completion_reversal"
    __fact_args__ = (
        CheckConstraint(
            "ground IN ('attempt_voided', 'attendance_corrected', 'identity_error')",
            name="ground_known",
        ),
        CheckConstraint("recorded_by IS NOT NULL", name="asked_by_somebody"),
        Index("ix_completion_reversal_enrolment_id", "enrolment_id"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"))
    requirement_key: Mapped[str] = mapped_column(String(120))
    ground: Mapped[str] = mapped_column(String(20))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CompletionReversalAnswer(SecondAnswer, Model):
    """What was decided; asked_by: who asked, so that the same person never confirms."""

    __tablename__ = "completion_reversal_answer"
    __fact_args__ = answered_once("reversal_id")

    reversal_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("completion_reversal.id"))


class Receipt(Fact, Model):
    """A trainee confirmed a document as read and understood: of which version, in what language."""

    __tablename__ = "receipt"
    __fact_args__ = (
        CheckConstraint("language IN ('ar', 'ckb', 'en')", name="language_known"),
        Index("ix_receipt_enrolment_id", "enrolment_id"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"))
    course_version_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("course_version.id"))
    activity: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(3))


class UnitRelease(Fact, Model):
    """A unit, or `course` for its test, opened or closed for a cohort; the last one counts."""

    __tablename__ = "unit_release"
    __fact_args__ = (Index("ix_unit_release_cohort_id", "cohort_id"),)

    cohort_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("cohort.id"))
    unit_key: Mapped[str] = mapped_column(String(80))
    is_released: Mapped[bool]


class CompletionOverride(Fact, Model):
    """A part or unit set as done by a decision, or an exemption asked for; beside the outcomes."""

    __tablename__ = "completion_override"
    __fact_args__ = (
        CheckConstraint("kind IN ('complete', 'exempt')", name="kind_known"),
        CheckConstraint("recorded_by IS NOT NULL", name="decided_by_somebody"),
        CheckConstraint("kind = 'complete' OR evidence_sealed IS NOT NULL", name="evidence_given"),
        Index("ix_completion_override_enrolment_id", "enrolment_id"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"))
    target: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(8))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    evidence_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class CompletionOverrideAnswer(SecondAnswer, Model):
    """What a second person decided about an exemption; asked_by: who never confirms it."""

    __tablename__ = "completion_override_answer"
    __fact_args__ = answered_once("override_id")

    override_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("completion_override.id"))


class CompletionOverrideRevocation(Fact, Model):
    """A decision that counts no longer, and why; what was done itself stays."""

    __tablename__ = "completion_override_revocation"
    __fact_args__ = (
        UniqueConstraint("override_id"),
        CheckConstraint("recorded_by IS NOT NULL", name="revoked_by_somebody"),
    )

    override_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("completion_override.id"))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
