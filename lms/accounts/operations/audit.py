"""The audit log: who did what to which record, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.models import AuditEvent
from lms.core.db import AnySession
from lms.core.ids import new_id
from lms.core.sealed import ring


def record_event(
    session: AnySession,
    *,
    account_id: UUID | None,
    verb: str,
    subject_kind: str,
    subject_id: UUID | None,
    at: datetime,
    fields: tuple[str, ...] = (),
    reason: str = "",
    second_account_id: UUID | None = None,
) -> None:
    """Append one event. fields: the names of what changed, never their values; reason is sealed."""
    event_id = new_id(at)
    session.add(
        AuditEvent(
            id=event_id, occurred_at=at, account_id=account_id, verb=verb,
            subject_kind=subject_kind, subject_id=subject_id, fields=" ".join(fields),
            reason_sealed=_sealed_reason(event_id, reason), second_account_id=second_account_id,
        )
    )  # fmt: skip


def _sealed_reason(event_id: UUID, reason: str) -> bytes | None:
    if not reason:
        return None
    return ring().seal(reason, table="audit_event", column="reason_sealed", row=event_id)
