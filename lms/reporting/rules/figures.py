"""The figures over a cohort: a partition that adds up, flags that overlap it, and the obstacle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lms.catalog.rules import COURSE
from lms.reporting.rules.standing import INACTIVE_DAYS, PARTS, CellState, Row

BAR_OF: dict[CellState, str] = {
    "done": "done", "now": "now", "waiting": "now", "again": "again", "todo": "todo",
    "locked": "todo",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Partition:
    """Every enrolment counts to exactly one part."""

    not_started: int = 0
    in_progress: int = 0
    completed: int = 0
    withdrawn: int = 0

    @property
    def enrolled(self) -> int:
        """All parts together."""
        return self.not_started + self.in_progress + self.completed + self.withdrawn

    @property
    def active(self) -> int:
        """All who did not withdraw."""
        return self.enrolled - self.withdrawn

    @property
    def started(self) -> int:
        """All who did not withdraw and did something."""
        return self.in_progress + self.completed


@dataclass(frozen=True, slots=True)
class Flags:
    """What overlaps the partition, and each other."""

    help_needed: int = 0
    waiting: int = 0
    inactive: int = 0
    certified: int = 0


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many of the active people stand where in a unit; held: back by its quiz."""

    unit_key: str
    position: int
    done: int
    now: int
    again: int
    todo: int
    held: int

    @property
    def active(self) -> int:
        """All parts together."""
        return self.done + self.now + self.again + self.todo


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a report counts. milestone: the last unit that half of the active completed."""

    partition: Partition
    flags: Flags
    units: tuple[UnitCount, ...]
    milestone: UnitCount | None
    obstacle: UnitCount | None
    held_by_test: int


def summary_of(rows: Sequence[Row], unit_keys: Sequence[str]) -> Summary:
    """The figures over these rows."""
    active = [row for row in rows if row.is_active]
    units = units_of(active, unit_keys)
    held = [unit for unit in units if unit.held]
    return Summary(
        partition=partition_of(rows),
        flags=flags_of(rows),
        units=units,
        milestone=milestone_of(units),
        obstacle=max(held, key=lambda unit: unit.held, default=None),
        held_by_test=sum(row.is_held_at(COURSE) for row in active),
    )


def partition_of(rows: Sequence[Row]) -> Partition:
    """How many stand in each part; they add up to all."""
    parts = [row.part for row in rows]
    return Partition(**{part: parts.count(part) for part in PARTS})


def flags_of(rows: Sequence[Row]) -> Flags:
    """How many carry each flag."""
    return Flags(
        help_needed=sum(row.needs_help for row in rows),
        waiting=sum(row.is_waiting for row in rows),
        inactive=sum(row.is_inactive(INACTIVE_DAYS) for row in rows),
        certified=sum(row.is_certified for row in rows),
    )


def units_of(active: Sequence[Row], unit_keys: Sequence[str]) -> tuple[UnitCount, ...]:
    """How the active people stand in each unit; who has no such unit has not begun it."""
    bars = Counter(
        (unit_key, BAR_OF[cell.state]) for row in active for unit_key, cell in row.digest.cells
    )
    held = Counter(unit_key for row in active for unit_key in row.digest.held_at)
    return tuple(
        unit_count(unit_key, position, bars, active=len(active), held=held[unit_key])
        for position, unit_key in enumerate(unit_keys, start=1)
    )


def unit_count(
    unit_key: str, position: int, bars: Counter[tuple[str, str]], *, active: int, held: int
) -> UnitCount:
    """One unit's counts, from those of all units."""
    done, now, again = (bars[unit_key, bar] for bar in ("done", "now", "again"))
    return UnitCount(unit_key, position, done, now, again, active - done - now - again, held)


def milestone_of(units: Sequence[UnitCount]) -> UnitCount | None:
    """The last unit that half of the people completed, else the one most have."""
    by_half = [unit for unit in units if unit.done and unit.done * 2 >= unit.active]
    if by_half:
        return by_half[-1]
    begun = [unit for unit in units if unit.done]
    return max(begun, key=lambda unit: unit.done, default=None)
