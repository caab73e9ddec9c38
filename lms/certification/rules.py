"""What a certificate says and which state it is in: plain arithmetic on what is known."""

from __future__ import annotations

import calendar
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from lms.core.ids import folded_code, grouped, is_checked
from lms.core.text import LANGUAGES, Language, Text, fold

CertificateState = Literal["valid", "expiring", "expired", "suspended", "superseded", "revoked"]
EventKind = Literal["suspended", "restored", "superseded", "revoked"]

CODE_LENGTH = 13  # 12 random characters and the one that checks them
RENEW_WINDOW_DAYS = 90
GRACE_DAYS = 0
REVOCATION_REASONS = (
    "issued_in_error",
    "completion_voided",
    "identity_error",
    "misconduct_finding",
    "superseded_by_law",
    "fraud",
)
EVENT_REASONS = (*REVOCATION_REASONS, "under_review", "review_ended", "corrected")
NOT_PUBLIC = frozenset({"misconduct_finding", "fraud"})  # a finding is told to its holder alone

WRONG_NAMES = (10, 24 * 60 * 60)  # by code: tries, seconds
WRONG_CODES = (60, 60)  # by address: tries, seconds

ISSUER = Text(
    ar="المجموعة الفرعية لتدريب الشرطة",
    ckb="گرووپی لاوەکیی ڕاهێنانی پۆلیس",
    en="Police Training Sub Group",
)


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name as the certificate prints it, by script; where Arabic is missing, another is not."""

    ar: str
    ckb: str = ""
    en: str = ""

    def own(self, language: Language) -> str:
        """The name in the script of a language; empty where there is none."""
        return {"ar": self.ar, "ckb": self.ckb, "en": self.en}[language]

    def in_(self, language: Language) -> str:
        """The line for a script; the Arabic one where the script has none."""
        return self.own(language) or self.ar or self.ckb or self.en

    def lines(self, leading: Language) -> tuple[tuple[Language, str], ...]:
        """What is printed, the large line first: each script's own name, the same text once."""
        found: dict[str, Language] = {}
        for language in (leading, *(one for one in LANGUAGES if one != leading)):
            found.setdefault(self.own(language), language)
        return tuple((language, line) for line, language in found.items() if line)

    def to_json(self) -> str:
        """The form that is sealed."""
        return as_json({"ar": self.ar, "ckb": self.ckb, "en": self.en})

    @classmethod
    def from_json(cls, text: str) -> PrintedName:
        """The name of a sealed blob."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What is said of the course, copied at issue; no name is in it. hours: online, whole."""

    key: str
    version: str
    title: Text
    hours: int
    posts: tuple[Text, ...]
    issuer: Text

    def to_json(self) -> str:
        """The form that is kept beside the certificate."""
        return as_json({
            "key": self.key, "version": self.version, "title": by_language(self.title),
            "hours": self.hours, "posts": [by_language(post) for post in self.posts],
            "issuer": by_language(self.issuer),
        })  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> CourseFacts:
        """The facts of a kept row."""
        kept = json.loads(text)
        return cls(
            key=kept["key"], version=kept["version"], hours=kept["hours"],
            title=Text.from_mapping(kept["title"]), issuer=Text.from_mapping(kept["issuer"]),
            posts=tuple(Text.from_mapping(post) for post in kept["posts"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """All that is printed, frozen at issue; a reprint never asks the database again."""

    code: str
    leading_language: Language
    name: PrintedName
    course: CourseFacts
    issued_on: date
    valid_until: date | None
    public_url: str
    is_specimen: bool = False

    @property
    def verify_url(self) -> str:
        """The address in the QR code."""
        return f"{self.public_url}/verify/{self.code}"


@dataclass(frozen=True, slots=True)
class CertificateEventFact:
    """Something that happened to a certificate after its issue."""

    id: UUID
    event: EventKind
    reason: str
    occurred_at: datetime
    replacement_code: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a certificate on a day, and the event that made it so."""

    state: CertificateState
    event: CertificateEventFact | None = None


def standing(
    valid_until: date | None, events: Sequence[CertificateEventFact], on: date
) -> Standing:
    """Its state: revoked > superseded > suspended > expired > expiring > valid.

    Nothing undoes a revocation; a suspension lasts until the certificate is restored.
    """
    latest: dict[EventKind, CertificateEventFact] = {}
    for event in sorted(events, key=lambda one: (one.occurred_at, one.id)):
        latest[event.event] = event
        if event.event == "restored":
            latest.pop("suspended", None)
    if "revoked" in latest:
        return Standing("revoked", latest["revoked"])
    if "superseded" in latest:
        return Standing("superseded", latest["superseded"])
    if "suspended" in latest:
        return Standing("suspended", latest["suspended"])
    return Standing(age_state(valid_until, on))


def age_state(valid_until: date | None, on: date) -> Literal["valid", "expiring", "expired"]:
    """What the calendar alone says; the last day is still a valid one."""
    if valid_until is None:
        return "valid"
    if on > valid_until + timedelta(days=GRACE_DAYS):
        return "expired"
    return "expiring" if on > valid_until - timedelta(days=RENEW_WINDOW_DAYS) else "valid"


def days_left(valid_until: date, on: date) -> int:
    """The days on which it is still valid, today among them."""
    return (valid_until - on).days + 1


def last_valid_day(completed_on: date, months: int) -> date | None:
    """The day before the completion's anniversary; none when it holds for ever (0 months).

    Counted from the completion, so that claiming late does not lengthen it.
    """
    if not months:
        return None
    year, month = divmod(completed_on.year * 12 + completed_on.month - 1 + months, 12)
    day = min(completed_on.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def public_reason(reason: str) -> str:
    """The class of a reason that a stranger may read."""
    return "decision" if reason in NOT_PUBLIC else reason


def typed_code(typed: str) -> str:
    """A code as typed from paper, as it is stored: dashes, spaces and invisible marks dropped."""
    return folded_code("".join(sign for sign in typed if sign.isalnum()))


def is_code(code: str) -> bool:
    """Whether a folded code is well formed; if not, it was typed wrongly. It may be nobody's."""
    return len(code) == CODE_LENGTH and is_checked(code)


def printed_code(code: str) -> str:
    """The code as printed: 9TQK-4M7B-XE2D-W."""
    return grouped(code)


def matches(typed: str, name: PrintedName) -> bool:
    """Whether a typed name is, as a whole, one of the printed ones; spelling habits are folded."""
    wanted = fold(typed)
    return bool(wanted) and wanted in {fold(name.ar), fold(name.ckb), fold(name.en)}


def by_language(text: Text) -> dict[str, str]:
    """A text as a mapping, for JSON."""
    return {"ar": text.ar, "ckb": text.ckb, "en": text.en}


def as_json(value: dict[str, Any]) -> str:
    """Compact JSON in which letters stay letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
