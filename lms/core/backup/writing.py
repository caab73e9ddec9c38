"""Writing a backup: whole under its name, or not there at all."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, MetaData, Table, text

from lms.core.backup.manifest import MANIFEST, Manifest, Member, fingerprints
from lms.core.backup.tables import lines_of, tables_of
from lms.core.db import AnySession


def write_backup(
    session: AnySession,
    metadata: MetaData,
    folder: Path,
    *,
    keys: Path,
    is_demonstration: bool,
    at: datetime,
) -> Path:
    """Write everything that one instant's reader sees; the file, private and on the disk.

    The session's transaction is the snapshot: begin it reading (and on PostgreSQL repeatable).
    The largest table lies uncompressed beside the file while it is written, without a name.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"lms-backup-{at:%Y%m%dT%H%M%S%fZ}.tar.gz"
    connection = session.connection()
    with new_archive(path) as archive:
        manifest = Manifest(
            engine=connection.dialect.name,
            revision=revision_of(connection),
            created_at=at.isoformat(),
            is_demonstration=is_demonstration,
            tables={
                table.name: add_table(archive, connection, table, folder)
                for table in tables_of(connection, metadata)
            },
            keys=fingerprints(keys),
        )
        content = manifest.to_json()
        add_member(archive, MANIFEST, io.BytesIO(content), size_bytes=len(content))
    return path


def revision_of(connection: Connection) -> str:
    """The migration that the database stands at."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


@contextmanager
def new_archive(path: Path) -> Iterator[tarfile.TarFile]:
    """An archive that gets its name when it is whole and on the disk."""
    unfinished = path.with_suffix(".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    keep_name(path.parent)


def keep_name(folder: Path) -> None:
    """See a folder's new name on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def add_table(
    archive: tarfile.TarFile, connection: Connection, table: Table, folder: Path
) -> Member:
    """Add a table's rows; a tar must know a member's size before its content."""
    rows, digest = 0, hashlib.sha256()
    with tempfile.TemporaryFile(dir=folder) as spool:
        for line in lines_of(connection, table):
            spool.write(line)
            digest.update(line)
            rows += 1
        size_bytes = spool.tell()
        spool.seek(0)
        add_member(archive, f"{table.name}.jsonl", spool, size_bytes=size_bytes)
    return Member(rows, digest.hexdigest())


def add_member(archive: tarfile.TarFile, name: str, content: IO[bytes], *, size_bytes: int) -> None:
    """Add one file to the archive."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size_bytes, 0o600
    archive.addfile(member, content)
