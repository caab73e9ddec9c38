"""Signatures on finished PDFs: PAdES B-B by pyHanko, without any network.

pyHanko is imported where it is needed: it takes half a second, and most processes never sign.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from reportlab.pdfgen.canvas import Canvas

from lms.core.paper_keys import PaperKey

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.validation.status import PdfSignatureStatus
    from pyhanko_certvalidator import ValidationContext

FIELD = "Institution"
GENEROUS = 16_384  # hexadecimal digits; a signature with its certificate takes a quarter
SIGNATURE_BYTES = 71  # every second one of P-256 is so long in DER
CONTENTS = re.compile(rb"/Contents <([0-9a-fA-F]+)>")


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What is true of a PDF's signature.

    is_trusted: by a certificate that one of the roots vouches for. is_whole: nothing in the file
    lies outside what was signed, and nothing was added later.
    """

    is_signed: bool = False
    is_intact: bool = False
    is_trusted: bool = False
    is_whole: bool = False
    signed_at: datetime | None = None
    certificate_serial: int | None = None

    @property
    def is_genuine(self) -> bool:
        """Whether all of it stands."""
        return self.is_signed and self.is_intact and self.is_trusted and self.is_whole


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF. name: as readers show it; never anybody's."""

    name: str
    content: bytes
    media_type: str
    description: str


def sign_pdf(pdf: bytes, key: PaperKey, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF with an invisible signature over all of it, after which nothing may be changed.

    The attachments are put in first. Nothing is drawn and nobody is named: the signer is the
    institution.
    """
    return signed_with(pdf, key, attachments, room=room_of(key))


@lru_cache(8)
def room_of(key: PaperKey) -> int:
    """The hexadecimal digits that a signature of this key takes, to the last one.

    With zeros behind it, they could be altered and no verifier would notice.
    """
    page = Canvas(drawn := io.BytesIO())
    page.showPage()
    page.save()
    tried = signed_with(drawn.getvalue(), key, (), room=GENEROUS)
    hole = bytes.fromhex(CONTENTS.findall(tried)[-1].decode())
    head = hole[1] - 0x80  # a DER sequence this long has its length in that many bytes
    return 2 * (2 + head + int.from_bytes(hole[2 : 2 + head]))


def signed_with(
    pdf: bytes, key: PaperKey, attachments: Sequence[Attachment], *, room: int
) -> bytes:
    """The signed PDF, its signature in `room` hexadecimal digits."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    described = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer, signed = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    for one in attachments:
        attach(writer, one)
    signer = signers.PdfSigner(described, signer=signer_of(key))
    beside_loops(lambda: signer.sign_pdf(writer, bytes_reserved=room, output=signed))
    return signed.getvalue()


def beside_loops(work: Callable[[], object]) -> None:
    """Do what starts an event loop of its own, in another thread where one runs in this."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        work()
        return
    with ThreadPoolExecutor(1) as beside:
        beside.submit(work).result()


def attach(writer: IncrementalPdfFileWriter, one: Attachment) -> None:
    """Put a file into the PDF, as data that belong to the whole document (ISO 32000-2, 14.13)."""
    from pyhanko.pdf_utils import embed
    from pyhanko.pdf_utils.generic import NameObject

    data = embed.EmbeddedFileObject.from_file_data(
        writer, one.content, mime_type=one.media_type, params=embed.EmbeddedFileParams()
    )
    described = embed.FileSpec(
        file_spec_string=one.name, file_name=one.name, embedded_data=data,
        description=one.description, af_relationship=NameObject("/Data"),
    )  # fmt: skip
    embed.embed_file(writer, described)


def attachment_in(pdf: bytes, name: str) -> bytes | None:
    """The content of an attachment; none where the PDF has none of this name or is no PDF."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        names = PdfFileReader(io.BytesIO(pdf), strict=True).root["/Names"]["/EmbeddedFiles"]
        pairs = list(names["/Names"])
        files = {str(pairs[n]): pairs[n + 1].get_object() for n in range(0, len(pairs), 2)}
        found: bytes = files[name]["/EF"]["/F"].data
    except Exception:  # a file of anybody's: the reader raises of every kind
        return None
    return found


def signer_of(key: PaperKey) -> SimpleSigner:
    """The key as pyHanko takes it. Every signature has its certificate, not the root's.

    Every signature is of one length, so that none leaves room behind it.
    """
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class OfOneLength(SimpleSigner):
        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            while len(found := bytes(super().sign_raw(data, digest_algorithm))) != SIGNATURE_BYTES:
                pass
            return found

    private = key.private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return OfOneLength(
        signing_cert=asn1_x509.Certificate.load(der(key.certificate)),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def der(certificate: x509.Certificate) -> bytes:
    """A certificate's bytes."""
    return certificate.public_bytes(serialization.Encoding.DER)


def verify_pdf(pdf: bytes, roots: Iterable[x509.Certificate]) -> SignatureReport:
    """What is true of the one signature of a PDF, by these roots alone and without a network.

    Whatever cannot be read, holds several signatures or breaks the reader is reported, not raised.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature

    told: list[PdfSignatureStatus] = []
    try:
        found = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
        if len(found) != 1:
            return SignatureReport(is_signed=bool(found))
        context = trusting(roots)
        beside_loops(lambda: told.append(validate_pdf_signature(found[0], context)))
        (status,) = told
        is_whole = covers_all(pdf, found[0].byte_range) and is_plain(found[0].signed_data)
    except Exception:  # a file of anybody's: the reader raises of every kind
        return SignatureReport()
    return report_of(status, is_whole)


def trusting(roots: Iterable[x509.Certificate]) -> ValidationContext:
    """A context that trusts these roots alone."""
    from asn1crypto import x509 as asn1_x509
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(der(root)) for root in roots],
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def covers_all(pdf: bytes, signed: Iterable[int]) -> bool:
    """Whether every byte is signed but the signature itself, in one hole of hexadecimal digits."""
    start, before, after, rest = signed
    hole = pdf[before:after]
    return (
        (start, after + rest) == (0, len(pdf))
        and hole[:1] + hole[-1:] == b"<>"
        and all(byte in b"0123456789abcdefABCDEF" for byte in hole[1:-1])
    )


def is_plain(signed: Any) -> bool:
    """Whether the signature says what it need not say as ours does.

    Versions and the list of digests are not signed themselves, and verifiers pass over them.
    """
    (signer,) = signed["signer_infos"]
    kinds = [attribute["type"].dotted for attribute in signer["signed_attrs"]]
    return (
        signed["version"].native == "v1"
        and [one["algorithm"].native for one in signed["digest_algorithms"]] == ["sha256"]
        and signed["encap_content_info"]["content_type"].native == "data"
        and signed["encap_content_info"]["content"].native is None
        and signer["version"].native == "v1"
        and len(kinds) == len(set(kinds))
        and not signer["unsigned_attrs"]
    )


def report_of(status: PdfSignatureStatus, is_whole: bool) -> SignatureReport:
    """The verdict of pyHanko in our words."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return SignatureReport(
        is_signed=True,
        is_intact=status.intact and status.valid and status.docmdp_ok is not False,
        is_trusted=status.trusted,
        is_whole=covers and is_whole,
        signed_at=status.signer_reported_dt,
        certificate_serial=status.signing_cert.serial_number,
    )
