"""Whether a PDF that somebody holds is a certificate of ours, to the last byte."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.certification.models import Certificate
from lms.certification.queries.public import CodeMistyped, Verification, by_code, verification
from lms.certification.rules import is_code, typed_code
from lms.certification.rules.register import REGISTER_FILE
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.pdf.inspecting import Inspected
from lms.core.pdf.signature import SignatureReport
from lms.core.sealed import ring

FileState = Literal["identical", "signed", "altered", "other_key", "unsigned"]


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """What is true of a PDF. found: the certificate that it says it is; no name is in it.

    is_identical: its bytes are those that were issued, signed or not.
    names_itself: the file says which it is; only then does its signature speak for `found`.
    """

    signature: SignatureReport
    found: Verification | None
    is_identical: bool
    names_itself: bool = True

    @property
    def is_signed_as_this(self) -> bool:
        """Whether our signature covers the file, and the file says that it is this one."""
        return self.signature.is_genuine and self.names_itself

    @property
    def is_ours(self) -> bool:
        """Whether it is what was issued."""
        return self.found is not None and (self.is_identical or self.is_signed_as_this)

    @property
    def is_genuine(self) -> bool:
        """Whether it is a certificate of ours, unaltered, and still in force."""
        stands = self.found is not None and self.found.standing.state in ("valid", "expiring")
        return self.is_ours and stands

    @property
    def file_state(self) -> FileState:
        """What its bytes and its signature say."""
        if self.is_identical:
            return "identical"
        if self.is_signed_as_this:
            return "signed"
        if not self.signature.is_signed:
            return "unsigned"
        if self.signature.is_intact and not self.signature.is_trusted:
            return "other_key"
        return "altered"


def paper_check(
    session: AnySession, pdf: bytes, inspected: Inspected, *, on: date, code: str = ""
) -> PaperCheck:
    """Hold a PDF, and what was read in it, against the bytes that were issued.

    code: as typed from the paper, for one from before papers carried their own; what a file says
    of itself comes first, or the paper of one might be shown with the code of another.
    """
    inside = code_inside(inspected)
    code = inside or typed_code(code)
    try:
        found = verification(session, code, on=on)
        is_identical = hashlib.sha256(pdf).digest() == kept_hash(by_code(session, code))
    except (CodeMistyped, NotFound):
        return PaperCheck(inspected.signature, None, is_identical=False)
    return PaperCheck(inspected.signature, found, is_identical, names_itself=bool(inside))


def kept_hash(row: Certificate) -> bytes:
    """The SHA-256 of the bytes that were issued."""
    return ring().open_bytes(
        row.pdf_sha256_sealed, table="certificate", column="pdf_sha256_sealed", row=row.id
    )


def code_inside(inspected: Inspected) -> str:
    """The code that a paper carries for programs; empty where it carries none."""
    try:
        opening = json.loads(inspected.attachments[REGISTER_FILE])
        code = json.loads(opening["certificate"])["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return code if isinstance(code, str) and is_code(code) else ""
