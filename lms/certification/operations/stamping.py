"""The slow part of a certificate, made before the database is held: touches no database."""

from __future__ import annotations

from dataclasses import dataclass

from lms.certification.rules import CODE_LENGTH, PrintedName
from lms.certification.rules.compact import name_marks
from lms.core.ids import new_checked_code


@dataclass(frozen=True, slots=True)
class Stamp:
    """A code, and the marks of a name under it. It serves one certificate."""

    code: str
    name: PrintedName
    marks: tuple[bytes, ...]


def new_stamp(name: PrintedName) -> Stamp:
    """A stamp of one's own for a certificate with these lines; about half a second."""
    code = new_checked_code(CODE_LENGTH)
    return Stamp(code, name, name_marks(name, code))
