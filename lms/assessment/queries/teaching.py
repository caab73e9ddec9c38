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
from lms.assessment.queries.voids import VOIDED
from lms.assessment.rules.analysis import FEWEST_ANSWERS
from lms.assessment.rules.answer_words import (
    accepted_words,
    gap_words,
    offered_words,
    unit_words,
)
from lms.assessment.rules.grading import ALL_RIGHT, right_response
from lms.assessment.rules.pictures import ShownPicture, picture_in
from lms.assessment.rules.questions import (
    ClozeQuestion,
    HotspotQuestion,
    OrderingQuestion,
    Question,
    QuestionType,
    TypedQuestion,
    points_of,
)
from lms.assessment.rules.review import title_of
from lms.catalog.rules import Citation
from lms.core.db import AnySession


@dataclass(frozen=True, slots=True)
class HardQuestion:
    """How a question went: right of answered, in the attempts handed in."""

    key: str
    activity: str
    text: str
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class Hardest:
    """The hardest questions first. is_telling: whether any was answered often enough to judge."""

    questions: tuple[HardQuestion, ...] = ()
    is_telling: bool = False


@dataclass(frozen=True, slots=True)
class AnsweredGap:
    """A gap of a text, what it offers, what is right in it, and its part of the points."""

    lines: tuple[str, ...]
    right: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question as the trainer reads it, with what is right and why.

    points: none where nothing is graded. lines: what is offered, nothing where one types;
    is_drawn: in an order of each attempt's own.
    """

    key: str
    type: QuestionType
    points: int
    is_absolute: bool
    text: str
    lines: tuple[str, ...]
    is_drawn: bool
    right: tuple[str, ...]
    explanation: str
    sources: tuple[Citation, ...]
    is_typed: bool
    gaps: tuple[AnsweredGap, ...] = ()
    units: tuple[str, ...] = ()
    picture: ShownPicture | None = None


@dataclass(frozen=True, slots=True)
class _Tally:
    activity: str
    slot: Slot
    answered: int
    right: int


def hardest_questions(
    session: AnySession, enrolment_ids: Iterable[UUID], *, language: str, most: int = 5
) -> Hardest:
    """The questions these enrolments get wrong most often. Two statements."""
    often = _answered_often(session, enrolment_ids)
    missed = [(tally, question) for tally, question in often if tally.right < tally.answered]
    hard = sorted(missed, key=lambda each: each[0].right / each[0].answered)[:most]
    found = tuple(
        HardQuestion(
            key=tally.slot.key,
            activity=tally.activity,
            text=question.text.in_(language),
            right=tally.right,
            answered=tally.answered,
        )
        for tally, question in hard
    )
    return Hardest(found, is_telling=bool(often))


def _answered_often(
    session: AnySession, enrolment_ids: Iterable[UUID]
) -> list[tuple[_Tally, Question]]:
    """What was answered often enough to judge; what is never graded is never hard."""
    often = [
        tally for tally in _tallies(session, enrolment_ids) if tally.answered >= FEWEST_ANSWERS
    ]
    questions = questions_of(session, [tally.slot.version_id for tally in often])
    pairs = zip(often, questions, strict=True)
    return [(tally, question) for tally, question in pairs if points_of(question)]


def _tallies(session: AnySession, enrolment_ids: Iterable[UUID]) -> list[_Tally]:
    """How each question of each activity went in the attempts handed in. One statement."""
    rows = session.execute(
        select(Attempt.activity, Attempt.drawn, AttemptGrade.grades)
        .join(AttemptGrade, AttemptGrade.attempt_id == Attempt.id)
        .where(
            Attempt.enrolment_id.in_(list(enrolment_ids)),
            Attempt.kind.in_(("quiz", "test")),
            AttemptGrade.is_abandoned.is_(False),
            Attempt.id.not_in(VOIDED),
        )
    )
    parts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    slots: dict[tuple[str, str], Slot] = {}
    for activity, drawn, grades in rows:
        for stored, grade in zip(drawn, grades, strict=True):
            slot = Slot.from_json(stored)
            parts[activity, slot.key].append(Fraction(grade) == ALL_RIGHT)
            slots[activity, slot.key] = slot
    return [
        _Tally(place[0], slots[place], answered=len(seen), right=sum(seen))
        for place, seen in parts.items()
    ]


def questions_with_answers(
    session: AnySession, course_version_id: UUID, activity: str, *, language: str
) -> list[AnsweredQuestion]:
    """Every question that an activity may draw, with its answers."""
    pool = pool_of(session, course_version_id, activity)
    questions = questions_of(session, [each.version_id for each in pool])
    return [
        answered(question, language, key=each.key, is_absolute=each.is_absolute)
        for each, question in zip(pool, questions, strict=True)
    ]


def answered(question: Question, language: str, *, key: str, is_absolute: bool) -> AnsweredQuestion:
    """A question with its answers, in one language."""
    gaps = gaps_of(question, language)
    return AnsweredQuestion(
        key=key,
        type=question.type,
        points=points_of(question),
        is_absolute=is_absolute,
        text=title_of(question, language),
        lines=offered_words(question, language),
        is_drawn=isinstance(question, OrderingQuestion) or getattr(question, "is_shuffled", False),
        right=() if gaps else accepted_words(question, language),
        explanation=question.explanation.in_(language) if question.explanation else "",
        sources=question.sources,
        is_typed=isinstance(question, TypedQuestion | ClozeQuestion),
        gaps=gaps,
        units=unit_words(question, language),
        picture=picture_of(question, language),
    )


def gaps_of(question: Question, language: str) -> tuple[AnsweredGap, ...]:
    """The gaps of a text, in the order of reading."""
    if not isinstance(question, ClozeQuestion):
        return ()
    return tuple(
        AnsweredGap(*gap_words(blank, language), weight=blank.weight)
        for blank in question.blanks_in(language)
    )


def picture_of(question: Question, language: str) -> ShownPicture | None:
    """The picture of a question, what is right marked."""
    if not isinstance(question, HotspotQuestion):
        return None
    return picture_in(question, language, right=right_response(question))
