"""Questions about certificates: one's own, a printed one's truth, whose is still to be issued."""

from __future__ import annotations

from lms.certification.queries.badges import StoredBadge, own_badge
from lms.certification.queries.due import due_enrolments
from lms.certification.queries.events import event_fact, events_of
from lms.certification.queries.own import (
    MAY_READ_OTHERS,
    CertificateCard,
    Claim,
    NameMissing,
    NotCompleted,
    StoredPdf,
    card,
    certificate_pdf,
    certificates_of,
    claim_of,
    name_to_print,
    slot_of,
)
from lms.certification.queries.public import (
    CodeMistyped,
    Verification,
    by_code,
    name_matches,
    verification,
)
from lms.certification.queries.status import published_list

__all__ = [
    "MAY_READ_OTHERS",
    "CertificateCard",
    "Claim",
    "CodeMistyped",
    "NameMissing",
    "NotCompleted",
    "StoredBadge",
    "StoredPdf",
    "Verification",
    "by_code",
    "card",
    "certificate_pdf",
    "certificates_of",
    "claim_of",
    "due_enrolments",
    "event_fact",
    "events_of",
    "name_matches",
    "name_to_print",
    "own_badge",
    "published_list",
    "slot_of",
    "verification",
]
