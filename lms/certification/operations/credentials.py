"""The signed credential of a certificate. Flush, never commit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from lms.certification.documents.badge import badge_criteria, badge_title
from lms.certification.models import CertificateCredential
from lms.certification.rules import (
    Alignment,
    BadgeFacts,
    CertificateFacts,
    ListPlace,
    Signer,
    as_json,
    as_jwt,
    credential,
    issuer_of,
    jwk_method_of,
    method_of,
    with_proof,
)
from lms.core.db import AnySession
from lms.core.sealed import ring

TABLE = CertificateCredential.__tablename__
SALT_BYTES = 16
SCRIPTS = 3


@dataclass(frozen=True, slots=True)
class SignedCredential:
    """Both forms of a credential, as they are kept and downloaded."""

    document: str
    jwt: str


def badge_facts(
    facts: CertificateFacts,
    *,
    certificate_type: str,
    place: ListPlace,
    at: datetime,
    alignments: tuple[Alignment, ...] = (),
    result: str | None = None,
) -> BadgeFacts:
    """What a certificate's credential says; its id and salts are drawn here.

    at: the instant of issue. result: only where the type allows scores to be shown.
    """
    return BadgeFacts(
        id=uuid4(),  # not v7: it must lead to no other
        salts=tuple(secrets.token_hex(SALT_BYTES) for _ in range(SCRIPTS)),
        code=facts.code, certificate_type=certificate_type, name=facts.name,
        leading_language=facts.leading_language, version=facts.course.version,
        title=badge_title(facts.course, is_specimen=facts.is_specimen),
        criteria=badge_criteria(facts.course), valid_from=at, valid_until=facts.valid_until,
        place=place, alignments=alignments, result=result,
    )  # fmt: skip


def signed(facts: BadgeFacts, *, public_url: str, key: Signer, at: datetime) -> SignedCredential:
    """The credential of these facts in both forms; the same input gives the same bytes."""
    issuer = issuer_of(public_url)
    made = credential(facts, issuer, public_url)
    secured = with_proof(made, private=key.private, method=method_of(issuer.did, key.number), at=at)
    token = as_jwt(made, private=key.private, method=jwk_method_of(issuer.did, key.number))
    return SignedCredential(as_json(secured), token)


def store(session: AnySession, *, certificate_id: UUID, kept: SignedCredential) -> None:
    """Keep both forms for ever, sealed to this very certificate."""
    session.add(
        CertificateCredential(
            certificate_id=certificate_id,
            credential_sealed=ring().seal(
                kept.document, table=TABLE, column="credential_sealed", row=certificate_id
            ),
            jwt_sealed=ring().seal(kept.jwt, table=TABLE, column="jwt_sealed", row=certificate_id),
        )
    )
    session.flush()
