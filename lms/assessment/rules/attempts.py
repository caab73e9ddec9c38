"""What an attempt amounts to, by its steps and the clock; and when the next one may start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal
from uuid import UUID

from lms.assessment.rules.timing import AUTO_SUBMIT, Overdue
from lms.catalog.quizzes import QuizSettings

AttemptKind = Literal["quiz", "test", "remedial", "scenario"]
AttemptStateName = Literal[
    "in_progress", "overdue", "submitted", "finished", "abandoned", "voided"
]  # fmt: skip
CLOSING = frozenset({"submit", "close"})
JUST_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened in an attempt: answer, choose, submit, or close.

    recorded_at: when the server came to know it. sign_in_id: the browser it came from.
    """

    id: UUID
    occurred_at: datetime
    kind: str
    slot: int | None = None
    response: Any = None
    recorded_at: datetime | None = None
    sign_in_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AttemptState:
    """Where an attempt stands; `answers` holds the latest step of each slot. is_closed: by a step.

    in_progress: answers are taken. overdue: they are not, but it may be handed in. submitted: the
    time is over, no closing step yet. finished: closed by a step, and graded with it (every type
    here is graded at once). abandoned: nobody handed it in in time where that is asked for.
    voided: two people decided that it does not count.
    """

    name: AttemptStateName
    answers: Mapping[int, Step]
    choices: tuple[Step, ...] = ()
    closed_at: datetime | None = None
    is_closed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.name == "in_progress"


def attempt_state(
    steps: Iterable[Step],
    *,
    deadline_at: datetime | None,
    at: datetime,
    overdue: Overdue = AUTO_SUBMIT,
    is_voided: bool = False,
) -> AttemptState:
    """The state of an attempt at an instant, whatever order its steps arrived in.

    Steps are taken by (occurred_at, id). Nothing counts that came after the first closing step,
    not before the deadline, or to the server's knowledge only once the attempt was closed.
    Source: decisions.md 9 and 18.
    """
    ordered = sorted(steps, key=lambda step: (step.occurred_at, step.id))
    end = end_of(ordered)
    taken = [step for step in ordered if step.kind not in CLOSING]
    taken = [step for step in taken if is_counted(step, end, deadline_at)]
    name, closed_at = _name(end, deadline_at, at, overdue)
    return AttemptState(
        "voided" if is_voided else name,
        {step.slot: step for step in taken if step.kind == "answer" and step.slot is not None},
        tuple(step for step in taken if step.kind == "choose"),
        closed_at,
        is_closed=end is not None,
    )


def is_counted(step: Step, end: Step | None, deadline_at: datetime | None) -> bool:
    """Whether a step was taken in time, and known when the attempt was closed.

    A later one changes no grade: it is kept, and shown as what it is. Since `recorded_at` travels
    with a fact, every computer that knows the same facts says the same.
    """
    if deadline_at is not None and step.occurred_at >= deadline_at:
        return False
    if end is None:
        return True
    is_known = not (step.recorded_at and end.recorded_at) or step.recorded_at <= end.recorded_at
    return is_known and (step.occurred_at, step.id) < (end.occurred_at, end.id)


def end_of(steps: Iterable[Step]) -> Step | None:
    """The step that closed an attempt: the first of them."""
    ends = (step for step in steps if step.kind in CLOSING)
    return min(ends, key=lambda step: (step.occurred_at, step.id), default=None)


def is_from_two_devices(steps: Iterable[Step], slot: int) -> bool:
    """Whether a slot's answers came from two browsers, or through two sign-ins."""
    answers = (step for step in steps if step.kind == "answer" and step.slot == slot)
    return len({step.sign_in_id for step in answers if step.sign_in_id}) > 1


def _name(
    end: Step | None, deadline_at: datetime | None, at: datetime, overdue: Overdue
) -> tuple[AttemptStateName, datetime | None]:
    """What the state is called, and since when the attempt is closed."""
    ends_at = overdue.ends_at(deadline_at)
    if end is not None:
        closed_at = min(end.occurred_at, ends_at or end.occurred_at)
        is_abandoned = overdue.is_abandoned(closed_at, deadline_at)
        return "abandoned" if is_abandoned else "finished", closed_at
    if deadline_at is None or at < deadline_at:
        return "in_progress", None
    if ends_at is not None and at < ends_at:
        return "overdue", None
    return "submitted" if overdue.policy == "auto_submit" else "abandoned", ends_at


def closing_moment(
    steps: Iterable[Step],
    *,
    deadline_at: datetime | None,
    at: datetime,
    overdue: Overdue = AUTO_SUBMIT,
) -> datetime:
    """When an attempt that is closed at an instant ends: when its time is over at the latest.

    It comes after every answer that was taken, though another clock or a wait dates that later.
    """
    taken = (
        step.occurred_at + JUST_AFTER
        for step in steps
        if deadline_at is None or step.occurred_at < deadline_at
    )
    moment = max([at, *taken])
    ends_at = overdue.ends_at(deadline_at)
    return moment if ends_at is None else min(moment, ends_at)


def known_by(steps: Iterable[Step], at: datetime) -> datetime:
    """The instant by which a closing knows every step there is: at, or their latest receipt."""
    return max([at, *(step.recorded_at for step in steps if step.recorded_at)])


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
