"""What a certificate says, frozen at issue."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.text import LANGUAGES, Language, Text

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
    """What is said of the course or pathway, copied at issue; no name is in it.

    hours: online, whole.
    """

    key: str
    version: str
    title: Text
    hours: int
    posts: tuple[Text, ...]
    issuer: Text
    is_pathway: bool = False

    def to_json(self) -> str:
        """The form that is kept beside the certificate."""
        more = {"is_pathway": True} if self.is_pathway else {}
        return as_json({
            "key": self.key, "version": self.version, "title": by_language(self.title),
            "hours": self.hours, "posts": [by_language(post) for post in self.posts],
            "issuer": by_language(self.issuer), **more,
        })  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> CourseFacts:
        """The facts of a kept row."""
        kept = json.loads(text)
        return cls(
            key=kept["key"], version=kept["version"], hours=kept["hours"],
            title=Text.from_mapping(kept["title"]), issuer=Text.from_mapping(kept["issuer"]),
            posts=tuple(Text.from_mapping(post) for post in kept["posts"]),
            is_pathway=kept.get("is_pathway", False),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """All that is printed, frozen at issue; a reprint never asks the database again.

    square: what the QR code says beside the address, signed; empty where there is none.
    signatories: the names over the course's posts, in their order; a post without one stands alone.
    """

    code: str
    leading_language: Language
    name: PrintedName
    course: CourseFacts
    issued_on: date
    valid_until: date | None
    public_url: str
    is_specimen: bool = False
    square: str = ""
    signatories: tuple[PrintedName | None, ...] = ()

    @property
    def verify_url(self) -> str:
        """The address in the QR code; what stands behind its `#` reaches no server."""
        signed = f"#{self.square}" if self.square else ""
        return f"{self.public_url}/verify/{self.code}{signed}"


def digest(name: PrintedName) -> str:
    """What a page carries of the lines it showed, to tell that they are still the same."""
    return hashlib.sha256(name.to_json().encode()).hexdigest()


def by_language(text: Text) -> dict[str, str]:
    """A text as a mapping, for JSON."""
    return {"ar": text.ar, "ckb": text.ckb, "en": text.en}


def as_json(value: dict[str, Any]) -> str:
    """Compact JSON in which letters stay letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
