"""What cohorts were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.cohorts.models import Announcement
from lms.core.db import AnySession
from lms.core.sealed import ring


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement, opened."""

    text: str
    written_at: datetime


def announcements_for(
    session: AnySession, cohort_ids: Sequence[UUID], *, most: int = 5
) -> list[Announced]:
    """The newest announcements to these cohorts, which the caller knows to be the viewer's."""
    rows = session.scalars(
        select(Announcement)
        .where(Announcement.cohort_id.in_(cohort_ids), Announcement.withdrawn_at.is_(None))
        .order_by(Announcement.written_at.desc())
        .limit(most)
    )
    return [
        Announced(
            text=ring().open(
                row.text_sealed, table="announcement", column="text_sealed", row=row.id
            ),
            written_at=row.written_at,
        )
        for row in rows
    ]
