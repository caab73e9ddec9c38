"""What an attempt amounts to, by its steps and the clock; and when the next one may start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal
from uuid import UUID

from lms.catalog.rules import QuizSettings

AttemptKind = Literal["quiz", "test", "remedial", "scenario"]
AttemptStateName = Literal["in_progress", "submitted", "finished"]
CLOSING = frozenset({"submit", "close"})
JUST_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened in an attempt: answer, choose, submit, or close."""

    id: UUID
    occurred_at: datetime
    kind: str
    slot: int | None = None
    response: Any = None


@dataclass(frozen=True, slots=True)
class AttemptState:
    """Where an attempt stands; `answers` holds the latest step of each slot.

    in_progress: answers are taken. submitted: the deadline passed, no closing step yet.
    finished: closed by a step, and graded with it (every type here is graded at once).
    """

    name: AttemptStateName
    answers: Mapping[int, Step]
    choices: tuple[Step, ...] = ()
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.name == "in_progress"


def attempt_state(
    steps: Iterable[Step], *, deadline_at: datetime | None, at: datetime
) -> AttemptState:
    """The state of an attempt at an instant, whatever order its steps arrived in.

    Steps are taken by (occurred_at, id). Nothing counts that came after the first closing
    step or not before the deadline. Source: decisions.md 9 and 18.
    """
    ordered = sorted(steps, key=lambda step: (step.occurred_at, step.id))
    answers: dict[int, Step] = {}
    choices: list[Step] = []
    for step in ordered:
        if step.kind in CLOSING:
            closed_at = min(step.occurred_at, deadline_at or step.occurred_at)
            return AttemptState("finished", answers, tuple(choices), closed_at)
        if deadline_at is not None and step.occurred_at >= deadline_at:
            continue
        if step.kind == "answer" and step.slot is not None:
            answers[step.slot] = step
        elif step.kind == "choose":
            choices.append(step)
    if deadline_at is not None and at >= deadline_at:
        return AttemptState("submitted", answers, tuple(choices), deadline_at)
    return AttemptState("in_progress", answers, tuple(choices))


def closing_moment(
    steps: Iterable[Step], *, deadline_at: datetime | None, at: datetime
) -> datetime:
    """When an attempt that is closed at an instant ends: at its deadline at the latest.

    It comes after every answer that was taken, though another clock or a wait dates that later.
    """
    taken = (
        step.occurred_at + JUST_AFTER
        for step in steps
        if deadline_at is None or step.occurred_at < deadline_at
    )
    moment = max([at, *taken])
    return moment if deadline_at is None else min(moment, deadline_at)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a closed attempt earned: `score` of `max_score` points, exactly."""

    score: Fraction
    max_score: int
    is_passed: bool
    is_absolute_missed: bool


@dataclass(frozen=True, slots=True)
class GradedSlot:
    """What one slot earned: a part of its points, None until a trainer has marked it.

    points: none for what is never graded.
    """

    part: Fraction | None
    points: int = 1
    is_absolute: bool = False

    @property
    def is_missed(self) -> bool:
        """Whether it must be fully right, and is not."""
        return self.is_absolute and self.points > 0 and self.part != 1


def judge(slots: Sequence[GradedSlot], *, pass_percent: int) -> Judgement:
    """What the slots amount to: an absolute one not fully right fails at any score.

    Every slot is marked. Percents are compared exactly, never rounded.
    """
    score = sum((slot.points * (slot.part or Fraction(0)) for slot in slots), Fraction(0))
    most = sum(slot.points for slot in slots)
    is_missed = any(slot.is_missed for slot in slots)
    is_enough = most > 0 and 100 * score >= pass_percent * most
    return Judgement(score, most, is_enough and not is_missed, is_missed)


def points_needed(max_score: int, pass_percent: int) -> Fraction:
    """The points that pass, exactly."""
    return Fraction(max_score * pass_percent, 100)


def points_words(score: Fraction) -> str:
    """The points earned, cut to one decimal: never shown as more than they are."""
    return _tenths(floor(score * 10))


def needed_words(needed: Fraction) -> str:
    """The points that pass, raised to one decimal: nobody reads "failed" beside an equal number."""
    return _tenths(ceil(needed * 10))


def _tenths(tenths: int) -> str:
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def next_start_at(closed: Sequence[datetime], settings: QuizSettings) -> datetime | None:
    """When the next attempt may start, given when the earlier ones were closed; None: at once.

    An entry holds until the next one's attempt, the last for all later. Source: decisions.md 17.
    """
    minutes = settings.cooldown_minutes_after(len(closed))
    return max(closed) + timedelta(minutes=minutes) if closed and minutes else None


def deadline_of(settings: QuizSettings, started_at: datetime) -> datetime | None:
    """When an attempt started then is closed by the clock, if it is timed."""
    if settings.time_limit_minutes is None:
        return None
    return started_at + timedelta(minutes=settings.time_limit_minutes)


def attempts_left(*, max_attempts: int, granted: int, used: int) -> int | None:
    """How many more attempts may start; None: no limit."""
    return max(0, max_attempts + granted - used) if max_attempts else None


@dataclass(frozen=True, slots=True)
class Past:
    """A closed attempt, as far as it decides what may come next."""

    kind: str
    closed_at: datetime
    is_passed: bool
    is_absolute_missed: bool = False


def is_remedial_due(past: Iterable[Past]) -> bool:
    """Whether an absolute item was missed in a test, and no remedial set was passed since."""
    is_due = False
    for attempt in sorted(past, key=lambda each: each.closed_at):
        if attempt.kind == "test":
            is_due = attempt.is_absolute_missed
        elif attempt.kind == "remedial" and attempt.is_passed:
            is_due = False
    return is_due
