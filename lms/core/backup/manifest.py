"""What a backup says about itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lms.core.errors import DomainError
from lms.core.sealed import key_files

FORMAT = 1
MANIFEST = "manifest.json"


class BackupRefused(DomainError):
    """Why a backup cannot be restored here: one sentence with place and remedy."""

    code = "backup_refused"


@dataclass(frozen=True, slots=True)
class Member:
    """One table in the file."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and what restoring it takes. keys: number -> fingerprint."""

    engine: str
    revision: str
    created_at: str
    is_demonstration: bool
    tables: Mapping[str, Member]
    keys: Mapping[str, str]

    def to_json(self) -> bytes:
        """The member of this name."""
        kept = {
            "format": FORMAT,
            "engine": self.engine,
            "revision": self.revision,
            "created_at": self.created_at,
            "is_demonstration": self.is_demonstration,
            "tables": {name: [found.rows, found.sha256] for name, found in self.tables.items()},
            "keys": dict(self.keys),
        }
        return json.dumps(kept, indent=1).encode()


def manifest_from(written: bytes) -> Manifest:
    """The manifest that `to_json` wrote. Raises BackupRefused, KeyError, TypeError, ValueError."""
    found = json.loads(written)
    if found["format"] != FORMAT:
        raise BackupRefused(
            f"The backup has format {found['format']} and this program reads {FORMAT}: restore it"
            " with the program's version that wrote it"
        )
    return Manifest(
        engine=found["engine"],
        revision=found["revision"],
        created_at=found["created_at"],
        is_demonstration=found["is_demonstration"],
        tables={name: Member(rows, digest) for name, (rows, digest) in found["tables"].items()},
        keys=found["keys"],
    )


def fingerprints(keys: Path) -> dict[str, str]:
    """Each sealing key's number and a digest that gives nothing of the key away."""
    return {
        str(number): hashlib.sha256(b"lms key\0" + path.read_bytes()).hexdigest()
        for number, path in key_files(keys).items()
    }
