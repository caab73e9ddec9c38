"""What a recount is: a room's own derived rows, reckoned anew from its facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from lms.core.db import AnySession

What = Literal[
    "summary",  # of an enrolment: its row was missing or said something else
    "pathway summary",  # likewise, of a person's place on a pathway
    "grade missing",  # of an attempt that is closed and marked
    "grade differs",  # from the answers of its attempt
    "outcome missing",  # of a grade or an observation
    "outcome differs",  # from the grade or the observation that it is of
]
MENDED: frozenset[What] = frozenset({
    "summary", "pathway summary", "grade missing", "outcome missing"
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """Something kept that is not what its facts amount to, by the id of what it is kept for."""

    what: What
    id: UUID

    @property
    def is_mended(self) -> bool:
        """Whether a rebuild puts it right: what is missing is added, no fact is ever altered."""
        return self.what in MENDED


class Recount(Protocol):
    """A room's recount; with `only_check` it changes nothing."""

    def __call__(self, session: AnySession, *, only_check: bool) -> Iterable[Difference]:
        """Every difference, mended as it is found."""
