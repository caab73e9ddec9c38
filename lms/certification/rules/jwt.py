"""A credential as a JSON Web Token (W3C VC-JOSE-COSE), for wallets that want one.

Twenty lines of JWS over cryptography: joserfc warns of the algorithm's name, which the wallets
of today still ask for, and refuses the header parameters that it has not registered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.certification.rules.data_integrity import NotGenuine
from lms.certification.rules.multibase import base64url, from_base64url

HEADER = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc"}


def compact(value: Mapping[str, Any]) -> bytes:
    """JSON without spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def as_jwt(credential: Mapping[str, Any], *, private: Ed25519PrivateKey, method: str) -> str:
    """The signed token of a credential; method: the address of the public key."""
    header = compact(HEADER | {"kid": method})
    signed = f"{base64url(header)}.{base64url(compact({**credential, **claims(credential)}))}"
    return f"{signed}.{base64url(private.sign(signed.encode()))}"


def claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader of tokens looks for, said again in its words."""
    found = {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "nbf": seconds(credential["validFrom"]),
    }
    until = credential.get("validUntil")
    return found | ({"exp": seconds(until)} if until else {})


def seconds(instant: str) -> int:
    """The seconds since 1970 of an instant as credentials write it."""
    return int(datetime.fromisoformat(instant).timestamp())


def checked_jwt(token: str, keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Any]:
    """The content of a token that one of `keys` signed; in force or not. Raises NotGenuine."""
    try:
        header, payload, signature = token.split(".")
        said = json.loads(from_base64url(header))
        if {name: said.get(name) for name in HEADER} != HEADER or said.keys() - HEADER != {"kid"}:
            raise NotGenuine
        keys[said["kid"]].verify(from_base64url(signature), f"{header}.{payload}".encode())
        content: dict[str, Any] = json.loads(from_base64url(payload))
    except (InvalidSignature, AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotGenuine from error
    return content
