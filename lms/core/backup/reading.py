"""Reading a backup: all of it is checked before any of it is used."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Table
from sqlalchemy.exc import SQLAlchemyError

from lms.core.backup.manifest import MANIFEST, BackupRefused, Manifest, fingerprints, manifest_from
from lms.core.backup.tables import batches, parents_first, rows_at_once, rows_from

DAMAGE = (OSError, EOFError, KeyError, TypeError, ValueError, tarfile.TarError, zlib.error)
READ_BYTES = 1 << 16


@contextmanager
def members_of(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The file's members in order, one open at a time; read to its end, also the checksum."""
    with gzip.open(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        yield (
            (member.name, content)
            for member in archive
            if (content := archive.extractfile(member)) is not None
        )
        while stream.read(READ_BYTES):
            pass


def check_backup(path: Path) -> Manifest:
    """Read a backup whole and compare every digest; what it says. Raises BackupRefused."""
    written, digests = b"", {}
    try:
        with members_of(path) as members:
            for name, content in members:
                if name == MANIFEST:
                    written = content.read()
                else:
                    digests[name.removesuffix(".jsonl")] = digest_of(content)
        manifest = manifest_from(written)
    except DAMAGE as error:
        raise BackupRefused(f"{path} is not a whole backup: take another copy of it") from error
    wanted = {name: member.sha256 for name, member in manifest.tables.items()}
    for name in sorted(wanted.keys() | digests.keys()):
        if wanted.get(name) != digests.get(name):
            raise BackupRefused(f"{path} is damaged in {name}: take another copy of it")
    return manifest


def digest_of(content: IO[bytes]) -> str:
    """The SHA-256 of what is left to read."""
    digest = hashlib.sha256()
    while block := content.read(READ_BYTES):
        digest.update(block)
    return digest.hexdigest()


def refuse_without_keys(manifest: Manifest, keys: Path) -> None:
    """Raises BackupRefused when a key that the backup was sealed with is not in the folder."""
    here = fingerprints(keys)
    missing = sorted(
        number for number, digest in manifest.keys.items() if here.get(number) != digest
    )
    if missing:
        raise BackupRefused(
            f"The key folder {keys} lacks key {', '.join(missing)} of this backup: carry the key"
            " folder over first, or say where it is with LMS_KEYS="
        )


def load(connection: Connection, path: Path, tables: Sequence[Table]) -> int:
    """Insert every row of a checked backup into empty tables; how many. The caller commits.

    tables: those of a database that stands at the backup's revision. Raises BackupRefused.
    """
    by_name, count = {table.name: table for table in tables}, 0
    with members_of(path) as members:
        for name, content in members:
            if name == MANIFEST:
                continue
            table = by_name.get(name.removesuffix(".jsonl"))
            if table is None:
                raise BackupRefused(f"{path} holds {name}, for which the database has no table")
            count += load_table(connection, table, content)
    return count


def load_table(connection: Connection, table: Table, content: IO[bytes]) -> int:
    """Insert one table's rows; how many. Raises BackupRefused."""
    count = 0
    try:
        for some in batches(parents_first(table, rows_from(content)), rows_at_once(table)):
            connection.execute(table.insert(), some)
            count += len(some)
    except SQLAlchemyError as error:
        kind = type(error).__name__
        raise BackupRefused(
            f"The rows of {table.name} do not fit into the database ({kind}) and nothing was"
            " restored: use the program's version that wrote the backup"
        ) from error
    return count
