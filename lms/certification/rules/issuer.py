"""The issuer at its did:web address: identifier, keys in use and in the past, profile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.certification.rules.credential import Issuer, profile
from lms.certification.rules.data_integrity import CREDENTIALS, OPEN_BADGES, instant
from lms.certification.rules.facts import ISSUER
from lms.certification.rules.multibase import base64url, multikey

DID_CONTEXTS = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]


class IssuerKey(Protocol):
    """A signing key as the issuer publishes it."""

    @property
    def number(self) -> int: ...
    @property
    def public(self) -> Ed25519PublicKey: ...
    @property
    def compromised_at(self) -> datetime | None: ...


class Signer(Protocol):
    """A signing key in use."""

    @property
    def number(self) -> int: ...
    @property
    def private(self) -> Ed25519PrivateKey: ...
    @property
    def public(self) -> Ed25519PublicKey: ...
    @property
    def created_at(self) -> datetime: ...


def did_of(public_url: str) -> str:
    """`did:web:…` of an address: its port percent-encoded, its path as further parts."""
    parts = urlsplit(public_url)
    return ":".join(["did:web", quote(parts.netloc, safe=""), *path_of(parts.path)])


def path_of(path: str) -> list[str]:
    """The parts of a path as a did:web writes them."""
    return [quote(part, safe="") for part in path.split("/") if part]


def issuer_of(public_url: str) -> Issuer:
    """The institution at an address."""
    return Issuer(did_of(public_url), f"{public_url}/issuer", ISSUER)


def method_of(did: str, number: int) -> str:
    """The address of a key as Data Integrity proofs name it."""
    return f"{did}#key-{number}"


def jwk_method_of(did: str, number: int) -> str:
    """The address of the same key as tokens name it."""
    return f"{did}#key-{number}-jwk"


def trusted(did: str, keys: Iterable[IssuerKey]) -> dict[str, Ed25519PublicKey]:
    """The public keys by every address that a signature may name; no compromised one."""
    return {
        address(did, key.number): key.public
        for key in keys
        if key.compromised_at is None
        for address in (method_of, jwk_method_of)
    }


def did_document(did: str, keys: Iterable[IssuerKey]) -> dict[str, Any]:
    """What did:web resolves to: every key there ever was.

    An old key goes on vouching for what it signed. A compromised one is listed as revoked and
    vouches for nothing.
    """
    kept = list(keys)
    sound = [key.number for key in kept if key.compromised_at is None]
    return {
        "@context": DID_CONTEXTS,
        "id": did,
        "verificationMethod": [
            method for key in kept for method in (multikey_method(did, key), jwk_method(did, key))
        ],
        "assertionMethod": [
            address(did, number) for number in sound for address in (method_of, jwk_method_of)
        ],
    }


def multikey_method(did: str, key: IssuerKey) -> dict[str, Any]:
    """A key for Data Integrity."""
    return {
        "id": method_of(did, key.number), "type": "Multikey", "controller": did,
        "publicKeyMultibase": multikey(key.public), **revocation(key),
    }  # fmt: skip


def jwk_method(did: str, key: IssuerKey) -> dict[str, Any]:
    """The same key for tokens."""
    return {
        "id": jwk_method_of(did, key.number), "type": "JsonWebKey", "controller": did,
        "publicKeyJwk": jwk(did, key), **revocation(key),
    }  # fmt: skip


def revocation(key: IssuerKey) -> dict[str, str]:
    """When a key ceased to be trusted; nothing of a sound one."""
    return {"revoked": instant(key.compromised_at)} if key.compromised_at else {}


def jwk(did: str, key: IssuerKey) -> dict[str, str]:
    """A public key as a JSON Web Key."""
    return {
        "kty": "OKP", "crv": "Ed25519", "x": base64url(key.public.public_bytes_raw()),
        "use": "sig", "alg": "EdDSA", "kid": jwk_method_of(did, key.number),
    }  # fmt: skip


def jwk_set(did: str, keys: Iterable[IssuerKey]) -> dict[str, Any]:
    """Every sound key, for verifiers of tokens."""
    return {"keys": [jwk(did, key) for key in keys if key.compromised_at is None]}


def issuer_profile(issuer: Issuer) -> dict[str, Any]:
    """The issuer as an Open Badges profile of its own."""
    return {"@context": [CREDENTIALS, OPEN_BADGES], **profile(issuer)}
