"""Who studies what, with whom, until when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Instant, Key, Model, UtcDateTime, Uuid16, UuidPk


class Cohort(Model):
    """People who take a course together at an academy; its id is that of its scope."""

    __tablename__ = "cohort"

    id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("scope.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    course_key: Mapped[Key]
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pathway_cohort_id: Mapped[UUID | None] = mapped_column(
        Uuid16, ForeignKey("pathway_cohort.id"), index=True
    )


class PathwayCohort(Model):
    """People who take a pathway together: a scope, and below it a cohort for each course."""

    __tablename__ = "pathway_cohort"

    id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("scope.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    pathway_version_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("pathway_version.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class PathwayEnrolment(Model):
    """A person's place on one version of a pathway, in one cycle; see `PathwayCourse`."""

    __tablename__ = "pathway_enrolment"
    __table_args__ = (
        UniqueConstraint("person_id", "pathway_key", "cycle"),
        CheckConstraint("cycle >= 1", name="cycle_positive"),
    )

    id: Mapped[UuidPk]
    person_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"))
    pathway_cohort_id: Mapped[UUID] = mapped_column(
        Uuid16, ForeignKey("pathway_cohort.id"), index=True
    )
    pathway_key: Mapped[Key]
    pathway_version_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("pathway_version.id"))
    cycle: Mapped[int]
    roster_number: Mapped[int]
    enrolled_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Enrolment(Model):
    """A person's place on one version of a course, in one cohort, in one cycle."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("person_id", "course_key", "cycle"),
        CheckConstraint("enrolment_state IN ('active', 'withdrawn')", name="state_known"),
        CheckConstraint("cycle >= 1", name="cycle_positive"),
    )

    id: Mapped[UuidPk]
    person_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"))
    cohort_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("cohort.id"), index=True)
    course_key: Mapped[Key]
    course_version_id: Mapped[UUID] = mapped_column(
        Uuid16, ForeignKey("course_version.id"), index=True
    )
    cycle: Mapped[int] = mapped_column(default=1)
    roster_number: Mapped[int]
    enrolment_state: Mapped[str] = mapped_column(String(9), default="active")
    enrolled_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PathwayCourse(Model):
    """An enrolment that counts for a pathway; a course may count for two, or be begun anew."""

    __tablename__ = "pathway_course"

    pathway_enrolment_id: Mapped[UUID] = mapped_column(
        Uuid16, ForeignKey("pathway_enrolment.id"), primary_key=True
    )
    enrolment_id: Mapped[UUID] = mapped_column(
        Uuid16, ForeignKey("enrolment.id"), primary_key=True, index=True
    )


class Announcement(Model):
    """What a trainer tells a cohort; sealed, for it may speak of people."""

    __tablename__ = "announcement"

    id: Mapped[UuidPk]
    cohort_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("cohort.id"), index=True)
    written_by: Mapped[UUID] = mapped_column(Uuid16)
    written_at: Mapped[Instant]
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
