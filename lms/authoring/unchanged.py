"""Packages that were published just as they lie there: reading one takes seconds, this does not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.catalog.models import CourseVersion
from lms.core.db import AnySession

PROGRAM = Path(__file__).resolve().parents[1]


class Published:
    """What each package held when it was published last; a note beside the data, which may be lost.

    A package counts as unchanged while its files, the shared files and this program are the same,
    and the database has the version that came of them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            known = json.loads(path.read_text())
        except (OSError, ValueError):
            known = None
        self._known: dict[str, list[str]] = known if isinstance(known, dict) else {}

    def is_unchanged(self, session: AnySession, folder: Path) -> bool:
        """Whether publishing the package would change nothing."""
        digest, version_id = self._known.get(folder.name, ["", ""])
        if digest != digest_of(folder):
            return False
        version = select(CourseVersion.id).where(CourseVersion.id == UUID(version_id))
        return session.scalar(version) is not None

    def note(self, folder: Path, course_version_id: UUID) -> None:
        """Remember it, after the commit."""
        self._known[folder.name] = [digest_of(folder), str(course_version_id)]
        replacement = self._path.with_suffix(".new")
        replacement.write_text(json.dumps(self._known))
        replacement.replace(self._path)


def digest_of(folder: Path) -> str:
    """What tells a package, the shared files beside it and this program from any others."""
    shared = (path for path in folder.parent.iterdir() if path.is_file())
    parts = (hashed(folder.rglob("*"), folder), hashed(shared, folder.parent), program())
    return hashlib.sha256("".join(parts).encode()).hexdigest()


@cache
def program() -> str:
    """The files of the program itself: another one may read a package otherwise."""
    return hashed(PROGRAM.rglob("*.py"), PROGRAM)


def hashed(paths: Iterable[Path], root: Path) -> str:
    """The names and bytes of files."""
    found = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        content = path.read_bytes()
        found.update(f"{path.relative_to(root)} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()
