"""What availability asks about beside an enrolment's own progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Known:
    """The clock, and the same person's other enrolments; nothing here is about anybody else.

    cohorts: ids and folded titles of those that the person is in. released: units that a trainer
    released to the enrolment's cohort, `course` for the course test. completed and passed: keys of
    courses.
    """

    at: datetime
    cohorts: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()
    completed: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
