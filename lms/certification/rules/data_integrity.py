"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022 (W3C), without any network.

What is signed is the meaning of a document, as RDF: its JSON may be laid out anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.certification.rules.multibase import base58, from_base58
from lms.core.errors import DomainError
from lms.core.text import LANGUAGES

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
FOLDER = Path(__file__).parents[1] / "contexts"
SUITE = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}
PURPOSE = "assertionMethod"
MOST_ITEMS = 16
# Every property that we ever write. RDF drops a word that its contexts do not know, and a
# signature would stand although somebody had added one.
WORDS = frozenset(
    """@language @value achievement achievementType alignment created credentialStatus
    credentialSubject criteria cryptosuite description encodedList hashed id identifier
    identityHash identityType inLanguage issuer licenseNumber name narrative proof proofPurpose
    proofValue result salt statusListCredential statusListIndex statusPurpose targetCode
    targetFramework targetName targetUrl ttl type url validFrom validUntil value
    verificationMethod version""".split()
)


class NotGenuine(DomainError):
    """A signature does not stand: another content, another key, or not of our making."""

    code = "not_genuine"


def instant(at: datetime) -> str:
    """An instant as credentials write it: whole seconds, UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def with_proof(
    document: Mapping[str, Any], *, private: Ed25519PrivateKey, method: str, at: datetime
) -> dict[str, Any]:
    """The document and its proof. method: the address of the public key. at: aware."""
    proof = SUITE | {
        "created": instant(at), "verificationMethod": method, "proofPurpose": PURPOSE,
    }  # fmt: skip
    value = private.sign(digest(document, proof))
    return {**document, "proof": proof | {"proofValue": "z" + base58(value)}}


def check_proof(secured: Mapping[str, Any], keys: Mapping[str, Ed25519PublicKey]) -> None:
    """Refuse a document that was altered, or signed by none of `keys` (by their addresses).

    Whether it is still in force is another question. Raises NotGenuine.
    """
    try:
        document = {name: value for name, value in secured.items() if name != "proof"}
        proof = dict(secured["proof"])
        value = proof.pop("proofValue")
        if not is_ours(document, proof) or not value.startswith("z"):
            raise NotGenuine
        key = keys[proof["verificationMethod"]]
        key.verify(from_base58(value[1:]), digest(document, proof))
    except (InvalidSignature, AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotGenuine from error


def is_ours(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bool:
    """Whether nothing is said in words that the signature would not cover."""
    said = {name: value for name, value in document.items() if name != "@context"}
    return (
        document["@context"] in ([CREDENTIALS], [CREDENTIALS, OPEN_BADGES])
        and {name: proof.get(name) for name in SUITE} == SUITE
        and proof.get("proofPurpose") == PURPOSE
        and has_known_words(said)
        and has_known_words(proof)
    )


def has_known_words(value: Any) -> bool:
    """Whether every property and language is one that we write, and no list longer than ours."""
    if isinstance(value, Mapping):
        is_spoken = value.get("@language", "en") in LANGUAGES
        is_known = is_spoken and value.keys() <= WORDS
        return is_known and all(has_known_words(each) for each in value.values())
    if isinstance(value, list):
        return len(value) <= MOST_ITEMS and all(has_known_words(each) for each in value)
    return isinstance(value, str | bool | int)


def digest(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """What is signed: the hash of the proof's options, then that of the document."""
    options = tuple(sorted(proof.items()))
    return options_hashed(tuple(document["@context"]), options) + hashed(document)


@lru_cache(256)  # those of one second and key are the same, and a third of the work
def options_hashed(contexts: tuple[str, ...], options: tuple[tuple[str, str], ...]) -> bytes:
    """The hash of a proof's options."""
    return hashed({"@context": list(contexts), **dict(options)})


def hashed(document: Mapping[str, Any]) -> bytes:
    """SHA-256 of the canonical form (RDFC-1.0, N-Quads)."""
    from pyld import jsonld  # 0.14 s and lxml: only for those who sign or verify

    options = {
        "algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": kept_context,
    }  # fmt: skip
    try:
        return hashlib.sha256(jsonld.normalize(dict(document), options).encode()).digest()
    except (jsonld.JsonLdError, AttributeError, LookupError, TypeError) as error:
        raise NotGenuine from error  # no JSON-LD at all


def kept_context(url: str, _options: object = None) -> dict[str, Any]:
    """A context as pyld asks for it, from our files alone. Raises KeyError."""
    return {
        "contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
        "document": context(FILES[url]),
    }  # fmt: skip


@cache
def context(file: str) -> Any:
    """The content of a kept context."""
    return json.loads((FOLDER / file).read_text(encoding="utf-8"))
