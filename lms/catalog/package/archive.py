"""A package as one zip: the same bytes for the same folder, and nothing unpacked on trust."""

from __future__ import annotations

import io
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import ClassVar

from lms.core.errors import DomainError

LONGEST_ARCHIVE_BYTES = 200_000_000
LONGEST_TOTAL_BYTES = 200_000_000
LONGEST_FILE_BYTES = 50_000_000
MOST_FILES = 2_000
MOST_PARTS = 4
LONGEST_NAME = 200
LARGEST_RATIO = 100
RATIO_FROM_BYTES = 100_000  # what is smaller may well be one repeated line
ENCRYPTED = 0x1
EPOCH = (1980, 1, 1, 0, 0, 0)
CHUNK_BYTES = 65_536


class ArchiveRefused(DomainError):
    """The zip is not a package, or is not safe to unpack; the message says why."""

    code: ClassVar[str] = "archive_refused"


def export_package(folder: Path) -> bytes:
    """The folder as a zip; equal content gives equal bytes. Hidden files stay out.

    Raises ArchiveRefused for a symbolic link, and for a folder beyond the limits of an import.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in _exported(folder):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, path.read_bytes())
    _checked_entries(zipfile.ZipFile(target))
    return target.getvalue()


def import_package(zipped: Path, into: Path) -> Path:
    """Unpack a package below `into`, and give its folder; nothing is left when it is refused.

    Raises ArchiveRefused, also when the folder is already there.
    """
    if zipped.stat().st_size > LONGEST_ARCHIVE_BYTES:
        raise ArchiveRefused(f"The file is larger than {LONGEST_ARCHIVE_BYTES} bytes.")
    try:
        with zipfile.ZipFile(zipped) as archive:
            entries = _checked_entries(archive)
            name = PurePosixPath(entries[0].filename).parts[0]
            if (into / name).exists():
                raise ArchiveRefused(f"{into / name} is already there; move it away first.")
            return _unpacked(archive, entries, into, name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ArchiveRefused(f"This is not a readable zip: {error}") from error


def _exported(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink():
            raise ArchiveRefused(f"{path} is a symbolic link; copy the file there.")
        if path.is_file():
            yield path


def _checked_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files to unpack. Every limit is checked on the directory before a byte is read."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise ArchiveRefused(f"More than {MOST_FILES} files.")
    if sum(entry.file_size for entry in entries) > LONGEST_TOTAL_BYTES:
        raise ArchiveRefused(f"More than {LONGEST_TOTAL_BYTES} bytes when unpacked.")
    for entry in entries:
        if words := _name_problem(entry) or _entry_problem(entry):
            raise ArchiveRefused(f"“{entry.filename[:80]}” {words}.")
    files = [entry for entry in entries if not entry.is_dir()]
    _check_together(files)
    return files


def _name_problem(entry: zipfile.ZipInfo) -> str | None:
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or "\\" in name or ":" in name:
        return "is not a plain relative path"
    if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        return "has a part that is empty, hidden or leads upward"
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        return "has a control character in its name"
    if len(name) > LONGEST_NAME or len(parts) > MOST_PARTS:
        return "has too long or too deep a name"
    return None


def _entry_problem(entry: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a special file"
    if entry.flag_bits & ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that is not read here"
    if entry.file_size > LONGEST_FILE_BYTES:
        return f"is larger than {LONGEST_FILE_BYTES} bytes"
    is_large = entry.file_size > RATIO_FROM_BYTES
    if is_large and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
        return f"unpacks to more than {LARGEST_RATIO} times its size"
    return None


def _check_together(files: Sequence[zipfile.ZipInfo]) -> None:
    names = [entry.filename.casefold() for entry in files]
    if len(set(names)) < len(names):
        raise ArchiveRefused("Two files have one name, but for large and small letters.")
    folders = {PurePosixPath(entry.filename).parts[0] for entry in files}
    if len(folders) != 1 or f"{next(iter(folders))}/course.yaml" not in {f.filename for f in files}:
        raise ArchiveRefused("A package is one folder with course.yaml in it.")


def _unpacked(
    archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], into: Path, name: str
) -> Path:
    into.mkdir(parents=True, exist_ok=True)
    workplace = Path(tempfile.mkdtemp(prefix=".import-", dir=into))
    try:
        for entry in entries:
            _unpack(archive, entry, workplace / entry.filename)
        return (workplace / name).rename(into / name)
    finally:
        shutil.rmtree(workplace)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Count what really comes out: the directory may lie about sizes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with archive.open(entry) as packed, target.open("xb") as plain:
        while chunk := packed.read(CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise ArchiveRefused(f"“{entry.filename[:80]}” is larger than it says.")
            plain.write(chunk)
