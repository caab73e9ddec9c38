"""What a newer version of a question makes of attempts that are graded. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from lms.assessment.rules.attempts import GradedSlot, Judgement, judge
from lms.assessment.rules.grading import grade
from lms.assessment.rules.marking import Mark, MarkIncomplete, part_of
from lms.assessment.rules.questions import MarkedQuestion, Question
from lms.assessment.rules.responses import InvalidResponse, Response
from lms.core.errors import DomainError


class RegradeOutdated(DomainError):
    """What would change has changed since it was looked at."""

    code = "regrade_outdated"
    status = 409


class NothingToRegrade(DomainError):
    """No attempt would get another grade."""

    code = "nothing_to_regrade"


@dataclass(frozen=True, slots=True)
class Line:
    """What a regrade would make of one attempt. is_kept: a pass it would take, and may not."""

    attempt_id: UUID
    enrolment_id: UUID
    person_id: UUID
    slot: int
    old: Fraction
    old_most: int
    was_passed: bool
    judgement: Judgement
    parts: tuple[Fraction, ...]
    points: tuple[int, ...]
    is_kept: bool = False

    @property
    def is_crossing(self) -> bool:
        """Whether it changes if the attempt passed: that takes two people."""
        return self.was_passed != self.judgement.is_passed

    @property
    def is_changing(self) -> bool:
        """Whether it would be graded otherwise than it is."""
        is_same_score = (self.judgement.score, self.judgement.max_score) == (
            self.old,
            self.old_most,
        )
        return self.is_crossing or not is_same_score


def part_by(question: Question, response: Response, mark: Mark | None) -> Fraction | None:
    """What an answer to an older version earns by a newer one; nothing where that cannot be told.

    An answer that a trainer marked keeps its levels, where the newer rubric has them.
    """
    try:
        if isinstance(question, MarkedQuestion) and mark is not None:
            return part_of(question.rubric, mark.levels)
        return grade(question, response)
    except (InvalidResponse, MarkIncomplete):
        return None


def judged_anew(
    slots: Sequence[GradedSlot], *, slot: int, part: Fraction, points: int, pass_percent: int
) -> tuple[Judgement, tuple[Fraction, ...], tuple[int, ...]]:
    """An attempt with one slot graded otherwise: the judgement, and every part and its points."""
    anew = [
        GradedSlot(part, points, each.is_absolute) if number == slot else each
        for number, each in enumerate(slots, start=1)
    ]
    parts = tuple(each.part or Fraction(0) for each in anew)
    return judge(anew, pass_percent=pass_percent), parts, tuple(each.points for each in anew)


def digest_of(lines: Iterable[Line]) -> str:
    """A short name of what was looked at: what is kept must be the same."""
    said = sorted(
        f"{line.attempt_id.hex} {line.slot} {line.old} {line.judgement} {line.is_kept}"
        for line in lines
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
