"""Which state a certificate is in: plain arithmetic on what is known."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

CertificateState = Literal["valid", "expiring", "expired", "suspended", "superseded", "revoked"]
EventKind = Literal["suspended", "restored", "superseded", "revoked"]
RENEW_WINDOW_DAYS = 90
GRACE_DAYS = 0
REVOCATION_REASONS = (
    "issued_in_error",
    "completion_voided",
    "identity_error",
    "misconduct_finding",
    "superseded_by_law",
    "fraud",
)
EVENT_REASONS = (*REVOCATION_REASONS, "under_review", "review_ended", "corrected")
NOT_PUBLIC = frozenset({"misconduct_finding", "fraud"})  # a finding is told to its holder alone


@dataclass(frozen=True, slots=True)
class CertificateEventFact:
    """Something that happened to a certificate after its issue."""

    id: UUID
    event: EventKind
    reason: str
    occurred_at: datetime
    replacement_code: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a certificate on a day, and the event that made it so."""

    state: CertificateState
    event: CertificateEventFact | None = None


def standing(
    valid_until: date | None, events: Sequence[CertificateEventFact], on: date
) -> Standing:
    """Its state: revoked > superseded > suspended > expired > expiring > valid.

    Nothing undoes a revocation; a suspension lasts until the certificate is restored.
    """
    latest: dict[EventKind, CertificateEventFact] = {}
    for event in sorted(events, key=lambda one: (one.occurred_at, one.id)):
        latest[event.event] = event
        if event.event == "restored":
            latest.pop("suspended", None)
    if "revoked" in latest:
        return Standing("revoked", latest["revoked"])
    if "superseded" in latest:
        return Standing("superseded", latest["superseded"])
    if "suspended" in latest:
        return Standing("suspended", latest["suspended"])
    return Standing(age_state(valid_until, on))


def age_state(valid_until: date | None, on: date) -> Literal["valid", "expiring", "expired"]:
    """What the calendar alone says; the last day is still a valid one."""
    if valid_until is None:
        return "valid"
    if on > valid_until + timedelta(days=GRACE_DAYS):
        return "expired"
    return "expiring" if on > valid_until - timedelta(days=RENEW_WINDOW_DAYS) else "valid"


def days_left(valid_until: date, on: date) -> int:
    """The days on which it is still valid, today among them."""
    return (valid_until - on).days + 1


def last_valid_day(completed_on: date, months: int) -> date | None:
    """The day before the completion's anniversary; none when it holds for ever (0 months).

    Counted from the completion, so that claiming late does not lengthen it.
    """
    if not months:
        return None
    year, month = divmod(completed_on.year * 12 + completed_on.month - 1 + months, 12)
    day = min(completed_on.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def public_reason(reason: str) -> str:
    """The class of a reason that a stranger may read."""
    return "decision" if reason in NOT_PUBLIC else reason
