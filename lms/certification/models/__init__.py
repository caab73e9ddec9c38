"""Certificates and what happened to them."""

from __future__ import annotations

from lms.certification.models.certificate import Certificate, CertificateEvent
from lms.certification.models.register import RegisterCheckpoint, RegisterEntry
from lms.certification.models.status import CertificateCredential, StatusPlace

__all__ = [
    "Certificate",
    "CertificateCredential",
    "CertificateEvent",
    "RegisterCheckpoint",
    "RegisterEntry",
    "StatusPlace",
]
