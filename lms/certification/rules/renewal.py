"""How long a certificate holds, and on what ground one is issued after another: arithmetic."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

from lms.catalog.certifying import RecertDateFrom as RecertDateFrom

RECERT_DATES: tuple[RecertDateFrom, ...] = get_args(RecertDateFrom)
REISSUED_AFTER = frozenset({"issued_in_error", "identity_error"})  # nothing was wrong with the work


@dataclass(frozen=True, slots=True)
class Terms:
    """What a certificate's type said of its end when it was issued.

    renew_window_days: before the end. grace_days: after it. recert_date_from: where the validity
    of a renewal begins.
    """

    renew_window_days: int = 90
    grace_days: int = 0
    recert_date_from: RecertDateFrom = "completion"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The end of the certificate that a new one renews, and what its type promised."""

    valid_until: date
    terms: Terms


def last_valid_day(completed_on: date, months: int) -> date | None:
    """The day before the completion's anniversary; none when it holds for ever (0 months).

    Counted from the completion, so that claiming late does not lengthen it.
    """
    return months_after(completed_on, months) - timedelta(days=1) if months else None


def months_after(day: date, months: int) -> date:
    """The same day some months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def renewed_until(earlier: Earlier | None, completed_on: date, months: int) -> date | None:
    """The last valid day of a certificate that renews an earlier one.

    `expiry`: a whole period after the earlier end, if completed up to the end of the grace.
    `fixed`: the day of the year stays, however late, and the new window is not open at once. Else
    as for a first certificate.
    """
    if earlier is None or not months:
        return last_valid_day(completed_on, months)
    first_day = earlier.valid_until + timedelta(days=1)
    source = earlier.terms.recert_date_from
    is_in_time = completed_on <= earlier.valid_until + timedelta(days=earlier.terms.grace_days)
    if source == "expiry" and is_in_time:
        return last_valid_day(first_day, months)
    if source == "fixed":
        periods, window = 1, min(earlier.terms.renew_window_days, months * 28 - 1)
        opens_after = completed_on + timedelta(days=window)
        while months_after(first_day, months * periods) <= opens_after:
            periods += 1
        return last_valid_day(first_day, months * periods)
    return last_valid_day(completed_on, months)


def is_new_ground(
    reason: str, *, revoked_at: datetime, earlier_completed_at: datetime, completed_at: datetime
) -> bool:
    """Whether a completion is another than the one whose certificate was revoked.

    After a voided completion any later one is; after anything else one after the revocation.
    """
    since = earlier_completed_at if reason == "completion_voided" else revoked_at
    return completed_at > since
