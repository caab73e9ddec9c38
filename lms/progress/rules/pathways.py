"""When a pathway is complete: plain arithmetic on its courses' completions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime


def pathway_completed_at(
    course_keys: Sequence[str], completions: Iterable[tuple[str, datetime | None]]
) -> datetime | None:
    """The earliest instant at which every course was complete; None while one is not.

    completions: (course key, when that enrolment completed it) of each enrolment that counts.
    """
    earliest: dict[str, datetime] = {}
    for course_key, at in completions:
        if at is not None:
            earliest[course_key] = min(at, earliest.get(course_key, at))
    return latest_of(course_keys, earliest)


def latest_of(course_keys: Sequence[str], earliest: Mapping[str, datetime]) -> datetime | None:
    """The last of the courses' instants; None unless each has one, or where there is no course."""
    if not course_keys or not set(course_keys) <= earliest.keys():
        return None
    return max(earliest[key] for key in course_keys)
