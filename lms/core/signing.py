"""Keys that sign what others verify: Ed25519, by purpose, with the whole history of each.

A private key and what is known of it lie beside the sealing keys, for their owner's eyes alone:
`signing/<purpose>-<number>.key` (32 bytes) and `.json`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.core.sealed import KeysMissing, write_secret

PURPOSES = ("credential", "register")
FOLDER = "signing"
SomeKey = TypeVar("SomeKey", bound="KeyHistory")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key. Neither a retired nor a compromised one signs; a compromised one proves nothing."""

    purpose: str
    number: int
    private: Ed25519PrivateKey
    created_at: datetime
    retired_at: datetime | None = None
    compromised_at: datetime | None = None

    @property
    def public(self) -> Ed25519PublicKey:
        """What verifies its signatures."""
        return self.private.public_key()


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Every signing key, by purpose, the oldest first."""

    keys: Mapping[str, tuple[SigningKey, ...]]

    def history(self, purpose: str) -> tuple[SigningKey, ...]:
        """Every key of a purpose there ever was."""
        return self.keys.get(purpose, ())

    def newest(self, purpose: str) -> SigningKey:
        """The key that signs. Raises KeysMissing."""
        return newest_of(self.history(purpose), purpose)


class KeyHistory(Protocol):
    """What is known of any key: since when it signs no longer, and since when it proves nothing."""

    @property
    def retired_at(self) -> datetime | None: ...
    @property
    def compromised_at(self) -> datetime | None: ...


def newest_of(history: tuple[SomeKey, ...], purpose: str) -> SomeKey:
    """The key that signs: the last one, if nothing was noted of it. Raises KeysMissing."""
    if not history or history[-1].retired_at or history[-1].compromised_at:
        raise KeysMissing(f"no signing key for {purpose}")
    return history[-1]


def make_signing_keys(folder: Path, at: datetime) -> None:
    """The first key of each purpose that has none. folder: that of all keys. at: aware UTC."""
    found = signing_keys(folder)
    for purpose in PURPOSES:
        if not found.history(purpose):
            write_key(folder, purpose, 1, at)


def rotate_signing_key(
    folder: Path, purpose: str, at: datetime, *, is_compromised: bool = False
) -> SigningKey:
    """A new key that signs from now on; the one before is retired and stays in the history."""
    known = history_of(folder, purpose)
    if known:
        retire(folder, purpose, known[-1], at, is_compromised=is_compromised)
    return write_key(folder, purpose, len(known) + 1, at)


def retire(folder: Path, purpose: str, number: int, at: datetime, *, is_compromised: bool) -> None:
    """Note that a key signs no longer, or that somebody else may have it; the first note stands."""
    notes = {"retired_at": at.isoformat()}
    if is_compromised:
        notes["compromised_at"] = at.isoformat()
    path = place_of(folder, purpose, number).with_suffix(".json")
    known = notes | json.loads(path.read_text())
    replacement = path.with_suffix(".new")
    replacement.unlink(missing_ok=True)  # left by a process that was killed
    write_secret(replacement, json.dumps(known).encode())
    replacement.replace(path)


def write_key(folder: Path, purpose: str, number: int, at: datetime) -> SigningKey:
    """A new key, on the disk before it is used."""
    private = Ed25519PrivateKey.generate()
    write_history(folder, purpose, number, at)
    write_secret(place_of(folder, purpose, number), private.private_bytes_raw())
    return SigningKey(purpose, number, private, created_at=at)


def write_history(folder: Path, purpose: str, number: int, at: datetime) -> None:
    """Begin what is known of a key; the folder is 0700, the file 0600."""
    path = place_of(folder, purpose, number).with_suffix(".json")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # of a key that was never finished
    write_secret(path, json.dumps({"created_at": at.isoformat()}).encode())


def history_of(folder: Path, purpose: str) -> list[int]:
    """The numbers of the keys of a purpose, the oldest first."""
    paths = sorted((folder / FOLDER).glob(f"{purpose}-*.key"))
    return [int(path.stem.rpartition("-")[2]) for path in paths]


def read_history(folder: Path, purpose: str, number: int) -> dict[str, datetime]:
    """When a key was made, retired, compromised."""
    known = json.loads(place_of(folder, purpose, number).with_suffix(".json").read_text())
    return {name: datetime.fromisoformat(value) for name, value in known.items()}


def signing_keys(folder: Path) -> SigningKeys:
    """The keys kept in a folder; none of a purpose that has none yet."""
    return SigningKeys({
        purpose: tuple(
            read_key(folder, purpose, number) for number in history_of(folder, purpose)
        )
        for purpose in PURPOSES
    })  # fmt: skip


def read_key(folder: Path, purpose: str, number: int) -> SigningKey:
    """One kept key."""
    return SigningKey(
        purpose=purpose,
        number=number,
        private=Ed25519PrivateKey.from_private_bytes(
            place_of(folder, purpose, number).read_bytes()
        ),
        **read_history(folder, purpose, number),
    )


def fingerprint(public: Ed25519PublicKey) -> str:
    """By what a public key is told from others: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


def place_of(folder: Path, purpose: str, number: int) -> Path:
    """Where a key lies."""
    return folder / FOLDER / f"{purpose}-{number:03}.key"


class _Current:
    keys: SigningKeys | None = None


def use_signing_keys(keys: SigningKeys) -> None:
    """Make these the ones that this process signs with."""
    _Current.keys = keys


def current_signing_keys() -> SigningKeys:
    """The process's keys. Raises KeysMissing before `use_signing_keys`."""
    if _Current.keys is None:
        raise KeysMissing("no signing keys in use")
    return _Current.keys
