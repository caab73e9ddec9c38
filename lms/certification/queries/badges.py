"""One's own credentials, as they were issued."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.rules import Viewer
from lms.certification.models import Certificate, CertificateCredential
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.sealed import ring


@dataclass(frozen=True, slots=True)
class StoredBadge:
    """A credential in both forms, and the code that names its files."""

    code: str
    document: str
    jwt: str


def own_badge(session: AnySession, viewer: Viewer, certificate_id: UUID) -> StoredBadge:
    """The credential of the viewer's own certificate; nobody else is ever given it.

    Raises NotFound, also for a certificate that was issued before there were credentials.
    """
    row = session.execute(
        select(CertificateCredential, Certificate.code)
        .join(Certificate, Certificate.id == CertificateCredential.certificate_id)
        .where(Certificate.id == certificate_id, Certificate.person_id == viewer.person_id)
    ).first()
    if row is None:
        raise NotFound
    kept, code = row
    return StoredBadge(code, opened(kept, "credential_sealed"), opened(kept, "jwt_sealed"))


def opened(kept: CertificateCredential, column: str) -> str:
    """One form of a credential."""
    table = CertificateCredential.__tablename__
    return ring().open(getattr(kept, column), table=table, column=column, row=kept.certificate_id)
