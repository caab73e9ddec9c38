"""Identifiers: UUIDv7 for rows, Crockford codes for people to type."""

from __future__ import annotations

import os
import secrets
import threading
import time
from datetime import datetime
from uuid import UUID

from lms.core.text import western_digits

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class _Tail:
    """The last 62 bits of this process's ids: random at its start, ever greater from then on.

    RFC 9562, 6.2, method 2. Random steps of 24 bits last for 10^11 ids; then it starts again.
    """

    def __init__(self) -> None:
        self.start()
        os.register_at_fork(after_in_child=self.start)  # no two processes share a tail

    def start(self) -> None:
        self.lock, self.latest = threading.Lock(), secrets.randbits(61)

    def next(self) -> int:
        with self.lock:
            self.latest += 1 + int.from_bytes(os.urandom(3))
            if self.latest >= 1 << 62:
                self.latest = secrets.randbits(61)
            return self.latest


_tail = _Tail()


def new_id(at: datetime | None = None) -> UUID:
    """A new UUIDv7 (RFC 9562, method 3): milliseconds, 12 bits of their fraction, a tail of 62.

    at: the instant it carries, now when absent. Ids sort by their instants, and those of one
    instant as this process made them: what happened in one request keeps its order.
    """
    nanoseconds = time.time_ns() if at is None else int(at.timestamp() * 1_000_000) * 1000
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    return UUID(int=milliseconds << 80 | 7 << 76 | fraction << 64 | 0b10 << 62 | _tail.next())


def check_character(code: str) -> str:
    """The character that finds any one wrong and any two swapped characters of `code`.

    A weighted sum in the field of 32 elements (x^5 + x^2 + 1): every digit and every place counts.
    """
    total = 0
    for digit in code:
        total = _times_x(total ^ CROCKFORD.index(digit))
    return CROCKFORD[total]


def _times_x(element: int) -> int:
    return (element << 1) ^ (0b100101 if element & 0b10000 else 0)


def new_code(length: int) -> str:
    """`length` random Crockford characters, five random bits each."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def new_checked_code(length: int) -> str:
    """A random code of `length` characters in all, the last one its check character."""
    code = new_code(length - 1)
    return code + check_character(code)


def is_checked(code: str) -> bool:
    """Whether a folded code ends in its check character."""
    return len(code) > 1 and set(code) <= set(CROCKFORD) and check_character(code[:-1]) == code[-1]


def folded_code(typed: str) -> str:
    """A typed code as it is stored: any case, spaces, dashes, look-alikes and digit sets."""
    return western_digits("".join(typed.split())).upper().translate(LOOKALIKES)


def grouped(code: str, size: int = 4) -> str:
    """The code in groups for reading: ABCD-EFGH."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))
