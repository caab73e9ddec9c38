"""Which questions a new attempt asks: those seen least, each in an order of its own."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from lms.assessment.queries.attempts import Slot, heads_of, pool_of, questions_of
from lms.assessment.queries.bank import Pooled
from lms.assessment.queries.overview import Overview
from lms.assessment.rules.drawing import (
    Candidate,
    arrange,
    draw_quiz,
    draw_remedial,
    draw_test,
)
from lms.assessment.rules.grading import ALL_RIGHT
from lms.assessment.rules.questions import (
    DescriptionQuestion,
    MarkedQuestion,
    Question,
    points_of,
)
from lms.catalog.rules import COURSE, PublishedActivity
from lms.cohorts.queries import OwnEnrolment
from lms.core.db import AnySession


def drawn_slots(
    session: AnySession,
    enrolment: OwnEnrolment,
    activity: PublishedActivity,
    *,
    missed: set[str] | None,
    random: Random,
) -> list[Slot]:
    """The questions for a new attempt, each with the order its lines stand in.

    missed: the absolute items that a remedial set is about, None for any other attempt.
    """
    pool = pool_of(session, enrolment.course_version_id, activity.address)
    if missed is not None:
        pool = graded_at_once(session, pool)
    seen = [slot.key for head in heads_of(session, enrolment.id) for slot in head.slots]
    candidates = [
        Candidate(each.key, each.unit_key, each.is_absolute, seen.count(each.key)) for each in pool
    ]
    by_key = {each.key: each for each in pool}
    chosen = [by_key[key] for key in drawn_keys(candidates, activity, missed=missed, random=random)]
    questions = questions_of(session, [each.version_id for each in chosen])
    pairs = zip(chosen, questions, strict=True)
    return [slot_of(each, question, random) for each, question in pairs]


def slot_of(pooled: Pooled, question: Question, random: Random) -> Slot:
    """A drawn question, its lines in an order of their own."""
    return Slot(
        pooled.version_id,
        pooled.key,
        pooled.unit_key,
        pooled.is_absolute,
        arrange(question, random),
        is_asked=not isinstance(question, DescriptionQuestion),
    )


def graded_at_once(session: AnySession, pool: Sequence[Pooled]) -> tuple[Pooled, ...]:
    """What can open the next attempt without a trainer: no opinions, essays or texts to read."""
    questions = questions_of(session, [each.version_id for each in pool])
    return tuple(
        each
        for each, question in zip(pool, questions, strict=True)
        if points_of(question) and not isinstance(question, MarkedQuestion)
    )


def drawn_keys(
    candidates: Sequence[Candidate],
    activity: PublishedActivity,
    *,
    missed: set[str] | None,
    random: Random,
) -> tuple[str, ...]:
    """The keys of the questions drawn."""
    if missed is not None:
        return draw_remedial(candidates, missed=missed, random=random)
    count = activity.quiz.draw if activity.quiz else 0
    if activity.unit_key == COURSE:
        return draw_test(candidates, count=count, random=random)
    return draw_quiz(candidates, count=count, random=random)


def missed_absolute(stand: Overview) -> set[str]:
    """The absolute items of the last test that were not fully right."""
    head, grade = [
        (head, grade) for head, grade in stand.past if head.kind == "test" and not grade.is_voided
    ][-1]
    return {
        slot.key
        for slot, part in zip(head.slots, grade.grades, strict=True)
        if slot.is_absolute and part < ALL_RIGHT
    }
