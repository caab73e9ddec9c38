"""A backup is one file that either database can be restored from; keys are never in it.

A gzipped tar: `manifest.json`, then one member a table with a JSON line a row. Every value is
exact: bytes in base64, identifiers in hex, instants in ISO 8601 with microseconds.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table, func, select, text

from lms.core.db import AnySession
from lms.core.errors import DomainError
from lms.core.sealed import key_files

FORMAT = 1
ROWS_AT_ONCE = 500
MANIFEST = "manifest.json"


class BackupRefused(DomainError):
    """Why a file cannot be restored here: one sentence with place and remedy."""

    code = "backup_refused"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. tables: name -> (rows, SHA-256). keys: number -> fingerprint."""

    revision: str
    created_at: str
    tables: Mapping[str, tuple[int, str]]
    keys: Mapping[str, str]

    def to_json(self) -> bytes:
        """The member that comes first."""
        kept = {
            "format": FORMAT,
            "revision": self.revision,
            "created_at": self.created_at,
            "tables": {name: list(found) for name, found in self.tables.items()},
            "keys": dict(self.keys),
        }
        return json.dumps(kept, indent=1).encode()


def fingerprints(keys: Path) -> dict[str, str]:
    """Each sealing key's number and a digest that gives nothing of the key away."""
    return {
        str(number): hashlib.sha256(b"lms key\0" + path.read_bytes()).hexdigest()
        for number, path in key_files(keys).items()
    }


def write_backup(
    session: AnySession, metadata: MetaData, folder: Path, *, keys: Path, at: datetime
) -> Path:
    """Write everything that one instant's reader sees; the file, private and on the disk.

    The session's transaction is the snapshot: begin it reading (and on PostgreSQL repeatable).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"lms-backup-{at:%Y%m%dT%H%M%S%fZ}.tar.gz"
    unfinished = path.with_suffix(".unfinished")
    connection = session.connection()
    bodies = {table.name: dumped(connection, table) for table in metadata.sorted_tables}
    manifest = Manifest(
        revision=revision_of(connection) or "",
        created_at=at.isoformat(),
        tables={
            name: (body.count(b"\n"), hashlib.sha256(body).hexdigest())
            for name, body in bodies.items()
        },
        keys=fingerprints(keys),
    )
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            for name, body in {MANIFEST: manifest.to_json(), **bodies}.items():
                member = tarfile.TarInfo(name if name == MANIFEST else f"{name}.jsonl")
                member.size, member.mode = len(body), 0o600
                archive.addfile(member, io.BytesIO(body))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    return path


def revision_of(connection: Connection) -> str | None:
    """The migration that the database stands at."""
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def dumped(connection: Connection, table: Table) -> bytes:
    """Every row of a table as a JSON line."""
    lines = []
    result = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table))
    for row in result:
        values = {name: plain(value) for name, value in row._mapping.items()}
        lines.append(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return b"".join(lines)


def plain(value: Any) -> Any:
    """A value as exact JSON: what JSON has no word for is a list of a letter and a text."""
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, UUID):
        return {"u": value.hex}
    if isinstance(value, datetime):
        return {"i": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, dict | list):
        return {"j": value}
    return value


def original(value: Any) -> Any:
    """The value that `plain` wrote."""
    if not isinstance(value, dict):
        return value
    ((kind, kept),) = value.items()
    match kind:
        case "b":
            return base64.b64decode(kept)
        case "u":
            return UUID(hex=kept)
        case "i":
            return datetime.fromisoformat(kept)
        case "d":
            return date.fromisoformat(kept)
        case _:
            return kept


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that was read whole and found sound."""

    manifest: Manifest
    bodies: Mapping[str, bytes]


def open_backup(path: Path) -> Opened:
    """Read a backup whole and check every digest. Raises BackupRefused."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            members = {
                member.name: file.read()
                for member in archive
                if (file := archive.extractfile(member)) is not None
            }
        found = json.loads(members.pop(MANIFEST))
        manifest = Manifest(
            found["revision"],
            found["created_at"],
            {name: (rows, digest) for name, (rows, digest) in found["tables"].items()},
            found["keys"],
        )
    except (OSError, EOFError, KeyError, ValueError, tarfile.TarError) as error:
        raise BackupRefused(f"{path} is not a whole backup: take another copy of it") from error
    if found["format"] != FORMAT:
        raise BackupRefused(f"{path} has format {found['format']}, this program reads {FORMAT}")
    bodies = {name.removesuffix(".jsonl"): body for name, body in members.items()}
    for name, (_, digest) in manifest.tables.items():
        if hashlib.sha256(bodies.get(name, b"")).hexdigest() != digest:
            raise BackupRefused(f"{path} is damaged in {name}: take another copy of it")
    return Opened(manifest, bodies)


def refuse_without_keys(opened: Opened, keys: Path) -> None:
    """Raises BackupRefused when a key that the backup was sealed with is not in the folder."""
    here = fingerprints(keys)
    missing = sorted(
        number for number, digest in opened.manifest.keys.items() if here.get(number) != digest
    )
    if missing:
        raise BackupRefused(
            f"The key folder {keys} lacks key {', '.join(missing)} of this backup: carry the key"
            " folder over first, or say where it is with LMS_KEYS="
        )


def load(connection: Connection, opened: Opened, metadata: MetaData) -> int:
    """Insert every row into empty tables, parents first; how many. The caller commits.

    metadata: this program's tables; the database stands at the backup's own revision.
    """
    count = 0
    for table in metadata.sorted_tables:
        if table.name not in opened.bodies:
            continue
        rows = [typed(table, json.loads(line)) for line in opened.bodies[table.name].splitlines()]
        for some in batches(parents_first(table, rows)):
            connection.execute(table.insert(), some)
            count += len(some)
    return count


def typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values by column, as the database takes them."""
    return {name: original(value) for name, value in row.items() if name in table.c}


def parents_first(table: Table, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows in an order in which each row's parent in the same table comes before it."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not own:
        yield from rows
        return
    done: set[Any] = {None}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if all(row[name] in done for name in own)]
        if not ready:
            raise BackupRefused(f"{table.name} refers to rows that are not in the backup")
        yield from ready
        done |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row not in ready]


def batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The rows in groups that one statement takes."""
    group: list[dict[str, Any]] = []
    for row in rows:
        group.append(row)
        if len(group) == ROWS_AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def is_empty(connection: Connection, table: Table) -> bool:
    """Whether a table has no row."""
    return not connection.execute(select(func.count()).select_from(table)).scalar()
