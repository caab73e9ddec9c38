"""What the offline verifier knows: the same for everybody, and of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lms.certification.rules.compact import number
from lms.certification.rules.multibase import base64url
from lms.certification.rules.standing import CertificateState
from lms.core.signing import SigningKey
from lms.core.text import Text

DECIDED: tuple[CertificateState, ...] = ("revoked", "superseded", "suspended")


@dataclass(frozen=True, slots=True)
class CertifiedTitle:
    """What a certificate type of a version is called."""

    certificate_type: str
    is_pathway: bool
    version: str
    title: Text


@dataclass(frozen=True, slots=True)
class OfflineFacts:
    """All that is put into the file.

    places: by state, then by the number of the status list. titles: the newest version first.
    """

    public_url: str
    taken_on: date
    keys: tuple[SigningKey, ...]
    titles: tuple[CertifiedTitle, ...]
    places: Mapping[CertificateState, Mapping[int, tuple[int, ...]]]
    is_demonstration: bool


def gaps(places: Iterable[int]) -> str:
    """Places in a list by the gaps between them: short, and read without decompression."""
    found, before = [], -1
    for place in sorted(set(places)):
        found.append(number(place - before - 1))
        before = place
    return base64url(b"".join(found))
