"""Entries of the register and its published files: tlog-tiles, without a name or an academy."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from lms.certification.rules.facts import CourseFacts, PrintedName
from lms.certification.rules.merkle import Tree
from lms.certification.rules.signed_note import Checkpoint
from lms.core.errors import DomainError

EntryKind = Literal["issue", "revoke", "correct"]
WIDTH = 256  # hashes of a tile, entries of a bundle
CREDENTIAL_FILE, REGISTER_FILE = "credential.json", "register.json"  # inside a paper
TILE = re.compile(r"(?:x[0-9]{3}/)*[0-9]{3}")


class RegisterForked(DomainError):
    """The register is not the continuation of what was signed before; `facts["why"]` says how."""

    code = "register_forked"
    status = 409


@dataclass(frozen=True, slots=True)
class CertificateContent:
    """All that a certificate says and that an entry commits to; it can be made anew at any time."""

    code: str
    certificate_type: str
    period: str
    name: PrintedName
    course: CourseFacts
    leading_language: str
    completed_at: datetime
    issued_at: datetime
    valid_until: date | None
    is_specimen: bool

    def to_bytes(self) -> bytes:
        """Canonical JSON: keys sorted, no spaces, instants in UTC."""
        return canonical({
            "code": self.code, "type": self.certificate_type, "period": self.period,
            "name": json.loads(self.name.to_json()), "course": json.loads(self.course.to_json()),
            "leading": self.leading_language, "completed": told(self.completed_at),
            "issued": told(self.issued_at), "specimen": self.is_specimen,
            "until": self.valid_until.isoformat() if self.valid_until else None,
        })  # fmt: skip


def told(at: datetime) -> str:
    """An instant as entries write it: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: dict[str, Any]) -> bytes:
    """One spelling for equal content."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def event_content(kind: EntryKind, occurred_at: datetime) -> bytes:
    """What the entry of a revocation or a correction commits to: that, and when; never why."""
    return canonical({"event": kind, "at": told(occurred_at)})


def leaf_of(kind: EntryKind, register_id: bytes, salt: bytes, content: bytes) -> bytes:
    """An entry: a random id, and a commitment that opens only with the salt."""
    commitment = hmac.new(salt, content, hashlib.sha256).hexdigest()
    return canonical({"v": 1, "t": kind, "cert": register_id.hex(), "c": commitment})


def entry_opening(
    *, origin: str, index: int, register_id: bytes, salt: bytes, content: bytes
) -> bytes:
    """What a certificate carries, so that its holder can show which entry it is: JSON."""
    return canonical({
        "v": 1, "origin": origin, "index": index, "cert": register_id.hex(), "salt": salt.hex(),
        "certificate": content.decode(),
    })  # fmt: skip


def origin_leaf(before: Checkpoint) -> bytes:
    """The first entry of a new origin: the last head that is known of the one before."""
    return canonical({
        "v": 1, "t": "origin", "after": before.origin, "size": before.size,
        "root": before.root.hex(),
    })  # fmt: skip


def origin_name(public_url: str, number: int) -> str:
    """Under which name the register signs: `academy.example/certs`, then `…/certs/2`."""
    host = urlsplit(public_url).netloc
    return f"{host}/certs" if number == 1 else f"{host}/certs/{number}"


def refuse_fork(tree: Tree, known: Sequence[Checkpoint]) -> None:
    """Refuse a tree that does not begin with every head that is known. Raises RegisterForked."""
    for one in known:
        if one.size > len(tree):
            raise RegisterForked(why="shorter", size=len(tree), known=one.size)
        if tree.root(one.size) != one.root:
            raise RegisterForked(why="other", size=len(tree), known=one.size)


def tile_number(path: str) -> int | None:
    """The number in a tile's path, `x001/234` for 1234; none where it is no such path."""
    if not TILE.fullmatch(path):
        return None
    number = int(path.replace("x", "").replace("/", ""))
    return number if tile_path(number) == path else None


def tile_path(number: int) -> str:
    """A tile's number as its path has it: three digits a part, all but the last after an x."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03}")
    return "/".join(parts)


def tile(tree: Tree, size: int, level: int, number: int, width: int = WIDTH) -> bytes | None:
    """The hashes of a tile of the tree of `size` leaves; none where it has no such tile."""
    if not 0 <= level <= 7:
        return None
    step = 8 * level
    known = size >> step
    start, end = number * WIDTH, number * WIDTH + width
    if not 0 < width <= WIDTH or end > known:
        return None
    if width < WIDTH and (number != known // WIDTH or width != known % WIDTH):
        return None
    return b"".join(tree.levels[step][start:end]) if step < len(tree.levels) else None


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Entries one behind the other, each with its length in two bytes before it."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
