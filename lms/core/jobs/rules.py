"""A job as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job is about, and who asked for it."""

    id: UUID
    kind: str
    subject_id: UUID
    asked_by: UUID | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job has come. refusals: the items left out, each with the code of its refusal."""

    asked: Asked
    done: int
    total: int
    last_item_id: UUID | None
    finished_at: datetime | None
    refusals: tuple[tuple[UUID, str], ...] = ()

    @property
    def done_well(self) -> int:
        """How many items were done and not left out."""
        return self.done - len(self.refusals)
