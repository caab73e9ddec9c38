"""A package as one zip: the same bytes for the same folder, and nothing unpacked on trust."""

from __future__ import annotations

import io
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from lms.core.archives import ArchiveRefused, Limits, checked_entries, chunks_of, opened

PACKAGE = Limits(
    archive_bytes=200_000_000, total_bytes=200_000_000, file_bytes=50_000_000, files=2_000, parts=4
)
EPOCH = (1980, 1, 1, 0, 0, 0)


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
    _package_entries(zipfile.ZipFile(target))
    return target.getvalue()


def import_package(zipped: Path, into: Path) -> Path:
    """Unpack a package below `into`, and give its folder; nothing is left when it is refused.

    Raises ArchiveRefused, also when the folder is already there.
    """
    if zipped.stat().st_size > PACKAGE.archive_bytes:
        raise ArchiveRefused(f"The file is larger than {PACKAGE.archive_bytes} bytes.")
    with opened(zipped) as archive:
        entries = _package_entries(archive)
        name = PurePosixPath(entries[0].filename).parts[0]
        if (into / name).exists():
            raise ArchiveRefused(f"{into / name} is already there; move it away first.")
        return _unpacked(archive, entries, into, name)


def _exported(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink():
            raise ArchiveRefused(f"{path} is a symbolic link; copy the file there.")
        if path.is_file():
            yield path


def _package_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files to unpack. Raises ArchiveRefused."""
    files = checked_entries(archive, PACKAGE)
    folders = {PurePosixPath(entry.filename).parts[0] for entry in files}
    if len(folders) != 1 or f"{next(iter(folders))}/course.yaml" not in {f.filename for f in files}:
        raise ArchiveRefused("A package is one folder with course.yaml in it.")
    return files


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
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as plain:
        for chunk in chunks_of(archive, entry):
            plain.write(chunk)
