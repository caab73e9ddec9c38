"""Starting attempts and saving answers; twice is once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptGrant, AttemptStep
from lms.assessment.queries.attempts import (
    AttemptHead,
    Pooled,
    Slot,
    heads_of,
    lock_attempt,
    own_attempt,
    pool_of,
    question_of,
    questions_of,
)
from lms.assessment.queries.overview import Overview, overview
from lms.assessment.rules.attempts import CLOSING, deadline_of
from lms.assessment.rules.drawing import (
    Candidate,
    arrange,
    draw_quiz,
    draw_remedial,
    draw_test,
)
from lms.assessment.rules.grading import ALL_RIGHT, Response, canonical_response
from lms.catalog.queries import published_course
from lms.catalog.rules import COURSE, PublishedActivity, QuizSettings
from lms.cohorts.queries import OwnEnrolment, enrolment_of
from lms.core.db import AnySession, Uuid16, is_inserted_once
from lms.core.errors import DifferentBody, DomainError, Forbidden, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.operations import lock_progress
from lms.progress.rules import Locked, is_locked


class AttemptClosed(DomainError):
    """The attempt takes no more answers: it was handed in, or its time is over."""

    code = "attempt_closed"
    status = 409


class NoAttemptLeft(DomainError):
    """Every attempt is used."""

    code = "no_attempt_left"
    status = 403


class CoolingDown(DomainError):
    """The next attempt starts later; `facts["until"]` says when."""

    code = "cooling_down"
    status = 403


class RemedialFirst(DomainError):
    """An absolute item was missed: three questions on it open the next attempt."""

    code = "remedial_first"
    status = 403


LATEST = select(
    AttemptStep.kind, AttemptStep.response, AttemptStep.occurred_at, AttemptStep.id
).where(
    AttemptStep.attempt_id == bindparam("attempt_id", type_=Uuid16),
    or_(AttemptStep.slot == bindparam("slot"), AttemptStep.kind.in_(sorted(CLOSING))),
)


def start_attempt(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment: OwnEnrolment,
    activity: PublishedActivity,
    at: datetime,
    random: Random,
    is_remedial: bool = False,
) -> UUID:
    """The attempt to go on with: the open one if there is one, else a new one.

    Raises Locked, NoAttemptLeft, CoolingDown, RemedialFirst, NotFound (not a quiz), Forbidden
    (a withdrawn enrolment).
    """
    if activity.quiz is None:
        raise NotFound
    if enrolment.enrolment_state != "active":
        raise Forbidden
    state = lock_progress(session, enrolment.id)
    course = published_course(session, enrolment.course_version_id)
    if is_locked(course, state, activity.unit_key):
        raise Locked
    stand = overview(session, enrolment.id, activity, at=at)
    if stand.open is not None:
        return stand.open.id
    own_kind = "test" if activity.unit_key == COURSE else "quiz"
    if is_remedial and not stand.is_remedial_due:
        raise NotFound
    if not is_remedial:
        refuse_start(stand)
    slots = drawn_slots(session, enrolment, activity, stand, random, is_remedial=is_remedial)
    kind = "remedial" if is_remedial else own_kind
    return store_attempt(session, viewer, enrolment, activity.address, kind, stand, slots,
                   None if is_remedial else deadline_of(activity.quiz, at), at)  # fmt: skip


def refuse_start(stand: Overview) -> None:
    """Raises what keeps the next attempt from starting."""
    if stand.left == 0:
        raise NoAttemptLeft
    if stand.is_remedial_due:
        raise RemedialFirst
    if stand.next_at is not None:
        raise CoolingDown(until=stand.next_at)


def drawn_slots(
    session: AnySession,
    enrolment: OwnEnrolment,
    activity: PublishedActivity,
    stand: Overview,
    random: Random,
    *,
    is_remedial: bool,
) -> list[Slot]:
    """The questions for a new attempt, each with the order its lines stand in."""
    pool = pool_of(session, enrolment.course_version_id, activity.address)
    seen = [slot.key for head in heads_of(session, enrolment.id) for slot in head.slots]
    candidates = [
        Candidate(each.key, each.unit_key, each.is_absolute, seen.count(each.key)) for each in pool
    ]
    keys = _drawn_keys(candidates, activity.quiz, stand, random, is_remedial, activity.unit_key)
    by_key: dict[str, Pooled] = {each.key: each for each in pool}
    chosen = [by_key[key] for key in keys]
    questions = questions_of(session, [each.version_id for each in chosen])
    return [
        Slot(each.version_id, each.key, each.unit_key, each.is_absolute, arrange(question, random))
        for each, question in zip(chosen, questions, strict=True)
    ]


def _drawn_keys(
    candidates: Sequence[Candidate],
    settings: QuizSettings | None,
    stand: Overview,
    random: Random,
    is_remedial: bool,
    unit_key: str,
) -> tuple[str, ...]:
    count = settings.draw if settings else 0
    if is_remedial:
        return draw_remedial(candidates, missed=_missed_absolute(stand), random=random)
    if unit_key == COURSE:
        return draw_test(candidates, count=count, random=random)
    return draw_quiz(candidates, count=count, random=random)


def _missed_absolute(stand: Overview) -> set[str]:
    """The absolute items of the last test that were not fully right."""
    tests = [(head, grade) for head, grade in stand.past if head.kind == "test"]
    head, grade = tests[-1]
    return {
        slot.key
        for slot, part in zip(head.slots, grade.grades, strict=True)
        if slot.is_absolute and part < ALL_RIGHT
    }


def store_attempt(
    session: AnySession,
    viewer: Viewer,
    enrolment: OwnEnrolment,
    address: str,
    kind: str,
    stand: Overview,
    slots: list[Slot],
    deadline_at: datetime | None,
    at: datetime,
) -> UUID:
    """Insert the attempt; of two at once, the second gets the first one's."""
    number = 1 + sum(head.kind == kind for head, _ in stand.past)
    row = {
        "id": new_id(at),
        "occurred_at": at,
        "recorded_at": at,
        "recorded_by": viewer.account_id,
        "source": "web",
        "enrolment_id": enrolment.id,
        "course_version_id": enrolment.course_version_id,
        "activity": address,
        "kind": kind,
        "number": number,
        "drawn": [slot.as_json() for slot in slots],
        "deadline_at": deadline_at,
    }
    is_inserted_once(session, Attempt.__table__, row, "enrolment_id", "activity", "kind", "number")
    return session.execute(
        select(Attempt.id).where(
            Attempt.enrolment_id == enrolment.id,
            Attempt.activity == address,
            Attempt.kind == kind,
            Attempt.number == number,
        )
    ).scalar_one()


