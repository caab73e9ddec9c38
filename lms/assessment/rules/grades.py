"""Which grade stands for several attempts. It decides nothing: any one passed attempt passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.catalog.quizzes import GradeMethod


@dataclass(frozen=True, slots=True)
class Points:
    """So many points of so many."""

    score: Fraction
    max_score: int

    @property
    def share(self) -> Fraction:
        """The part of the points, from 0 to 1."""
        return self.score / self.max_score if self.max_score else Fraction(0)


def shown_grade(method: GradeMethod, graded: Sequence[Points]) -> Points | None:
    """The grade to show of the attempts that count, the oldest first; nothing without one.

    An average is of shares, in points of the last attempt: attempts may ask different numbers.
    """
    if not graded:
        return None
    if method == "average":
        most = graded[-1].max_score
        return Points(sum((each.share for each in graded), Fraction(0)) / len(graded) * most, most)
    if method == "highest":
        return max(graded, key=lambda each: each.share)
    return graded[0] if method == "first" else graded[-1]
