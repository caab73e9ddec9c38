"""How a quiz or the course test is drawn, timed, passed, tried again and told about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OverduePolicy = Literal["auto_submit", "grace", "abandon"]
GradeMethod = Literal["highest", "average", "first", "last"]
ReviewPreset = Literal["practice", "test", "test_after_close"]


@dataclass(frozen=True, slots=True)
class Cooldown:
    after_attempt: int
    minutes: int


@dataclass(frozen=True, slots=True)
class QuizSettings:
    """How a quiz is drawn, passed and tried again. max_attempts: 0 means no limit.

    overdue_policy: what happens to an attempt that nobody handed in when its time is over.
    grace_minutes: how long it may still be handed in, with `grace` alone. grade_method: which
    grade is shown; any one passed attempt passes. review: None is as the kind of quiz has it.
    points: what an attempt is worth, None where that hangs on the questions drawn.
    """

    draw: int
    pass_percent: int
    max_attempts: int
    cooldowns: tuple[Cooldown, ...]
    minutes: int
    time_limit_minutes: int | None
    overdue_policy: OverduePolicy = "auto_submit"
    grace_minutes: int = 0
    grade_method: GradeMethod = "highest"
    review: ReviewPreset | None = None
    points: int | None = None

    def cooldown_minutes_after(self, attempts: int) -> int:
        """Minutes to wait after `attempts` attempts; the last entry holds for all later ones."""
        waits = [entry.minutes for entry in self.cooldowns if entry.after_attempt <= attempts]
        return waits[-1] if waits else 0