def save_answer(
    session: AnySession,
    *,
    viewer: Viewer,
    attempt_id: UUID,
    position: int,
    response: object,
    at: datetime,
    fact_id: UUID | None = None,
) -> AttemptHead:
    """Keep an answer to one question of the viewer's own attempt; the attempt.

    fact_id: given by a script, so that sending again stores nothing; the same id with another
    answer raises DifferentBody. Without it, an answer equal to the latest stores nothing.
    Raises NotFound, AttemptClosed, InvalidResponse. Four statements once the question is known.
    """
    head = own_attempt(session, viewer, attempt_id)
    lock_attempt(session, head.id)
    if not 1 <= position <= len(head.slots):
        raise NotFound
    question = question_of(session, head.slots[position - 1].version_id)
    given = canonical_response(question, response)
    rows = session.connection().execute(LATEST, {"attempt_id": head.id, "slot": position}).all()
    known = next((row for row in rows if row.id == fact_id), None)
    if known is not None:
        if known.response != given:
            raise DifferentBody
        return head
    if any(row.kind in CLOSING for row in rows) or is_over(head, at):
        raise AttemptClosed
    latest = max(rows, key=lambda row: (row.occurred_at, row.id), default=None)
    if (latest.response if latest else None) != given and (latest or given):
        _store_step(session, viewer, head.id, position, given, fact_id or new_id(at), at)
    return head


def is_over(head: AttemptHead, at: datetime) -> bool:
    """Whether the clock has closed the attempt."""
    return head.deadline_at is not None and at >= head.deadline_at


def _store_step(
    session: AnySession,
    viewer: Viewer,
    attempt_id: UUID,
    position: int,
    response: Response,
    fact_id: UUID,
    at: datetime,
) -> None:
    row: dict[str, Any] = {
        "id": fact_id,
        "occurred_at": at,
        "recorded_at": at,
        "recorded_by": viewer.account_id,
        "source": "web",
        "attempt_id": attempt_id,
        "slot": position,
        "kind": "answer",
        "response": response,
    }
    if is_inserted_once(session, AttemptStep.__table__, row, "id"):
        return
    kept = session.execute(
        select(AttemptStep.attempt_id, AttemptStep.response).where(AttemptStep.id == fact_id)
    ).one()
    if kept.attempt_id != attempt_id or kept.response != response:
        raise DifferentBody


def grant_attempt(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    activity: str,
    reason: str,
    at: datetime,
) -> UUID:
    """Give a trainee in the viewer's reach one more attempt, with a reason.

    Raises NotFound, Forbidden (one's own attempts).
    """
    if enrolment_of(session, viewer, enrolment_id).person_id == viewer.person_id:
        raise Forbidden
    grant_id = new_id(at)
    session.add(
        AttemptGrant(
            id=grant_id,
            occurred_at=at,
            recorded_at=at,
            recorded_by=viewer.account_id,
            enrolment_id=enrolment_id,
            activity=activity,
            reason_sealed=ring().seal(
                reason, table="attempt_grant", column="reason_sealed", row=grant_id
            ),
        )
    )
    session.flush()
    return grant_id
