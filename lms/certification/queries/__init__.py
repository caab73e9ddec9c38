"""Questions about certificates: one's own, a printed one's truth, whose is still to be issued."""

from __future__ import annotations

from lms.certification.queries.acts import (
    Act,
    Correction,
    acts_of,
    corrections_of,
    lines_of_act,
    opened_note,
    printed_lines,
)
from lms.certification.queries.badges import StoredBadge, own_badge
from lms.certification.queries.cohort import (
    CertificateLine,
    CertificateRecord,
    CohortCertificates,
    RequestLine,
    certificate_record,
    cohort_certificates,
    completion_under,
    pathway_certificates,
)
from lms.certification.queries.correcting import OwnCertificate, is_own, own_certificate
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
from lms.certification.queries.reached import (
    certificate_of_act,
    certificate_of_correction,
    check_renewable,
    cohort_of_request,
)
from lms.certification.queries.requests import (
    AskedCertificate,
    confirmed_lines,
    latest_request,
    requests_of,
)
from lms.certification.queries.slots import (
    Latest,
    latest_in,
    may_follow,
    renewal_of,
    renewed_by,
    slot_of_row,
    standing_of,
)
from lms.certification.queries.status import published_list

__all__ = [
    "MAY_READ_OTHERS",
    "Act",
    "AskedCertificate",
    "CertificateCard",
    "CertificateLine",
    "CertificateRecord",
    "Claim",
    "CodeMistyped",
    "CohortCertificates",
    "Correction",
    "Latest",
    "NameMissing",
    "NotCompleted",
    "OwnCertificate",
    "RequestLine",
    "StoredBadge",
    "StoredPdf",
    "Verification",
    "acts_of",
    "by_code",
    "card",
    "certificate_of_act",
    "certificate_of_correction",
    "certificate_pdf",
    "certificate_record",
    "certificates_of",
    "check_renewable",
    "claim_of",
    "cohort_certificates",
    "cohort_of_request",
    "completion_under",
    "confirmed_lines",
    "corrections_of",
    "due_enrolments",
    "event_fact",
    "events_of",
    "is_own",
    "latest_in",
    "latest_request",
    "lines_of_act",
    "may_follow",
    "name_matches",
    "name_to_print",
    "opened_note",
    "own_badge",
    "own_certificate",
    "pathway_certificates",
    "printed_lines",
    "published_list",
    "renewal_of",
    "renewed_by",
    "requests_of",
    "slot_of",
    "slot_of_row",
    "standing_of",
    "verification",
]
