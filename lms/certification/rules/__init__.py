"""What a certificate says and which state it is in: plain arithmetic on what is known."""

from __future__ import annotations

from lms.certification.rules.codes import (
    CODE_LENGTH,
    WRONG_CODES,
    WRONG_NAMES,
    is_code,
    matches,
    printed_code,
    typed_code,
)
from lms.certification.rules.facts import (
    ISSUER,
    CertificateFacts,
    CourseFacts,
    PrintedName,
    as_json,
    by_language,
)
from lms.certification.rules.standing import (
    EVENT_REASONS,
    GRACE_DAYS,
    NOT_PUBLIC,
    RENEW_WINDOW_DAYS,
    REVOCATION_REASONS,
    CertificateEventFact,
    CertificateState,
    EventKind,
    Standing,
    age_state,
    days_left,
    last_valid_day,
    public_reason,
    standing,
)

__all__ = [
    "CODE_LENGTH",
    "EVENT_REASONS",
    "GRACE_DAYS",
    "ISSUER",
    "NOT_PUBLIC",
    "RENEW_WINDOW_DAYS",
    "REVOCATION_REASONS",
    "WRONG_CODES",
    "WRONG_NAMES",
    "CertificateEventFact",
    "CertificateFacts",
    "CertificateState",
    "CourseFacts",
    "EventKind",
    "PrintedName",
    "Standing",
    "age_state",
    "as_json",
    "by_language",
    "days_left",
    "is_code",
    "last_valid_day",
    "matches",
    "printed_code",
    "public_reason",
    "standing",
    "typed_code",
]
