"""The Open Badges 3.0 credential of a certificate, on the W3C's data model 2.0: a plain mapping.

The holder is in it as salted hashes of the printed name, never by the name itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from lms.certification.rules.data_integrity import CREDENTIALS, OPEN_BADGES, instant
from lms.certification.rules.facts import PrintedName
from lms.certification.rules.status_list import ListPlace, entries
from lms.core.locale import BAGHDAD
from lms.core.text import LANGUAGES, Language, Text, fold

IDENTITY_TYPE = "ext:foldedPrintedName"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: its decentralised identifier, its address and its name."""

    did: str
    url: str
    name: Text


@dataclass(frozen=True, slots=True)
class Alignment:
    """A framework's statement that the course answers to."""

    name: str
    url: str
    framework: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """All that a credential says, frozen; the same facts make the same credential.

    id and salts are random: neither may lead to the certificate's row or to another credential
    of the same person. criteria: what was met, the hours in it. result: only where scores may be
    shown.
    """

    id: UUID
    salts: tuple[str, ...]
    code: str
    certificate_type: str
    leading_language: Language
    name: PrintedName
    title: Text
    version: str
    criteria: Text
    valid_from: datetime
    valid_until: date | None
    place: ListPlace
    alignments: tuple[Alignment, ...] = ()
    result: str | None = None


def credential(facts: BadgeFacts, issuer: Issuer, public_url: str) -> dict[str, Any]:
    """The credential, not yet signed. public_url: where its status is published."""
    made: dict[str, Any] = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": f"urn:uuid:{facts.id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": by_tag(facts.title),
        "description": by_tag(facts.criteria),
        "issuer": profile(issuer),
        "validFrom": instant(facts.valid_from),
    }
    if facts.valid_until:
        made["validUntil"] = instant(end_of(facts.valid_until))
    return made | {
        "credentialSubject": subject(facts, issuer),
        "credentialStatus": entries(facts.place, public_url),
    }


def subject(facts: BadgeFacts, issuer: Issuer) -> dict[str, Any]:
    """Whose it is, as hashes, and what for."""
    found: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": identities(facts.name, facts.salts),
        "licenseNumber": facts.code,
        "achievement": achievement(facts, issuer),
    }
    if facts.result is not None:
        found["result"] = [{"type": ["Result"], "value": facts.result}]
    return found


def achievement(facts: BadgeFacts, issuer: Issuer) -> dict[str, Any]:
    """What was achieved, in the leading language: Open Badges has one text for each property.

    The id is that of the type and its version, the same in every credential.
    """
    language = facts.leading_language
    key = f"{issuer.did}/achievements/{facts.certificate_type}/{facts.version}"
    made: dict[str, Any] = {
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, key)}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "inLanguage": language,
        "name": facts.title.in_(language),
        "description": facts.criteria.in_(language),
        "criteria": {"narrative": facts.criteria.in_(language)},
        "version": facts.version,
    }
    if facts.alignments:
        made["alignment"] = [alignment(one) for one in facts.alignments]
    return made


def alignment(one: Alignment) -> dict[str, Any]:
    """A framework's statement."""
    more = {"targetFramework": one.framework, "targetCode": one.code}
    return {
        "type": ["Alignment"], "targetName": one.name, "targetUrl": one.url,
        **{name: value for name, value in more.items() if value},
    }  # fmt: skip


def profile(issuer: Issuer) -> dict[str, Any]:
    """The issuer as credentials name it."""
    return {
        "id": issuer.did, "type": ["Profile"], "name": by_tag(issuer.name), "url": issuer.url,
    }  # fmt: skip


def by_tag(text: Text) -> list[dict[str, str]]:
    """A text in each language. No direction: the published libraries refuse `@direction`."""
    return [{"@value": text.in_(one), "@language": one} for one in LANGUAGES]


def lines_to_hash(name: PrintedName) -> list[str]:
    """The printed name in each script of its own, folded as a typed one is; each once."""
    return list(dict.fromkeys(fold(line) for _, line in name.lines("ar")))


def identities(name: PrintedName, salts: Sequence[str]) -> list[dict[str, Any]]:
    """The holder as salted hashes, one for each script. Raises ValueError for too few salts."""
    lines = lines_to_hash(name)
    return [
        {"type": "IdentityObject", "hashed": True, "identityHash": identity_hash(line, salt),
         "identityType": IDENTITY_TYPE, "salt": salt}
        for line, salt in zip(lines, salts[: len(lines)], strict=True)
    ]  # fmt: skip


def identity_hash(folded: str, salt: str) -> str:
    """The hash as Open Badges writes it: of the text with the salt behind it."""
    return "sha256$" + hashlib.sha256((folded + salt).encode()).hexdigest()


def is_of(credential: dict[str, Any], typed: str) -> bool:
    """Whether a typed name is the one that the credential was issued to."""
    folded = fold(typed)
    return bool(folded) and any(
        one["identityHash"] == identity_hash(folded, one["salt"])
        for one in credential["credentialSubject"]["identifier"]
    )


def end_of(day: date) -> datetime:
    """The last second of a day in Baghdad."""
    after = datetime.combine(day + timedelta(days=1), time(), BAGHDAD)
    return after.astimezone(UTC) - timedelta(seconds=1)
