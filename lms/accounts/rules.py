"""Who is asking and what they reach; codes, limits and times. Plain Python."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from lms.core.text import Language

IDLE_MINUTES = 30
IDLE_MINUTES_SHARED = 5
LONGEST_SIGN_IN = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=5)
SLIP_DAYS = 14
TOLD_DAYS = 14
HOURS_FOR_ANOTHER = 24
SETUP_CODE_LENGTH = 16
SHORTEST_PASSPHRASE = 15
SHORTEST_WITH_SECOND_FACTOR = 8
LONGEST_PASSPHRASE = 200
WRONG_BY_ACCOUNT_AND_ADDRESS = (10, 15 * 60)
WRONG_BY_ADDRESS = (100, 15 * 60)
WRONG_IN_A_ROW = 100

# What an administrator may need names for; stated before the first look of a sign-in.
PURPOSES = ("adding", "correcting", "signing_in", "enrolling", "auditing")
SEES_PEOPLE = frozenset({"trainer", "coordinator", "approver", "administrator"})
STAFF = frozenset({"trainer", "author", "approver", "coordinator", "administrator", "auditor"})


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a scope."""

    role: str
    scope_id: UUID
    scope_kind: str
    may_see_names: bool


@dataclass(frozen=True)
class Viewer:
    """Who is asking: plain values, so that a rollback or a commit never reloads them."""

    person_id: UUID
    account_id: UUID
    sign_in_id: UUID
    locale: Language
    address_form: str
    trainee_code: str
    grants: frozenset[Grant] = field(default_factory=frozenset)
    purpose: str | None = None
    needs_longer_passphrase: bool = False
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        """What Flask-Login asks for; the browser holds the sign-in's token instead."""
        return self.sign_in_id.hex

    @property
    def roles(self) -> frozenset[str]:
        """The roles held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def scope_ids(self, roles: frozenset[str], *, with_names: bool = False) -> frozenset[UUID]:
        """The scopes in which one of `roles` is held (and shows names, if asked for)."""
        return frozenset(
            grant.scope_id
            for grant in self.grants
            if grant.role in roles and (grant.may_see_names or not with_names)
        )


@dataclass(frozen=True, slots=True)
class Names:
    """A person's names by script; parts in the order spoken: given, father, grandfather, fourth."""

    ar: tuple[str, ...] = ()
    ckb: tuple[str, ...] = ()
    en: str = ""

    def to_json(self) -> str:
        """The form that is sealed."""
        kept = {"ar": self.ar, "ckb": self.ckb, "en": self.en}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Names:
        """The names of a sealed blob."""
        kept = json.loads(text)
        return cls(ar=tuple(kept["ar"]), ckb=tuple(kept["ckb"]), en=kept["en"])

    def full(self, language: str) -> str:
        """The whole name in the script of `language`, else in the one there is."""
        by_language = {"ar": " ".join(self.ar), "ckb": " ".join(self.ckb), "en": self.en}
        order = (by_language[language], by_language["ar"], by_language["ckb"], self.en)
        return next((name for name in order if name), "")

    def given(self, language: str) -> str:
        """The given name, for a greeting."""
        parts = {"ar": self.ar, "ckb": self.ckb, "en": tuple(self.en.split())}[language]
        return (parts or self.ar or self.ckb or ("",))[0]


@dataclass(frozen=True, slots=True)
class Label:
    """What a page may call a person: the name where the viewer may see it, else the code."""

    code: str
    name: str | None = None

    @property
    def text(self) -> str:
        """The name, or the code in its place."""
        return self.name or self.code


def is_alive(*, last_seen_at: datetime, ends_at: datetime, idle_minutes: int, at: datetime) -> bool:
    """Whether a sign-in still counts at an instant."""
    return at < ends_at and at - last_seen_at < timedelta(minutes=idle_minutes)


def is_passphrase_long_enough(passphrase: str, *, has_second_factor: bool) -> bool:
    """15 characters where it is the only factor, 8 with a second (NIST SP 800-63B-4)."""
    least = SHORTEST_WITH_SECOND_FACTOR if has_second_factor else SHORTEST_PASSPHRASE
    return len(passphrase) >= least
