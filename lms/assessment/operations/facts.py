"""The columns that every fact of this room starts with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID


def fact_row(
    fact_id: UUID, *, occurred_at: datetime, recorded_at: datetime, recorded_by: UUID | None
) -> dict[str, Any]:
    """The beginning of a row that came through the web."""
    return {
        "id": fact_id,
        "occurred_at": occurred_at,
        "recorded_at": recorded_at,
        "recorded_by": recorded_by,
        "source": "web",
    }
