"""Jobs, and what a job had to leave out. Ids only, never a name."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Instant, Key, Model, Uuid16, UuidPk, UuidRef


class Job(Model):
    """Something asked for about a subject, and how far it has come.

    open_key: kind and subject while it is not finished, so that asking twice finds the same job.
    last_item_id: items are done in the order of their ids; the next one lies behind this one.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("open_key"),
        CheckConstraint("done_count >= 0 AND total_count >= done_count", name="counted"),
        CheckConstraint("(finished_at IS NULL) = (open_key IS NOT NULL)", name="open_until_ended"),
    )

    id: Mapped[UuidPk]
    kind: Mapped[Key]
    subject_id: Mapped[UuidRef]
    asked_by: Mapped[UUID | None] = mapped_column(Uuid16)
    asked_at: Mapped[Instant]
    open_key: Mapped[str | None] = mapped_column(String(120))
    total_count: Mapped[int]
    done_count: Mapped[int]
    last_item_id: Mapped[UUID | None] = mapped_column(Uuid16)
    finished_at: Mapped[Instant | None]


class JobRefusal(Model):
    """An item that a job could not do, and why: the code of a refusal."""

    __tablename__ = "job_refusal"

    job_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("job.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(Uuid16, primary_key=True)
    code: Mapped[Key]
