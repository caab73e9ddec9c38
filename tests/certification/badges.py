"""Keys and credentials for tests: plain functions, each with sensible defaults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select

from lms.accounts.models import Account
from lms.certification import operations
from lms.certification.models import Certificate, CertificateEvent
from lms.certification.operations import credentials, status_lists
from lms.certification.rules import (
    CODE_LENGTH,
    PURPOSES,
    Alignment,
    BadgeFacts,
    CertificateFacts,
    CourseFacts,
    ListPlace,
    NotGenuine,
    PrintedName,
    StatusList,
    as_jwt,
    check_proof,
    checked_jwt,
    credential,
    did_document,
    did_of,
    issuer_of,
    jwk_method_of,
    jwk_set,
    list_credential,
    method_of,
    trusted,
    with_proof,
)
from lms.core.ids import new_checked_code, new_id
from lms.core.text import Text
from tests.certification.world import LATER, make_enrolment, viewer_of

URL = "https://training.example.org"
DID = did_of(URL)
AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
NAME = PrintedName(ar="نور عبد الكريم حسن", ckb="نوور عەبدولکەریم حەسەن", en="Noor Abdul-Kareem")


@dataclass(frozen=True)
class Key:
    """A signing key made of one repeated byte."""

    number: int = 1
    seed: int = 1
    created_at: datetime = AT
    retired_at: datetime | None = None
    compromised_at: datetime | None = None

    @cached_property
    def private(self):
        return Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)

    @property
    def public(self):
        return self.private.public_key()


FACTS = BadgeFacts(
    id=UUID("7c0f0c1e-5d2b-4b0e-9a3f-0e2d4c6b8a10"),
    salts=("5f2c" * 8, "a19e" * 8, "07bd" * 8),
    code="9TQK4M7BXE2DW",
    certificate_type="c01",
    leading_language="ckb",
    name=NAME,
    title=Text("الشرطة الزرقاء", "پۆلیسی شین: ڕێنمایی", "Blue policing"),
    version="1.0.0",
    criteria=Text("استيفاء المتطلبات، 5 ساعات.", "پێداویستییەکان جێبەجێ کران.", "Met, 5 hours."),
    valid_from=AT,
    valid_until=date(2029, 3, 2),
    place=ListPlace(1, 94_567),
    alignments=(Alignment("Use of force", "https://standards.example.org/1.2", "Code", "1.2"),),
    result="92",
)


def facts(**changes):
    return replace(FACTS, **changes)


def unsigned(given=FACTS, url=URL):
    return credential(given, issuer_of(url), url)


def issued(given=FACTS, *, key=None, url=URL):
    """The credential with its proof."""
    key = key or Key()
    method = method_of(did_of(url), key.number)
    return with_proof(unsigned(given, url), private=key.private, method=method, at=AT)


def token(given=FACTS, *, key=None, url=URL):
    key = key or Key()
    method = jwk_method_of(did_of(url), key.number)
    return as_jwt(unsigned(given, url), private=key.private, method=method)


def published(keys=None, *, url=URL, **places):
    """The issuer's documents by their addresses; places: by purpose, those whose bit is set."""
    keys, did = keys or [Key()], did_of(url)
    newest = keys[-1]
    documents = {did: did_document(did, keys)}
    for purpose in PURPOSES:
        one = list_credential(
            StatusList(purpose, 1), issuer=did, public_url=url, since=AT,
            places=places.get(purpose, ()),
        )  # fmt: skip
        method = method_of(did, newest.number)
        documents[one["id"]] = with_proof(one, private=newest.private, method=method, at=AT)
    return {"documents": documents, "jwks": jwk_set(did, keys)}


def claim(session, holder):
    made = operations.claim_certificate(
        session, viewer=viewer_of(session, holder),
        enrolment_id=make_enrolment(session, person_id=holder), leading_language="ar",
        public_url=URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    return from_before(session, made.certificate_id)


def from_before(session, certificate_id):
    """A certificate like this one that was issued before there were credentials; its id."""
    table = Certificate.__table__
    row = session.execute(select(table).where(table.c.id == certificate_id)).mappings().one()
    code = new_checked_code(CODE_LENGTH)
    other = {"id": new_id(LATER), "code": code, "period_key": f"before-{code.lower()}"}
    session.execute(insert(table).values(dict(row) | other))
    session.commit()
    return other["id"]


def certificate_facts(**changes):
    course = CourseFacts(
        key="c01", version="1.0.0", title=Text("دورة", "خول", "Course"), hours=5, posts=(),
        issuer=Text("جهة", "لایەن", "Issuer"),
    )  # fmt: skip
    given = {
        "code": "9TQK4M7BXE2DW", "leading_language": "ckb", "name": NAME, "course": course,
        "issued_on": LATER.date(), "valid_until": None, "public_url": URL,
    }  # fmt: skip
    return CertificateFacts(**given | changes)


def sign(place, **changes):
    given = credentials.badge_facts(
        certificate_facts(**changes), certificate_type="c01", place=place, at=LATER
    )
    return credentials.signed(given, public_url=URL, key=Key(), at=LATER)


def happen(session, certificate_id, event, *, at=LATER, reason="under_review"):
    """An event of a certificate; a revocation and a replacement with what they need."""
    accounts = session.scalars(select(Account.id)).all() if event == "revoked" else [None, None]
    replacement = certificate_id if event == "superseded" else None
    session.add(
        CertificateEvent(
            id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=accounts[0],
            certificate_id=certificate_id, event=event, reason=reason,
            second_account_id=accounts[1], replacement_id=replacement,
        )
    )  # fmt: skip
    session.commit()


def take(session, certificate_id, place=77, number=1):
    status_lists.store(session, certificate_id=certificate_id, place=ListPlace(number, place))
    session.commit()


def is_genuine(case, keys=None):
    """What our own check says."""
    known = trusted(DID, keys or [Key()])
    try:
        checked_jwt(case, known) if isinstance(case, str) else check_proof(case, known)
    except NotGenuine:
        return False
    return True
