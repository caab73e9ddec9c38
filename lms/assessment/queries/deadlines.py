"""When an attempt's time is over, as a column of a statement that reads attempts."""

from __future__ import annotations

from sqlalchemy import func, select

from lms.assessment.models import Attempt, AttemptExtension

EXTENDED = (
    select(func.max(AttemptExtension.deadline_at))
    .where(AttemptExtension.attempt_id == Attempt.id)
    .correlate(Attempt)
    .scalar_subquery()
)
# An attempt's row never changes: extra time given while it was open stands beside it.
DEADLINE = func.coalesce(EXTENDED, Attempt.deadline_at)
