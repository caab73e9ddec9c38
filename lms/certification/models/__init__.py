"""Certificates and what happened to them."""

from __future__ import annotations

from lms.certification.models.certificate import Certificate, CertificateEvent

__all__ = [
    "Certificate",
    "CertificateEvent",
]
