"""When the holder of a certificate is told that it ends soon."""

from __future__ import annotations

from datetime import date, datetime, time

from lms.core.locale import BAGHDAD

DAYS_BEFORE = (90, 30, 7)
FIRST_HOUR, LAST_HOUR = time(7), time(21)
FRIDAY = 4


def may_remind(at: datetime) -> bool:
    """Whether it is an hour for reminders: from 7 to 21 in Baghdad, and no Friday."""
    here = at.astimezone(BAGHDAD)
    return here.weekday() != FRIDAY and FIRST_HOUR <= here.time() < LAST_HOUR


def reminder_due(valid_until: date, on: date) -> int | None:
    """Which reminder is due: the nearest of its days that has come, while the end has not.

    Whoever missed an earlier one, or was issued a certificate later, gets the nearest alone.
    """
    left = (valid_until - on).days
    if left < 0:
        return None
    return min((days for days in DAYS_BEFORE if left <= days), default=None)
