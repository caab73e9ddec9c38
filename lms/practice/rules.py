"""When an observed practical is good enough, and when it is signed off. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.catalog.rules import Practical
from lms.core.errors import DomainError

ENOUGH_PERCENT = 80


class AlreadyCorrected(DomainError):
    """An observation is corrected once; what may be corrected now is the correction."""

    code = "already_corrected"
    status = 409


@dataclass(frozen=True, slots=True)
class ChecklistResult:
    """What a filled checklist amounts to."""

    seen: int
    lines: int
    critical_missed: tuple[str, ...]
    is_passed: bool


@dataclass(frozen=True, slots=True)
class Observed:
    """One assessed performance, as far as it decides the sign-off."""

    id: UUID
    assessor_id: UUID
    occurred_at: datetime
    is_passed: bool


def is_whole(practical: Practical, lines: Mapping[str, bool]) -> bool:
    """Whether every line of the checklist is marked, and nothing else."""
    return set(lines) == {line.key for line in practical.lines}


def checked(practical: Practical, lines: Mapping[str, bool]) -> ChecklistResult:
    """Every critical line, and at least 80 % of the others. Source: decisions.md, 19."""
    others = [line for line in practical.lines if not line.is_critical]
    missed = tuple(line.key for line in practical.lines if line.is_critical and not lines[line.key])
    seen_others = sum(lines[line.key] for line in others)
    is_enough = 100 * seen_others >= ENOUGH_PERCENT * len(others)
    return ChecklistResult(
        seen=sum(lines.values()),
        lines=len(practical.lines),
        critical_missed=missed,
        is_passed=not missed and is_enough,
    )


def signed_off_by(observations: Iterable[Observed], assessors: int) -> Observed | None:
    """The observation that completes the sign-off: the first by the last needed assessor."""
    people: set[UUID] = set()
    for observation in sorted(observations, key=lambda one: (one.occurred_at, one.id)):
        if observation.is_passed:
            people.add(observation.assessor_id)
            if len(people) >= assessors:
                return observation
    return None
