"""Attempts that were voided, or that somebody asked to void."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select, union_all

from lms.assessment.models import (
    Attempt,
    AttemptGrade,
    AttemptVoid,
    AttemptVoidAnswer,
    RegradeEntry,
)
from lms.assessment.queries.attempts import HEAD, AttemptHead, head_of
from lms.assessment.queries.grades import grades_of
from lms.catalog.rules import PublishedCourse
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.sealed import ring
from lms.progress.models import Outcome
from lms.progress.queries import TakenBack
from lms.progress.rules import EnrolmentState

VOIDED = (  # the attempts that do not count
    select(AttemptVoid.attempt_id)
    .join(AttemptVoidAnswer, AttemptVoidAnswer.void_id == AttemptVoid.id)
    .where(AttemptVoidAnswer.answer == "confirmed")
)


@dataclass(frozen=True, slots=True)
class Void:
    """A request that an attempt no longer count: confirmed, declined, or no answer yet."""

    id: UUID
    attempt_id: UUID
    restores_attempt: bool
    reason: str
    asked_by: UUID
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


def voided_passes(
    session: AnySession, enrolment_id: UUID, course: PublishedCourse, state: EnrolmentState
) -> tuple[TakenBack, ...]:
    """What was passed in an attempt that was voided, and is still to be done again.

    The last void of each; a part is known by its requirement. One statement; two after a void.
    """
    rows = session.execute(
        select(Attempt.id, Attempt.activity, AttemptVoidAnswer.occurred_at)
        .join(AttemptVoid, AttemptVoid.attempt_id == Attempt.id)
        .join(AttemptVoidAnswer, AttemptVoidAnswer.void_id == AttemptVoid.id)
        .where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.kind != "remedial",
            AttemptVoidAnswer.answer == "confirmed",
        )
        .order_by(AttemptVoidAnswer.occurred_at)
    ).all()
    grades = grades_of(session, [row.id for row in rows]) if rows else {}
    newest = {
        course.activity(*row.activity.split("/")).requirement_key: row.occurred_at
        for row in rows
        if row.id in grades and grades[row.id].is_passed
    }
    return tuple(
        TakenBack(key, "voided", at) for key, at in newest.items() if not state.is_met(key)
    )


def known_at(session: AnySession, attempt_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the result of each of these attempts became an outcome, at its close or by a regrade.

    One statement.
    """
    ids = list(attempt_ids)
    found = union_all(*(
        select(fact.attempt_id, Outcome.occurred_at)
        .join(Outcome, Outcome.fact_id == fact.id)
        .where(fact.attempt_id.in_(ids), Outcome.outcome != "reversed")
        for fact in (AttemptGrade, RegradeEntry)
    )).subquery()  # fmt: skip
    rows = session.execute(select(found).order_by(found.c.occurred_at))
    return {row.attempt_id: row.occurred_at for row in rows}


def head_by_id(session: AnySession, attempt_id: UUID) -> AttemptHead:
    """An attempt; the caller has checked the scope. Raises NotFound. One statement."""
    row = session.execute(HEAD.where(Attempt.id == attempt_id)).first()
    if row is None:
        raise NotFound
    return head_of(row)


def voids_of(session: AnySession, attempt_ids: Iterable[UUID]) -> list[Void]:
    """The requests to void these attempts, the newest first. One statement."""
    rows = session.execute(
        select(AttemptVoid, AttemptVoidAnswer)
        .outerjoin(AttemptVoidAnswer, AttemptVoidAnswer.void_id == AttemptVoid.id)
        .where(AttemptVoid.attempt_id.in_(list(attempt_ids)))
        .order_by(AttemptVoid.occurred_at.desc(), AttemptVoid.id.desc())
    )
    return [_void(asked, answered) for asked, answered in rows]


def _void(asked: AttemptVoid, answered: AttemptVoidAnswer | None) -> Void:
    return Void(
        id=asked.id,
        attempt_id=asked.attempt_id,
        restores_attempt=asked.restores_attempt,
        reason=ring().open(
            asked.reason_sealed, table="attempt_void", column="reason_sealed", row=asked.id
        ),
        asked_by=cast(UUID, asked.recorded_by),
        asked_at=asked.occurred_at,
        answer=answered.answer if answered else None,
        answered_at=answered.occurred_at if answered else None,
    )
