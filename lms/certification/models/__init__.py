"""Certificates and what happened to them."""

from __future__ import annotations

from lms.certification.models.acts import (
    CertificateAct,
    CertificateActAnswer,
    CertificateCorrection,
    CertificateCorrectionAnswer,
    CertificateRequest,
    CertificateRequestAnswer,
)
from lms.certification.models.certificate import Certificate, CertificateEvent
from lms.certification.models.holder import (
    CertificateReminder,
    CertificateReminderSeen,
    NameConfirmation,
)
from lms.certification.models.register import RegisterCheckpoint, RegisterEntry
from lms.certification.models.signatory import Signatory
from lms.certification.models.status import CertificateCredential, StatusPlace

__all__ = [
    "Certificate",
    "CertificateAct",
    "CertificateActAnswer",
    "CertificateCorrection",
    "CertificateCorrectionAnswer",
    "CertificateCredential",
    "CertificateEvent",
    "CertificateReminder",
    "CertificateReminderSeen",
    "CertificateRequest",
    "CertificateRequestAnswer",
    "NameConfirmation",
    "RegisterCheckpoint",
    "RegisterEntry",
    "Signatory",
    "StatusPlace",
]
