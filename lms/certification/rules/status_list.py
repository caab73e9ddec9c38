"""Bitstring Status List 1.0 (W3C): one bit a credential, in a list that tells of nobody."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from lms.certification.rules.data_integrity import CREDENTIALS, instant
from lms.certification.rules.multibase import base64url, from_base64url
from lms.certification.rules.standing import CertificateState

PLACES = 131_072  # the least that the standard allows, for the sake of those in it
MOST_BYTES = PLACES // 8
StatusPurpose = Literal["revocation", "suspension"]
PURPOSES: tuple[StatusPurpose, ...] = get_args(StatusPurpose)
STATES: dict[StatusPurpose, frozenset[CertificateState]] = {
    "revocation": frozenset({"revoked", "superseded"}),  # neither is ever undone
    "suspension": frozenset({"suspended"}),
}
NAME = re.compile(r"(revocation|suspension)-([1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The one place of a credential, the same in the lists of both purposes."""

    list_number: int
    place: int


@dataclass(frozen=True, slots=True)
class StatusList:
    """One published list."""

    purpose: StatusPurpose
    number: int

    @property
    def name(self) -> str:
        """The last part of its address."""
        return f"{self.purpose}-{self.number}"

    def url(self, public_url: str) -> str:
        """Where it is published."""
        return f"{public_url}/status/{self.name}"

    @classmethod
    def from_name(cls, name: str) -> StatusList | None:
        """The list that an address names; none where it names no list."""
        found = NAME.fullmatch(name)
        return cls(cast(StatusPurpose, found[1]), int(found[2])) if found else None


def entries(place: ListPlace, public_url: str) -> list[dict[str, Any]]:
    """What a credential says of where its status is published."""
    found = []
    for purpose in PURPOSES:
        url = StatusList(purpose, place.list_number).url(public_url)
        found.append({
            "id": f"{url}#{place.place}", "type": "BitstringStatusListEntry",
            "statusPurpose": purpose, "statusListIndex": str(place.place),
            "statusListCredential": url,
        })  # fmt: skip
    return found


def encoded(places: Iterable[int]) -> str:
    """The list in which the bits of `places` are set: compressed, as multibase base64url."""
    bits = bytearray(MOST_BYTES)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64url(gzip.compress(bytes(bits), 9, mtime=0))


def is_set(encoded_list: str, place: int) -> bool:
    """Whether the bit of a place is set. Raises ValueError."""
    if not encoded_list.startswith("u"):
        raise ValueError("not multibase base64url")
    bits = gzip.decompress(from_base64url(encoded_list[1:]))
    if not 0 <= place < len(bits) * 8:
        raise ValueError("no such place")
    return bool(bits[place // 8] & 0x80 >> place % 8)


def list_credential(
    one: StatusList, *, issuer: str, public_url: str, places: Iterable[int], since: datetime
) -> dict[str, Any]:
    """The credential that publishes a list, not yet signed. since: when it became so."""
    url = one.url(public_url)
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(since),
        "credentialSubject": {
            "id": f"{url}#list", "type": "BitstringStatusList",
            "statusPurpose": one.purpose, "encodedList": encoded(places),
        },
    }  # fmt: skip
