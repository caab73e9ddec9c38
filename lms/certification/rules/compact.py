"""What the square on the paper says, signed: read without a network, and without a name in it.

It stands behind the `#` of the certificate's address: browsers send that part to no server.
Layout, in bytes; numbers are LEB128, texts are preceded by their length:
    1           version of the layout
    1           marks: 1 specimen, 2 pathway, 4 ends
    number      of the key that signs
    text text   certificate type, version of the course
    number      hours online
    number      month of issue, from January 2000 on
    number ×2   only if it ends: last valid day from 1 January 2000 on, days of grace
    number ×2   status list, place in it
    16 × 0 to 3 marks of the printed lines, in the order of their bytes
    64          Ed25519 of DOMAIN, the code and all that stands before
The code itself stands in the address alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.certification.rules.credential import lines_to_hash
from lms.certification.rules.data_integrity import NotGenuine
from lms.certification.rules.facts import PrintedName
from lms.certification.rules.issuer import Signer
from lms.certification.rules.multibase import base64url, from_base64url
from lms.certification.rules.status_list import ListPlace

DOMAIN = b"police-training certificate square 1\0"  # nothing else that this key signs begins so
VERSION = 1
SPECIMEN, PATHWAY, ENDS = 1, 2, 4
FIRST_DAY = date(2000, 1, 1)
ROUNDS = 600_000  # OWASP's number for PBKDF2-SHA-256: decision 32
MARK_BYTES = 16
MOST_MARKS = 3
SIGNATURE_BYTES = 64


class _Current:
    rounds = ROUNDS


def use_cheap_marks() -> None:
    """For the test suite alone: the same marks with rounds that cost nothing."""
    _Current.rounds = 10


def rounds() -> int:
    """How often a name is hashed; layout 1 stands for this number."""
    return _Current.rounds


@dataclass(frozen=True, slots=True)
class CompactFacts:
    """What a square says of its certificate beside the code.

    issued_month: its first day. grace_days: 0 where it does not end.
    """

    certificate_type: str
    version: str
    hours: int
    issued_month: date
    valid_until: date | None
    place: ListPlace
    marks: tuple[bytes, ...]
    grace_days: int = 0
    is_specimen: bool = False
    is_pathway: bool = False


def name_marks(name: PrintedName, code: str) -> tuple[bytes, ...]:
    """What tells a printed line from another, once for each spelling that folds to another.

    Sorted, so that their order says nothing of scripts. Slow on purpose: 0.2 s a line.
    """
    lines = [line for line in lines_to_hash(name) if line]
    return tuple(sorted(name_mark(line, code) for line in lines))


def name_mark(folded: str, code: str) -> bytes:
    """The mark of a folded line on the paper with this code."""
    return hashlib.pbkdf2_hmac("sha256", folded.encode(), code.encode(), rounds(), dklen=MARK_BYTES)


def square(facts: CompactFacts, code: str, key: Signer) -> str:
    """The signed text behind the `#`. Raises ValueError for what the layout cannot say."""
    body = packed(facts, key.number)
    return base64url(body + key.private.sign(signed_bytes(code, body)))


def signed_bytes(code: str, body: bytes) -> bytes:
    """What the signature is of."""
    return DOMAIN + code.encode() + body


def packed(facts: CompactFacts, key_number: int) -> bytes:
    """The bytes before the signature. Raises ValueError."""
    if len(facts.marks) > MOST_MARKS or list(facts.marks) != sorted(set(facts.marks)):
        raise ValueError("three marks at most, each once, in the order of their bytes")
    month = (facts.issued_month.year - FIRST_DAY.year) * 12 + facts.issued_month.month - 1
    ends = (
        number((facts.valid_until - FIRST_DAY).days) + number(facts.grace_days)
        if facts.valid_until else b""
    )  # fmt: skip
    return b"".join([
        bytes([VERSION, flags_of(facts)]), number(key_number), text(facts.certificate_type),
        text(facts.version), number(facts.hours), number(month), ends,
        number(facts.place.list_number), number(facts.place.place), *facts.marks,
    ])  # fmt: skip


def flags_of(facts: CompactFacts) -> int:
    """The second byte."""
    return (
        SPECIMEN * facts.is_specimen
        + PATHWAY * facts.is_pathway
        + ENDS * (facts.valid_until is not None)
    )


def number(value: int) -> bytes:
    """LEB128: seven bits a byte, the least first. Raises ValueError for a negative one."""
    if value < 0:
        raise ValueError("only numbers from 0 on")
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def text(value: str) -> bytes:
    """A text with its length before it."""
    return number(len(value.encode())) + value.encode()


def opened(signed: str, code: str, keys: Mapping[int, Ed25519PublicKey]) -> CompactFacts:
    """What a square says, if one of `keys` (by their numbers) signed it for this code.

    Whether it is still in force is another question. Raises NotGenuine.
    """
    try:
        content = from_base64url(signed)
        body, signature = content[:-SIGNATURE_BYTES], content[-SIGNATURE_BYTES:]
        key_number, facts = unpacked(body)
        keys[key_number].verify(signature, signed_bytes(code, body))
    except (InvalidSignature, IndexError, KeyError, OverflowError, ValueError) as error:
        raise NotGenuine from error
    return facts


class Reader:
    """Takes one value after another off some bytes. Raises IndexError, ValueError."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def byte(self) -> int:
        """One byte."""
        first, self.content = self.content[0], self.content[1:]
        return first

    def number(self) -> int:
        """A LEB128 number of four bytes at most."""
        value = 0
        for place in range(4):
            each = self.byte()
            value |= (each & 0x7F) << 7 * place
            if each < 0x80:
                return value
        raise ValueError("too large a number")

    def text(self) -> str:
        """A text with its length before it."""
        length = self.number()
        found, self.content = self.content[:length], self.content[length:]
        if len(found) != length:
            raise ValueError("too short a text")
        return found.decode()


def unpacked(body: bytes) -> tuple[int, CompactFacts]:
    """The number of the key, and the facts. Raises IndexError, OverflowError, ValueError."""
    reader = Reader(body)
    version, flags, key_number = reader.byte(), reader.byte(), reader.number()
    if version != VERSION or flags & ~(SPECIMEN | PATHWAY | ENDS):
        raise ValueError("another layout")
    facts = CompactFacts(
        certificate_type=reader.text(), version=reader.text(), hours=reader.number(),
        issued_month=month_at(reader.number()), valid_until=None, place=ListPlace(0, 0), marks=(),
        is_specimen=bool(flags & SPECIMEN), is_pathway=bool(flags & PATHWAY),
    )  # fmt: skip
    if flags & ENDS:
        until = FIRST_DAY + timedelta(days=reader.number())
        facts = replace(facts, valid_until=until, grace_days=reader.number())
    facts = replace(facts, place=ListPlace(reader.number(), reader.number()))
    return key_number, replace(facts, marks=marks_in(reader.content))


def month_at(months: int) -> date:
    """The first day of the month so many months after January 2000. Raises ValueError."""
    return date(FIRST_DAY.year + months // 12, months % 12 + 1, 1)


def marks_in(content: bytes) -> tuple[bytes, ...]:
    """The marks. Raises ValueError for a part of one, or too many."""
    count, rest = divmod(len(content), MARK_BYTES)
    if rest or count > MOST_MARKS:
        raise ValueError("three marks at most")
    return tuple(content[at : at + MARK_BYTES] for at in range(0, len(content), MARK_BYTES))
