"""Published course versions, and the telephone numbers that stay live."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Instant, Key, Model, Uuid16, UuidPk, UuidRef


class CourseVersion(Model):
    """One immutable publication of a course, known by the hash of its manifest."""

    __tablename__ = "course_version"
    __table_args__ = (
        UniqueConstraint("course_key", "version"),
        UniqueConstraint("content_hash"),
        CheckConstraint(
            "publication_state IN ('published', 'deprecated', 'withdrawn')",
            name="publication_state_known",
        ),
    )

    id: Mapped[UuidPk]
    course_key: Mapped[Key]
    version: Mapped[str] = mapped_column(String(20))
    content_hash: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[bytes] = mapped_column(deferred=True)
    published_at: Mapped[Instant]
    approved_by: Mapped[str] = mapped_column(String(80))
    publication_state: Mapped[str] = mapped_column(String(12), default="published")

    units: Mapped[list[Unit]] = relationship(
        back_populates="course_version", order_by="Unit.position"
    )
    activities: Mapped[list[Activity]] = relationship(back_populates="course_version")


class PathwayVersion(Model):
    """One immutable publication of a pathway, known by the hash of its manifest."""

    __tablename__ = "pathway_version"
    __table_args__ = (UniqueConstraint("pathway_key", "version"),)

    id: Mapped[UuidPk]
    pathway_key: Mapped[Key]
    version: Mapped[str] = mapped_column(String(20))
    content_hash: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[bytes]
    published_at: Mapped[Instant]


class Unit(Model):
    """A unit of a course version; positions count from 1."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("course_version_id", "key"),
        UniqueConstraint("course_version_id", "position"),
    )

    id: Mapped[UuidPk]
    course_version_id: Mapped[UuidRef] = mapped_column(ForeignKey("course_version.id"))
    key: Mapped[Key]
    position: Mapped[int]

    course_version: Mapped[CourseVersion] = relationship(back_populates="units")


class Activity(Model):
    """An activity of a unit or, without a unit, the course test."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("course_version_id", "unit_key", "key"),
        CheckConstraint(
            "kind IN ('lesson', 'quiz', 'scenario', 'practical', 'receipt')", name="kind_known"
        ),
        CheckConstraint(
            "(unit_id IS NULL) = (unit_key = 'course')", name="course_test_has_no_unit"
        ),
    )

    id: Mapped[UuidPk]
    course_version_id: Mapped[UuidRef] = mapped_column(ForeignKey("course_version.id"))
    unit_id: Mapped[UUID | None] = mapped_column(Uuid16, ForeignKey("unit.id"), index=True)
    unit_key: Mapped[Key]
    key: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(12))

    course_version: Mapped[CourseVersion] = relationship(back_populates="activities")


class LessonText(Model):
    """A lesson or receipt in one language: safe HTML, its headings as [anchor, text] in order."""

    __tablename__ = "lesson_text"
    __table_args__ = (
        UniqueConstraint("activity_id", "language"),
        CheckConstraint("language IN ('ar', 'ckb', 'en')", name="language_known"),
    )

    id: Mapped[UuidPk]
    activity_id: Mapped[UuidRef] = mapped_column(ForeignKey("activity.id"))
    language: Mapped[str] = mapped_column(String(3))
    html: Mapped[str]
    headings: Mapped[list[list[str]]] = mapped_column(JSON)


class FacilitatorGuide(Model):
    """A unit's guide for its trainer in one language: safe HTML, headings as a lesson's."""

    __tablename__ = "facilitator_guide"
    __table_args__ = (
        UniqueConstraint("unit_id", "language"),
        CheckConstraint("language IN ('ar', 'ckb', 'en')", name="language_known"),
    )

    id: Mapped[UuidPk]
    unit_id: Mapped[UuidRef] = mapped_column(ForeignKey("unit.id"))
    language: Mapped[str] = mapped_column(String(3))
    html: Mapped[str]
    headings: Mapped[list[list[str]]] = mapped_column(JSON)


class StoredPicture(Model):
    """A picture as it is sent, known by the SHA-256 of the package's file; never changed."""

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint(
            "media_type IN ('image/png', 'image/jpeg', 'image/webp')", name="media_type_known"
        ),
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(12))
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    stored_at: Mapped[Instant]


class Hotline(Model):
    """A telephone number as it is now, for every version of every course."""

    __tablename__ = "hotline"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint(
            "jurisdiction IN ('international', 'federal', 'kri', 'both')",
            name="jurisdiction_known",
        ),
    )

    id: Mapped[UuidPk]
    key: Mapped[Key]
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(16))
    title: Mapped[dict[str, Any]] = mapped_column(JSON)
    jurisdiction: Mapped[str] = mapped_column(String(16))
    last_verified: Mapped[date | None] = mapped_column(Date)
    source_note: Mapped[str | None]
    changed_at: Mapped[Instant]
