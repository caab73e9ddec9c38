"""What trainers read: which questions a cohort finds hard, and the questions with their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import Attempt, AttemptGrade
from lms.assessment.queries.attempts import Slot, pool_of, questions_of
from lms.assessment.rules.grading import ALL_RIGHT, right_response
from lms.assessment.rules.questions import Citation, OrderingQuestion
from lms.assessment.rules.review import answer_words
from lms.core.db import AnySession

FEWEST_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class HardQuestion:
    """How a question went: right of answered, in the attempts handed in."""

    key: str
    activity: str
    text: str
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question as the trainer reads it, with what is right and why."""

    key: str
    is_absolute: bool
    text: str
    lines: tuple[str, ...]
    right: tuple[str, ...]
    explanation: str
    sources: tuple[Citation, ...]


def hardest_questions(
    session: AnySession, enrolment_ids: Iterable[UUID], *, language: str, most: int = 5
) -> list[HardQuestion]:
    """The questions these enrolments get wrong most often, the hardest first. Two statements."""
    rows = session.execute(
        select(Attempt.activity, Attempt.drawn, AttemptGrade.grades)
        .join(AttemptGrade, AttemptGrade.attempt_id == Attempt.id)
        .where(Attempt.enrolment_id.in_(list(enrolment_ids)), Attempt.kind.in_(("quiz", "test")))
    )
    parts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    versions: dict[tuple[str, str], UUID] = {}
    for activity, drawn, grades in rows:
        for stored, grade in zip(drawn, grades, strict=True):
            slot = Slot.from_json(stored)
            parts[activity, slot.key].append(Fraction(grade) == ALL_RIGHT)
            versions[activity, slot.key] = slot.version_id
    often = [place for place, seen in parts.items() if len(seen) >= FEWEST_ANSWERS]
    hard = sorted(often, key=lambda place: sum(parts[place]) / len(parts[place]))[:most]
    questions = questions_of(session, [versions[place] for place in hard])
    return [
        HardQuestion(
            key=place[1],
            activity=place[0],
            text=question.text.in_(language),
            right=sum(parts[place]),
            answered=len(parts[place]),
        )
        for place, question in zip(hard, questions, strict=True)
        if sum(parts[place]) < len(parts[place])
    ]


def questions_with_answers(
    session: AnySession, course_version_id: UUID, activity: str, *, language: str
) -> list[AnsweredQuestion]:
    """Every question that an activity may draw, with its answers."""
    pool = pool_of(session, course_version_id, activity)
    questions = questions_of(session, [each.version_id for each in pool])
    return [
        AnsweredQuestion(
            key=each.key,
            is_absolute=each.is_absolute,
            text=question.text.in_(language),
            lines=tuple(
                line.text.in_(language)
                for line in (
                    question.items if isinstance(question, OrderingQuestion) else question.options
                )
            ),
            right=answer_words(question, right_response(question), language),
            explanation=question.explanation.in_(language) if question.explanation else "",
            sources=question.sources,
        )
        for each, question in zip(pool, questions, strict=True)
    ]
