"""Keys that sign what others verify: Ed25519, by purpose, with the whole history of each.

A private key and what is known of it lie beside the sealing keys, for their owner's eyes alone:
`signing/<purpose>-<number>.key` (32 bytes) and `.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.core.sealed import KeysMissing, write_secret

PURPOSES = ("credential", "register")
FOLDER = "signing"


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
        found = self.history(purpose)
        if not found or found[-1].retired_at or found[-1].compromised_at:
            raise KeysMissing(f"no signing key for {purpose}")
        return found[-1]


def make_signing_keys(folder: Path, at: datetime) -> None:
    """The first key of each purpose that has none. folder: that of all keys. at: aware UTC."""
    found = signing_keys(folder)
    for purpose in PURPOSES:
        if not found.history(purpose):
            write_key(folder, purpose, 1, at)


def rotate_signing_key(folder: Path, purpose: str, at: datetime) -> SigningKey:
    """A new key that signs from now on; the one before is retired and stays in the history."""
    found = signing_keys(folder).history(purpose)
    if found and found[-1].retired_at is None:
        path = place_of(folder, purpose, found[-1].number).with_suffix(".json")
        known = json.loads(path.read_text()) | {"retired_at": at.isoformat()}
        replacement = path.with_suffix(".new")
        write_secret(replacement, json.dumps(known).encode())
        replacement.replace(path)
    return write_key(folder, purpose, len(found) + 1, at)


def write_key(folder: Path, purpose: str, number: int, at: datetime) -> SigningKey:
    """A new key, on the disk before it is used."""
    path = place_of(folder, purpose, number)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = Ed25519PrivateKey.generate()
    write_secret(path.with_suffix(".json"), json.dumps({"created_at": at.isoformat()}).encode())
    write_secret(path, private.private_bytes_raw())
    return SigningKey(purpose, number, private, created_at=at)


def signing_keys(folder: Path) -> SigningKeys:
    """The keys kept in a folder; none of a purpose that has none yet."""
    found: dict[str, tuple[SigningKey, ...]] = {}
    for purpose in PURPOSES:
        paths = sorted((folder / FOLDER).glob(f"{purpose}-*.key"))
        found[purpose] = tuple(read_key(purpose, path) for path in paths)
    return SigningKeys(found)


def read_key(purpose: str, path: Path) -> SigningKey:
    """One kept key."""
    known = json.loads(path.with_suffix(".json").read_text())
    return SigningKey(
        purpose=purpose,
        number=int(path.stem.rpartition("-")[2]),
        private=Ed25519PrivateKey.from_private_bytes(path.read_bytes()),
        **{name: datetime.fromisoformat(value) for name, value in known.items()},
    )


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
