"""Recording outcomes, and what follows from them. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.progress.models import EnrolmentProgress, Outcome
from lms.progress.queries import outcomes_of
from lms.progress.rules import EnrolmentState, Verdict, enrolment_state, packed, unpacked

EMPTY = packed(EnrolmentState())


def lock_progress(session: AnySession, enrolment_id: UUID) -> EnrolmentState:
    """The enrolment's summary, held until the commit so that parallel writers take turns.

    Without FOR UPDATE two outcomes at once on PostgreSQL each miss the other, and a completion
    is lost; SQLite has one writer anyway and ignores it.
    """
    table = EnrolmentProgress.__table__
    row = {"enrolment_id": enrolment_id, "cells": EMPTY}
    is_inserted_once(session, table, row, "enrolment_id")
    kept = session.execute(
        select(EnrolmentProgress.cells)
        .where(EnrolmentProgress.enrolment_id == enrolment_id)
        .with_for_update()
    ).scalar_one()
    return unpacked(kept)


def record_outcome(
    session: AnySession,
    *,
    enrolment_id: UUID,
    requirement_key: str,
    outcome: Verdict,
    score: float | None,
    occurred_at: datetime,
    fact_id: UUID,
    recorded_by: UUID | None,
    recorded_at: datetime | None = None,
    source: str = "web",
) -> EnrolmentState:
    """Append what became known about a requirement, and keep what follows from it.

    fact_id: the fact behind it (an attempt's grade, an observation); the same fact and requirement
    again change nothing. score: a fraction, 0 to 1. recorded_by: an account. Raises NotFound.
    """
    enrolment = session.execute(
        select(Enrolment.course_version_id).where(Enrolment.id == enrolment_id)
    ).first()
    if enrolment is None:
        raise NotFound
    known = lock_progress(session, enrolment_id)
    row = {
        "id": new_id(occurred_at),
        "occurred_at": occurred_at,
        "recorded_at": recorded_at or clock.now(),
        "recorded_by": recorded_by,
        "source": source,
        "enrolment_id": enrolment_id,
        "requirement_key": requirement_key,
        "outcome": outcome,
        "score": score,
        "fact_id": fact_id,
    }
    table = Outcome.__table__
    if not is_inserted_once(session, table, row, "fact_id", "requirement_key"):
        return known
    return keep_summary(session, enrolment_id, enrolment.course_version_id)


def keep_summary(
    session: AnySession, enrolment_id: UUID, course_version_id: UUID
) -> EnrolmentState:
    """Judge every outcome of the enrolment anew and keep the packed row."""
    course = published_course(session, course_version_id)
    state = enrolment_state(course, outcomes_of(session, enrolment_id))
    session.execute(
        update(EnrolmentProgress)
        .where(EnrolmentProgress.enrolment_id == enrolment_id)
        .values(cells=packed(state), completed_at=state.course_completed_at, last_at=state.last_at)
    )
    return state


def rebuild(session: AnySession, *, only_check: bool) -> list[UUID]:
    """Derive every summary anew; the enrolments whose kept row differed."""
    different: list[UUID] = []
    for enrolment_id, version_id in session.execute(
        select(Enrolment.id, Enrolment.course_version_id).order_by(Enrolment.id)
    ).all():
        course = published_course(session, version_id)
        anew = packed(enrolment_state(course, outcomes_of(session, enrolment_id)))
        kept = session.scalar(
            select(EnrolmentProgress.cells).where(EnrolmentProgress.enrolment_id == enrolment_id)
        )
        if anew == (kept or EMPTY):
            continue
        different.append(enrolment_id)
        if not only_check:
            lock_progress(session, enrolment_id)
            keep_summary(session, enrolment_id, version_id)
    return different
