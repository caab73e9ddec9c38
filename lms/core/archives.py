"""The one reader of zips: nothing in them is taken on trust."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from lms.core.errors import DomainError

LARGEST_RATIO = 100
RATIO_FROM_BYTES = 100_000  # what is smaller may well be one repeated line
ENCRYPTED = 0x1
CHUNK_BYTES = 65_536
SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
UNREADABLE = (
    zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OverflowError,
    struct.error, zlib.error,
)  # fmt: skip


class ArchiveRefused(DomainError):
    """The zip is not what it should be, or is not safe to unpack; the message says why."""

    code: ClassVar[str] = "archive_refused"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a zip may hold. parts: of a name; hidden: whether names may begin with a dot."""

    archive_bytes: int
    total_bytes: int
    file_bytes: int
    files: int
    parts: int
    name: int = 200
    hidden: bool = False


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return data.startswith(SIGNATURES)


def read_files(data: bytes, limits: Limits, *, suffixes: Sequence[str]) -> dict[str, bytes]:
    """The files of a zip by name, those with one of the suffixes, in the zip's order.

    The limits hold for all of it. Archives inside it are files like others: never opened.
    Raises ArchiveRefused.
    """
    if len(data) > limits.archive_bytes:
        raise ArchiveRefused(f"The file is larger than {limits.archive_bytes} bytes.")
    with opened(io.BytesIO(data)) as archive:
        return {
            entry.filename: b"".join(chunks_of(archive, entry))
            for entry in checked_entries(archive, limits)
            if entry.filename.lower().endswith(tuple(suffixes))
        }


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[zipfile.ZipFile]:
    """A zip to read from, here or while it is open. Raises ArchiveRefused where it is none."""
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except UNREADABLE as error:
        raise ArchiveRefused(f"This is not a readable zip: {error}") from error


def checked_entries(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """The files in it. Every limit is checked on the directory before a byte is read.

    Raises ArchiveRefused.
    """
    entries = archive.infolist()
    if len(entries) > limits.files:
        raise ArchiveRefused(f"More than {limits.files} files.")
    if sum(entry.file_size for entry in entries) > limits.total_bytes:
        raise ArchiveRefused(f"More than {limits.total_bytes} bytes when unpacked.")
    for entry in entries:
        if words := _name_problem(entry, limits) or _entry_problem(entry, limits):
            raise ArchiveRefused(f"“{entry.filename[:80]}” {words}.")
    files = [entry for entry in entries if not entry.is_dir()]
    _check_names(files)
    return files


def chunks_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A file's bytes, counted as they come out: the directory may lie about sizes.

    Raises ArchiveRefused.
    """
    left = entry.file_size
    with archive.open(entry) as packed:
        while chunk := packed.read(CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise ArchiveRefused(f"“{entry.filename[:80]}” is larger than it says.")
            yield chunk


def _name_problem(entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or "\\" in name or ":" in name:
        return "is not a plain relative path"
    if any(part in ("", ".", "..") for part in parts) or (
        not limits.hidden and any(part.startswith(".") for part in parts)
    ):
        return "has a part that is empty, hidden or leads upward"
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        return "has a control character in its name"
    if len(name) > limits.name or len(parts) > limits.parts:
        return "has too long or too deep a name"
    return None


def _entry_problem(entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a special file"
    if entry.flag_bits & ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that is not read here"
    if entry.file_size > limits.file_bytes:
        return f"is larger than {limits.file_bytes} bytes"
    is_large = entry.file_size > RATIO_FROM_BYTES
    if is_large and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
        return f"unpacks to more than {LARGEST_RATIO} times its size"
    return None


def _check_names(files: Sequence[zipfile.ZipInfo]) -> None:
    names = {entry.filename.casefold() for entry in files}
    if len(names) < len(files):
        raise ArchiveRefused("Two files have one name, but for large and small letters.")
    for name in names:
        parts = name.split("/")
        if any("/".join(parts[:end]) in names for end in range(1, len(parts))):
            raise ArchiveRefused(f"“{name[:80]}” is in a folder that is a file as well.")
