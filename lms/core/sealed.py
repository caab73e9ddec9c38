"""Sealing: AES-256-GCM under a ring of keys, bound to the table, column and row of the value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.core.errors import DomainError

KEY_BYTES = 32
NONCE_BYTES = 12


class CannotOpen(DomainError):
    """A sealed value was altered, moved to another row, or sealed by a key that is not here."""

    code = "cannot_open"
    status = 500


class KeysMissing(DomainError):
    """The key folder does not hold the keys that this data was sealed with."""

    code = "keys_missing"
    status = 500


@dataclass(slots=True)
class KeyRing:
    """Keys by number (1..255); the highest seals, any opens. Blob: number, nonce, text and tag.

    A column type cannot see its row, so a cipher text copied to another row would open there;
    sealed by hand at the one door, with table, column and row as associated data, it does not.
    """

    keys: Mapping[int, bytes]
    ciphers: dict[int, AESGCM] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ciphers = {number: AESGCM(key) for number, key in self.keys.items()}

    def seal_bytes(self, plain: bytes, *, table: str, column: str, row: UUID) -> bytes:
        """The sealed form of `plain`, 29 bytes longer."""
        number = max(self.ciphers)
        nonce = os.urandom(NONCE_BYTES)
        bound = bound_to(table, column, row, number)
        return bytes((number,)) + nonce + self.ciphers[number].encrypt(nonce, plain, bound)

    def open_bytes(self, blob: bytes, *, table: str, column: str, row: UUID) -> bytes:
        """What was sealed. Raises CannotOpen."""
        number = int.from_bytes(blob[:1])
        nonce, sealed = blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES :]
        try:
            return self.ciphers[number].decrypt(nonce, sealed, bound_to(table, column, row, number))
        except (InvalidTag, KeyError, ValueError) as error:  # ValueError: cut short in its nonce
            raise CannotOpen(f"{table}.{column}", key=number) from error

    def seal(self, text: str, *, table: str, column: str, row: UUID) -> bytes:
        """The sealed form of a text."""
        return self.seal_bytes(text.encode(), table=table, column=column, row=row)

    def open(self, blob: bytes, *, table: str, column: str, row: UUID) -> str:
        """The text that was sealed. Raises CannotOpen."""
        return self.open_bytes(blob, table=table, column=column, row=row).decode()


def bound_to(table: str, column: str, row: UUID, number: int) -> bytes:
    """What a sealed value is tied to: it opens nowhere else."""
    return f"{table}.{column}.".encode() + row.bytes + bytes((number,))


def key_files(folder: Path) -> dict[int, Path]:
    """The sealing keys in a folder, by number; a file named otherwise is none of ours."""
    found = {path: path.stem.partition("-")[2] for path in sorted(folder.glob("seal-*.key"))}
    return {int(number): path for path, number in found.items() if number.isdecimal()}


def read_ring(folder: Path) -> KeyRing:
    """The ring kept in `folder`. Raises KeysMissing."""
    keys = {number: path.read_bytes() for number, path in key_files(folder).items()}
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise KeysMissing(f"no sealing key in {folder}", folder=str(folder))
    return KeyRing(keys)


def make_key(folder: Path) -> int:
    """Add a new key, which seals from now on; its number. The folder is 0700, the file 0600."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = max(key_files(folder), default=0) + 1
    write_secret(folder / f"seal-{number:03}.key", os.urandom(KEY_BYTES))
    return number


def read_secret(folder: Path) -> bytes:
    """The secret that signs cookies. Raises KeysMissing."""
    try:
        return (folder / "cookie.key").read_bytes()
    except OSError as error:
        raise KeysMissing(f"no cookie.key in {folder}", folder=str(folder)) from error


def make_keys(folder: Path) -> None:
    """The first sealing key and the cookie's secret, for a new system."""
    make_key(folder)
    write_secret(folder / "cookie.key", os.urandom(KEY_BYTES))


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that only its owner reads, and see it on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


class _Current:
    ring: KeyRing | None = None


def use_ring(ring: KeyRing) -> None:
    """Make `ring` the one that this process seals and opens with."""
    _Current.ring = ring


def ring() -> KeyRing:
    """The process's ring. Raises KeysMissing before `use_ring`."""
    if _Current.ring is None:
        raise KeysMissing("no key ring in use")
    return _Current.ring
