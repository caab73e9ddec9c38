"""A PDF of anybody's, read in a process of its own that may neither eat the memory nor the day.

`python -m lms.core.pdf.inspecting` reads the request from standard input and answers in JSON.
"""

from __future__ import annotations

import base64
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lms.core.errors import Busy
from lms.core.pdf.signature import SignatureReport, attachment_in, verify_pdf

MEMORY_BYTES = 768 * 1024 * 1024
PROCESSOR_SECONDS = 10
LONGEST_SECONDS = 20
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is true of a PDF's signature, and the attachments that were asked for and are there."""

    signature: SignatureReport = field(default_factory=SignatureReport)
    attachments: Mapping[str, bytes] = field(default_factory=dict)


def inspected(pdf: bytes, roots: Sequence[x509.Certificate], names: Sequence[str]) -> Inspected:
    """Read a PDF here. One that nobody knows belongs into `inspected_apart`."""
    found = {name: attachment_in(pdf, name) for name in names}
    attachments = {name: content for name, content in found.items() if content is not None}
    return Inspected(verify_pdf(pdf, roots), attachments)


def inspected_apart(
    pdf: bytes, roots: Sequence[x509.Certificate], names: Sequence[str]
) -> Inspected:
    """Read a PDF of anybody's. One that is too much to read is as one that cannot be read.

    Raises Busy where as many are being read as a process may at once.
    """
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        return asked_apart(pdf, roots, names)
    finally:
        _places.release()


def asked_apart(pdf: bytes, roots: Sequence[x509.Certificate], names: Sequence[str]) -> Inspected:
    """Start the process and read its answer."""
    asked = {
        "pdf": base64.b64encode(pdf).decode(), "names": list(names),
        "roots": [root.public_bytes(Encoding.PEM).decode() for root in roots],
    }  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lms.core.pdf.inspecting"], input=json.dumps(asked).encode(),
            capture_output=True, timeout=LONGEST_SECONDS, check=True,
        )  # fmt: skip
        return read_answer(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError, KeyError):
        return Inspected()


def read_answer(told: Mapping[str, Any]) -> Inspected:
    """What the process says. Raises KeyError."""
    attachments = {name: base64.b64decode(text) for name, text in told["attachments"].items()}
    return Inspected(SignatureReport(**told["signature"]), attachments)


def main() -> None:
    """Bound this process, then read and answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    asked = json.load(sys.stdin)
    roots = [x509.load_pem_x509_certificate(pem.encode()) for pem in asked["roots"]]
    found = inspected(base64.b64decode(asked["pdf"]), roots, asked["names"])
    signature = asdict(found.signature) | {"signed_at": None}  # the paper's own facts say when
    attachments = {
        name: base64.b64encode(content).decode() for name, content in found.attachments.items()
    }
    json.dump({"signature": signature, "attachments": attachments}, sys.stdout)


if __name__ == "__main__":
    main()
