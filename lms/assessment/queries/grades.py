"""What closed attempts earned: the first grade, or the last regrade that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from lms.assessment.models import AttemptGrade, Regrade, RegradeAnswer, RegradeEntry
from lms.core.db import AnySession

GRADES = (
    select(
        AttemptGrade.attempt_id,
        AttemptGrade.score,
        AttemptGrade.max_score,
        AttemptGrade.is_passed,
        AttemptGrade.is_absolute_missed,
        AttemptGrade.grades,
        AttemptGrade.occurred_at,
        RegradeEntry,
        Regrade.version_id,
        RegradeAnswer.answer,
    )
    .select_from(AttemptGrade)
    .outerjoin(RegradeEntry, RegradeEntry.attempt_id == AttemptGrade.attempt_id)
    .outerjoin(Regrade, Regrade.id == RegradeEntry.regrade_id)
    .outerjoin(RegradeAnswer, RegradeAnswer.regrade_id == RegradeEntry.regrade_id)
    .order_by(AttemptGrade.id, RegradeEntry.occurred_at, RegradeEntry.id)
)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a closed attempt earned, as it was graded last.

    points, versions: of a regraded attempt the points of each slot, and the newer version that a
    slot was graded by.
    """

    score: Fraction
    max_score: int
    is_passed: bool
    is_absolute_missed: bool
    grades: tuple[Fraction, ...]
    closed_at: datetime
    points: tuple[int, ...] = ()
    versions: Mapping[int, UUID] = field(default_factory=dict)


def grades_of(session: AnySession, attempt_ids: list[UUID]) -> dict[UUID, Grade]:
    """What these attempts earned, by their last grade; those still open are missing.

    One statement: the first grade, and beside it each regrade that counts.
    """
    rows = session.execute(GRADES.where(AttemptGrade.attempt_id.in_(attempt_ids)))
    found: dict[UUID, Grade] = {}
    for row in rows:
        if row.attempt_id not in found:
            found[row.attempt_id] = Grade(
                Fraction(row.score),
                row.max_score,
                row.is_passed,
                row.is_absolute_missed,
                tuple(map(Fraction, row.grades)),
                row.occurred_at,
            )
        if row.RegradeEntry is not None and is_counting(row.RegradeEntry, row.answer):
            found[row.attempt_id] = _regraded(found[row.attempt_id], row)
    return found


def is_counting(entry: RegradeEntry, answer: str | None) -> bool:
    """Whether a regrade counts: across the pass mark only once a second person confirmed it."""
    return entry.was_passed == entry.is_passed or answer == "confirmed"


def _regraded(before: Grade, row: Row[Any]) -> Grade:
    """The grade after one regrade more."""
    entry: RegradeEntry = row.RegradeEntry
    return Grade(
        Fraction(entry.score),
        entry.max_score,
        entry.is_passed,
        entry.is_absolute_missed,
        tuple(map(Fraction, entry.grades)),
        before.closed_at,
        tuple(entry.points),
        {**before.versions, entry.slot: row.version_id},
    )
