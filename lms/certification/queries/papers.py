"""Whether a PDF that somebody holds is a certificate of ours, to the last byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cryptography import x509
from sqlalchemy import select

from lms.certification.models import Certificate
from lms.certification.queries.public import CodeMistyped, Verification, verification
from lms.certification.rules import is_code, typed_code
from lms.certification.rules.register import REGISTER_FILE
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.pdf.signature import SignatureReport, attachment_in, verify_pdf
from lms.core.sealed import ring


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """What is true of a PDF. found: the certificate that it says it is; no name is in it.

    is_identical: its bytes are those that were issued, signed or not.
    """

    signature: SignatureReport
    found: Verification | None
    is_identical: bool

    @property
    def is_genuine(self) -> bool:
        """Whether it is a certificate of ours, unaltered, and still in force."""
        is_ours = self.is_identical or self.signature.is_genuine
        stands = self.found is not None and self.found.standing.state in ("valid", "expiring")
        return is_ours and stands


def paper_check(
    session: AnySession, pdf: bytes, *, roots: Sequence[x509.Certificate], on: date, code: str = ""
) -> PaperCheck:
    """Check a PDF against its signature and against the bytes that were issued.

    code: as typed from the paper, for one from before papers carried their own.
    """
    code = typed_code(code) or code_inside(pdf)
    try:
        found = verification(session, code, on=on)
    except (CodeMistyped, NotFound):
        return PaperCheck(verify_pdf(pdf, roots), None, is_identical=False)
    row = session.scalars(select(Certificate).where(Certificate.code == found.code)).one()
    kept = ring().open_bytes(
        row.pdf_sha256_sealed, table="certificate", column="pdf_sha256_sealed", row=row.id
    )
    is_identical = hashlib.sha256(pdf).digest() == kept
    return PaperCheck(verify_pdf(pdf, roots), found, is_identical)


def code_inside(pdf: bytes) -> str:
    """The code that a paper carries for programs; empty where it carries none."""
    try:
        opening = json.loads(attachment_in(pdf, REGISTER_FILE) or b"{}")
        code = json.loads(opening["certificate"])["code"]
    except (ValueError, KeyError, TypeError):
        return ""
    return code if isinstance(code, str) and is_code(code) else ""
