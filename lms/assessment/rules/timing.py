"""The time of an attempt: its limit, more time for a person, and what happens when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.catalog.quizzes import OverduePolicy, QuizSettings


@dataclass(frozen=True, slots=True)
class Overdue:
    """What becomes of an attempt that nobody hands in before its deadline.

    auto_submit: it counts with the answers it has. grace: it may be handed in a while longer,
    with no more answers, and is abandoned then. abandon: it is abandoned at once.
    """

    policy: OverduePolicy = "auto_submit"
    grace: timedelta = timedelta(0)

    def ends_at(self, deadline_at: datetime | None) -> datetime | None:
        """When it can be handed in no longer."""
        is_graced = deadline_at is not None and self.policy == "grace"
        return deadline_at + self.grace if is_graced and deadline_at else deadline_at

    def is_abandoned(self, ended_at: datetime, deadline_at: datetime | None) -> bool:
        """Whether an attempt that ended at an instant was handed in too late to count."""
        ends_at = self.ends_at(deadline_at)
        return self.policy != "auto_submit" and ends_at is not None and ended_at >= ends_at


AUTO_SUBMIT = Overdue()


def overdue_of(quiz: QuizSettings | None) -> Overdue:
    """What a quiz says of attempts whose time is over."""
    if quiz is None:
        return AUTO_SUBMIT
    return Overdue(quiz.overdue_policy, timedelta(minutes=quiz.grace_minutes))


@dataclass(frozen=True, slots=True)
class Extra:
    """More time for a person: a percentage of the limit (125, 150), or minutes on top of it."""

    percent: int | None = None
    minutes: int | None = None

    def of(self, limit: timedelta) -> timedelta:
        """The longer limit."""
        return limit * self.percent / 100 if self.percent else limit + self._on_top

    @property
    def _on_top(self) -> timedelta:
        return timedelta(minutes=self.minutes or 0)


def deadline_of(
    settings: QuizSettings, started_at: datetime, extras: Iterable[Extra] = ()
) -> datetime | None:
    """When an attempt started then is closed by the clock, if it is timed.

    Of several that gave more time, the longest holds: no order of giving takes time away.
    """
    if settings.time_limit_minutes is None:
        return None
    limit = timedelta(minutes=settings.time_limit_minutes)
    return started_at + max([limit, *(extra.of(limit) for extra in extras)])


def dated(
    answered_at: datetime,
    *,
    offset: timedelta,
    started_at: datetime,
    deadline_at: datetime | None,
    at: datetime,
) -> datetime:
    """When an answer that came later was given: the client's instant, put right.

    offset: by how much the client's clock is behind ours. Not before the attempt began, not after
    its deadline nor after it came. Source: decisions.md, 9.
    """
    latest = at if deadline_at is None else min(at, deadline_at)
    return min(max(answered_at + offset, started_at), latest)
