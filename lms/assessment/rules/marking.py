"""What a trainer's mark amounts to, and how one question of an attempt stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Literal
from uuid import UUID

from lms.assessment.rules.attempts import GradedSlot, Step
from lms.assessment.rules.grading import grade
from lms.assessment.rules.questions import Criterion, Level, Question, UngradedQuestion
from lms.assessment.rules.responses import Response
from lms.core.errors import DomainError

QuestionState = Literal[
    "todo", "invalid", "complete", "needs_grading", "gave_up",
    "graded_wrong", "graded_partial", "graded_right",
    "man_gave_up", "man_wrong", "man_partial", "man_right",
]  # fmt: skip
NEXT_TO_NOTHING, NEXT_TO_ALL = Fraction(1, 10**6), 1 - Fraction(1, 10**6)


class MarkIncomplete(DomainError):
    """A criterion has no level yet."""

    code = "mark_incomplete"


class AlreadyMarked(DomainError):
    """Somebody else marked the answer since the page was opened."""

    code = "already_marked"
    status = 409


class AlreadyGraded(DomainError):
    """The last mark was given and the result is known: it is not changed by another mark."""

    code = "already_graded"
    status = 409


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer was given. answer_id: the step that held the answer."""

    id: UUID
    occurred_at: datetime
    slot: int
    answer_id: UUID
    levels: Mapping[str, str]
    part: Fraction
    remark: str
    marked_by: UUID


@dataclass(frozen=True, slots=True)
class Chosen:
    """A criterion with the level that was chosen for it."""

    criterion: Criterion
    level: Level


def chosen_levels(rubric: Sequence[Criterion], levels: Mapping[str, str]) -> tuple[Chosen, ...]:
    """The level of each criterion, in the rubric's order. Raises MarkIncomplete."""
    found = []
    for criterion in rubric:
        by_key = {level.key: level for level in criterion.levels}
        if levels.get(criterion.key) not in by_key:
            raise MarkIncomplete(criterion=criterion.key)
        found.append(Chosen(criterion, by_key[levels[criterion.key]]))
    return tuple(found)


def part_of(rubric: Sequence[Criterion], levels: Mapping[str, str]) -> Fraction:
    """The part of the rubric's points that the chosen levels earn. Raises MarkIncomplete."""
    earned = sum(chosen.level.points for chosen in chosen_levels(rubric, levels))
    return Fraction(earned, sum(criterion.most for criterion in rubric))


def standing_marks(marks: Iterable[Mark], answers: Mapping[int, Step]) -> dict[int, Mark]:
    """The mark that stands at each slot: the latest of the answer that counts.

    Latest by (occurred_at, id). A mark of a replaced answer says nothing of the new one.
    """
    ordered = sorted(marks, key=lambda mark: (mark.occurred_at, mark.id))
    return {
        mark.slot: mark
        for mark in ordered
        if mark.slot in answers and answers[mark.slot].id == mark.answer_id
    }


def marked_slots(slots: Sequence[GradedSlot], standing: Mapping[int, Mark]) -> list[GradedSlot]:
    """The slots of an attempt, with the parts that a trainer gave. standing: by slot, from 1."""
    return [
        replace(slot, part=standing[n].part) if slot.part is None and n in standing else slot
        for n, slot in enumerate(slots, start=1)
    ]


def question_state(
    question: Question,
    response: Response,
    *,
    is_whole: bool,
    is_closed: bool,
    marked: Fraction | None = None,
) -> QuestionState:
    """How one question of an attempt stands, by Moodle's names. marked: the part a trainer gave.

    is_whole: whether the answer leaves nothing open. Source: spec/attempts.md, "Attempt states".
    """
    if not is_closed:
        if not response:
            return "todo"
        return "complete" if is_whole else "invalid"
    if isinstance(question, UngradedQuestion):
        return "complete" if response else "gave_up"
    part = grade(question, response) if marked is None else marked
    if not response:
        return "gave_up" if marked is None else "man_gave_up"
    if part is None:
        return "needs_grading"
    return _graded(part, by_hand=marked is not None)


def _graded(part: Fraction, *, by_hand: bool) -> QuestionState:
    """Moodle's thresholds: what differs from nothing or all by a millionth is that."""
    if part < NEXT_TO_NOTHING:
        return "man_wrong" if by_hand else "graded_wrong"
    if part > NEXT_TO_ALL:
        return "man_right" if by_hand else "graded_right"
    return "man_partial" if by_hand else "graded_partial"
