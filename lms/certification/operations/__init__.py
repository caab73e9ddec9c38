"""Issuing certificates, and counting the tries of those who check them. Flush, never commit."""

from __future__ import annotations

from lms.certification.operations.checking import count_wrong_code, refuse_many_codes, try_name
from lms.certification.operations.issuing import (
    DueBatch,
    Issued,
    PublicUrlMissing,
    claim_certificate,
    issue_due,
)

__all__ = [
    "DueBatch",
    "Issued",
    "PublicUrlMissing",
    "claim_certificate",
    "count_wrong_code",
    "issue_due",
    "refuse_many_codes",
    "try_name",
]
