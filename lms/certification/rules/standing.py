"""Which state a certificate is in: plain arithmetic on what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from lms.certification.rules.renewal import Terms

CertificateState = Literal["valid", "expiring", "expired", "suspended", "superseded", "revoked"]
EventKind = Literal["suspended", "restored", "superseded", "revoked"]
STANDARD_TERMS = Terms()
REVOCATION_REASONS = (
    "issued_in_error",
    "completion_voided",
    "identity_error",
    "misconduct_finding",
    "superseded_by_law",
    "fraud",
)
EVENT_REASONS = (*REVOCATION_REASONS, "under_review", "review_ended", "corrected")
CORRECTIONS = ("wrong_spelling", "legal_name_change", "wrong_script", "wrong_unit")
COUNTS = frozenset({"valid", "expiring", "expired"})  # nothing was decided against it
NOT_PUBLIC = frozenset({"misconduct_finding", "fraud"})  # a finding is told to its holder alone


@dataclass(frozen=True, slots=True)
class CertificateEventFact:
    """Something that happened to a certificate after its issue."""

    id: UUID
    event: EventKind
    reason: str
    occurred_at: datetime
    replacement_code: str | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a certificate on a day, and the event that made it so."""

    state: CertificateState
    event: CertificateEventFact | None = None


def standing(
    valid_until: date | None,
    events: Sequence[CertificateEventFact],
    on: date,
    terms: Terms = STANDARD_TERMS,
) -> Standing:
    """Its state: revoked > superseded > suspended > expired > expiring > valid.

    terms: those frozen into it at issue. Nothing undoes a revocation; a suspension lasts until the
    certificate is restored.
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
    return Standing(age_state(valid_until, on, terms))


def age_state(
    valid_until: date | None, on: date, terms: Terms = STANDARD_TERMS
) -> Literal["valid", "expiring", "expired"]:
    """What the calendar alone says; the last day, and the grace after it, are still valid."""
    if valid_until is None:
        return "valid"
    if on > valid_until + timedelta(days=terms.grace_days):
        return "expired"
    return "expiring" if on > valid_until - timedelta(days=terms.renew_window_days) else "valid"


def days_left(valid_until: date, on: date) -> int:
    """The days on which it is still valid, today among them; none or less in the grace."""
    return (valid_until - on).days + 1


def public_reason(reason: str) -> str:
    """The class of a reason that a stranger may read."""
    return "decision" if reason in NOT_PUBLIC else reason
