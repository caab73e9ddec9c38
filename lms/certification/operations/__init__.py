"""Issuing certificates, what becomes of them, and counting the tries of those who check them.

Flush, never commit.
"""

from __future__ import annotations

from lms.certification.operations.acts import (
    answer_act,
    ask_correction,
    ask_reissue,
    ask_revocation,
)
from lms.certification.operations.approving import approve_request
from lms.certification.operations.bulk import ask_bulk_issue
from lms.certification.operations.checking import (
    count_file,
    count_wrong_code,
    refuse_many_codes,
    try_name,
)
from lms.certification.operations.confirming import NameNotConfirmed, confirm_name
from lms.certification.operations.corrections import (
    approve_correction,
    decline_correction,
    request_correction,
)
from lms.certification.operations.due import DueBatch, issue_due
from lms.certification.operations.issuing import claim_certificate
from lms.certification.operations.lifecycle import (
    Happening,
    record_event_of,
    restore,
    suspend,
)
from lms.certification.operations.making import Issue, Issued, PublicUrlMissing
from lms.certification.operations.renewing import renew
from lms.certification.operations.requests import Waiting, decline_request
from lms.certification.operations.stamping import Stamp, new_stamp

__all__ = [
    "DueBatch",
    "Happening",
    "Issue",
    "Issued",
    "NameNotConfirmed",
    "PublicUrlMissing",
    "Stamp",
    "Waiting",
    "answer_act",
    "approve_correction",
    "approve_request",
    "ask_bulk_issue",
    "ask_correction",
    "ask_reissue",
    "ask_revocation",
    "claim_certificate",
    "confirm_name",
    "count_file",
    "count_wrong_code",
    "decline_correction",
    "decline_request",
    "issue_due",
    "new_stamp",
    "record_event_of",
    "refuse_many_codes",
    "renew",
    "request_correction",
    "restore",
    "suspend",
    "try_name",
]
