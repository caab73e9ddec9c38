"""Archives from outside: what is in them is checked before a byte is unpacked, and as it is."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lms.core.errors import DomainError

LONGEST_NAME = 200
RATIO_FROM_BYTES = 100_000  # what is smaller may well be one repeated line
ENCRYPTED = 0x1
CHUNK_BYTES = 65_536
UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError,
              RuntimeError, OSError, OverflowError)  # fmt: skip


class ArchiveRefused(DomainError):
    """The zip is not what it should be, or is not safe to unpack; the message says why."""

    code: ClassVar[str] = "archive_refused"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold. parts: of a name, between slashes; hidden: `.name` may be."""

    files: int = 2_000
    total_bytes: int = 200_000_000
    file_bytes: int = 50_000_000
    ratio: int = 100
    parts: int = 4
    hidden: bool = False


def is_archive(data: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_archive(
    data: bytes, limits: Limits, *, is_wanted: Callable[[str], bool] = lambda _name: True
) -> Iterator[tuple[str, bytes]]:
    """The wanted files of a zip, one after the other; an archive in it stays bytes.

    Raises ArchiveRefused: before the first file for what its directory says, later for a file
    that is not as it says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in checked_entries(archive, limits):
                if is_wanted(entry.filename):
                    yield entry.filename, b"".join(chunks(archive, entry))
    except UNREADABLE as error:
        raise ArchiveRefused(f"This is not a readable zip: {error}.") from error


def names_in(data: bytes, limits: Limits) -> list[str]:
    """The names of the files in a zip, all of them checked. Raises ArchiveRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [entry.filename for entry in checked_entries(archive, limits)]
    except UNREADABLE as error:
        raise ArchiveRefused(f"This is not a readable zip: {error}.") from error


def checked_entries(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """The files to unpack. Every limit is checked on the directory before a byte is read."""
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


def chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Count what really comes out: the directory may lie about sizes."""
    left = entry.file_size
    with archive.open(entry) as packed:
        while chunk := packed.read(CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise ArchiveRefused(f"“{entry.filename[:80]}” is larger than it says.")
            yield chunk


def _check_names(files: Sequence[zipfile.ZipInfo]) -> None:
    names = [entry.filename.casefold() for entry in files]
    if len(set(names)) < len(names):
        raise ArchiveRefused("Two files have one name, but for large and small letters.")


def _name_problem(entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    name = entry.orig_filename
    parts = name.removesuffix("/").split("/")
    if name.startswith("/") or "\\" in name or ":" in name:
        return "is not a plain relative path"
    if any(part in ("", ".", "..") for part in parts):
        return "has a part that is empty, hidden or leads upward"
    if not limits.hidden and any(part.startswith(".") for part in parts):
        return "has a part that is empty, hidden or leads upward"
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        return "has a control character in its name"
    if len(name) > LONGEST_NAME or len(parts) > limits.parts:
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
    if is_large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        return f"unpacks to more than {limits.ratio} times its size"
    return None
