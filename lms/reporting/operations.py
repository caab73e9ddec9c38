"""Remembering what was taken out of the system. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.core.db import AnySession

EXPORT, EXPORT_NAMES = "export", "export_names"


def record_export(
    session: AnySession,
    *,
    viewer: Viewer,
    cohort_id: UUID,
    at: datetime,
    names: bool = False,
    reason: str = "",
) -> None:
    """Log that the viewer took a cohort's report away; with names, why."""
    record_event(
        session,
        account_id=viewer.account_id,
        verb=EXPORT_NAMES if names else EXPORT,
        subject_kind="cohort",
        subject_id=cohort_id,
        at=at,
        reason=reason,
    )
