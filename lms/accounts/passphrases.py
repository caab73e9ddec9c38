"""Hashing and judging passphrases; as many hashes at once as there are cores."""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.core.errors import Busy
from lms.core.text import fold

SHIPPED = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
LONGEST_WAIT_SECONDS = 5
COMMON = Path(__file__).with_name("common_passphrases.txt")


class _Current:
    hasher = SHIPPED


_at_once = threading.BoundedSemaphore(os.cpu_count() or 1)


def use_cheap_hashing() -> None:
    """For the test suite alone: the same code with parameters that cost nothing."""
    _Current.hasher = CHEAP


def normalised(passphrase: str) -> str:
    """NFKC and no more: look-alike letters stay different in a passphrase."""
    return unicodedata.normalize("NFKC", passphrase)


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _at_once.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _at_once.release()


def hash_passphrase(passphrase: str) -> str:
    """An argon2id hash. Raises Busy when too many are asked for at once."""
    with _one_of_few():
        return _Current.hasher.hash(normalised(passphrase))


@cache
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash("no account has this passphrase")


def is_passphrase_right(passphrase_hash: str | None, passphrase: str) -> bool:
    """Whether it fits; without a hash the same work is done, so that both take as long."""
    with _one_of_few():
        known = passphrase_hash or _nobodys_hash(_Current.hasher)
        try:
            fits = _Current.hasher.verify(known, normalised(passphrase))
        except (VerificationError, InvalidHashError):
            return False
        return fits and passphrase_hash is not None


@cache
def common_passphrases() -> frozenset[str]:
    """Folded passphrases that too many people use."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(
        fold(line).replace(" ", "") for line in lines if line and not line.startswith("#")
    )


def is_common(passphrase: str) -> bool:
    """Whether it is on the list, or one short piece said over and over."""
    folded = fold(passphrase).replace(" ", "")
    if folded in common_passphrases() or len(set(folded)) < 5:
        return True
    doubled = (folded + folded).find(folded, 1)
    return 0 < doubled <= 8 and doubled < len(folded)
