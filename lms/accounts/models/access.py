"""What people belong to, and what their roles reach."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Instant, Model, UtcDateTime, Uuid16, UuidPk

SCOPE_KINDS = ("site", "org_unit", "academy", "cohort", "course")
ROLES = (
    "trainee",
    "trainer",
    "author",
    "approver",
    "coordinator",
    "observer",
    "administrator",
    "auditor",
)


class Scope(Model):
    """Something a role reaches; what lies below it is reached too."""

    __tablename__ = "scope"
    __table_args__ = (CheckConstraint(f"kind IN {SCOPE_KINDS}", name="kind_known"),)

    id: Mapped[UuidPk]
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(80))
    parent_id: Mapped[UUID | None] = mapped_column(Uuid16, ForeignKey("scope.id"), index=True)


class ScopeMember(Model):
    """A person's place in a scope, from a day until another."""

    __tablename__ = "scope_member"
    __table_args__ = (UniqueConstraint("scope_id", "person_id", "since_at"),)

    id: Mapped[UuidPk]
    scope_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("scope.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"), index=True)
    since_at: Mapped[Instant]
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleAssignment(Model):
    """A role that a person holds in a scope, and whether it shows them names."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role_known"),
        UniqueConstraint("person_id", "role", "scope_id", "valid_from"),
    )

    id: Mapped[UuidPk]
    person_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(13))
    scope_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("scope.id"))
    may_see_names: Mapped[bool]
    valid_from: Mapped[Instant]
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assigned_by: Mapped[UUID | None] = mapped_column(Uuid16)
