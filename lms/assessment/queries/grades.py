"""What closed attempts earned: the first grade, or the last regrade that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, select

from lms.assessment.models import (
    AttemptGrade,
    AttemptVoid,
    AttemptVoidAnswer,
    Regrade,
    RegradeAnswer,
    RegradeEntry,
)
from lms.assessment.rules.attempts import Judgement
from lms.core.db import AnySession

IS_CONFIRMED = (
    exists()
    .where(AttemptVoidAnswer.void_id == AttemptVoid.id, AttemptVoidAnswer.answer == "confirmed")
    .correlate(AttemptVoid)
)
GRADES = (
    select(
        AttemptGrade.attempt_id,
        AttemptGrade.score,
        AttemptGrade.max_score,
        AttemptGrade.is_passed,
        AttemptGrade.is_absolute_missed,
        AttemptGrade.grades,
        AttemptGrade.occurred_at,
        AttemptGrade.is_abandoned,
        AttemptVoid.restores_attempt,
        RegradeEntry,
        Regrade.version_id,
        RegradeAnswer.answer,
    )
    .select_from(AttemptGrade)
    .outerjoin(AttemptVoid, and_(AttemptVoid.attempt_id == AttemptGrade.attempt_id, IS_CONFIRMED))
    .outerjoin(RegradeEntry, RegradeEntry.attempt_id == AttemptGrade.attempt_id)
    .outerjoin(Regrade, Regrade.id == RegradeEntry.regrade_id)
    .outerjoin(RegradeAnswer, RegradeAnswer.regrade_id == RegradeEntry.regrade_id)
    .order_by(AttemptGrade.id, RegradeEntry.occurred_at, RegradeEntry.id)
)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a closed attempt earned, as it was graded last.

    is_restored: voided, and its place was given back. points, versions: of a regraded attempt the
    points of each slot, and the newer version that a slot was graded by.
    """

    score: Fraction
    max_score: int
    is_passed: bool
    is_absolute_missed: bool
    grades: tuple[Fraction, ...]
    closed_at: datetime
    is_abandoned: bool = False
    is_voided: bool = False
    is_restored: bool = False
    points: tuple[int, ...] = ()
    versions: Mapping[int, UUID] = field(default_factory=dict)

    @property
    def has_passed(self) -> bool:
        """Whether it passed and still counts."""
        return self.is_passed and not self.is_voided

    @property
    def judgement(self) -> Judgement:
        """The grade without its slots."""
        return Judgement(self.score, self.max_score, self.is_passed, self.is_absolute_missed)


def grades_of(session: AnySession, attempt_ids: list[UUID]) -> dict[UUID, Grade]:
    """What these attempts earned, by their last grade; those still open are missing.

    One statement: the first grade, and beside it each regrade that counts.
    """
    rows = session.execute(GRADES.where(AttemptGrade.attempt_id.in_(attempt_ids)))
    found: dict[UUID, Grade] = {}
    for row in rows:
        if row.attempt_id not in found:
            found[row.attempt_id] = _first(row)
        if row.RegradeEntry is not None and is_counting(row.RegradeEntry, row.answer):
            found[row.attempt_id] = _regraded(found[row.attempt_id], row)
    return found


def first_grades_of(session: AnySession, attempt_ids: list[UUID]) -> dict[UUID, Grade]:
    """What these attempts earned when they were closed, whatever a regrade says. One statement."""
    rows = session.execute(GRADES.where(AttemptGrade.attempt_id.in_(attempt_ids)))
    return {row.attempt_id: _first(row) for row in rows}


def _first(row: Row[Any]) -> Grade:
    return Grade(
        Fraction(row.score),
        row.max_score,
        row.is_passed,
        row.is_absolute_missed,
        tuple(map(Fraction, row.grades)),
        row.occurred_at,
        row.is_abandoned,
        is_voided=row.restores_attempt is not None,
        is_restored=bool(row.restores_attempt),
    )


def is_counting(entry: RegradeEntry, answer: str | None) -> bool:
    """Whether a regrade counts: across the pass mark only once a second person confirmed it."""
    return entry.was_passed == entry.is_passed or answer == "confirmed"


def _regraded(before: Grade, row: Row[Any]) -> Grade:
    """The grade after one regrade more."""
    entry: RegradeEntry = row.RegradeEntry
    return replace(
        before,
        score=Fraction(entry.score),
        max_score=entry.max_score,
        is_passed=entry.is_passed,
        is_absolute_missed=entry.is_absolute_missed,
        grades=tuple(map(Fraction, entry.grades)),
        points=tuple(entry.points),
        versions={**before.versions, entry.slot: row.version_id},
    )
