"""A file of an answer, as pages list it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of an answer, in a list. kind: image or text."""

    id: UUID
    kind: str
    size_bytes: int

    @property
    def kilobytes(self) -> int:
        """Its size, one at least."""
        return max(1, round(self.size_bytes / KILOBYTE))
