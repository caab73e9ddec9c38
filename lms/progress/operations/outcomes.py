"""Recording outcomes, and the summary that follows from them. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import AnySession, Uuid16, is_inserted_once
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.progress.models import EnrolmentProgress, Outcome
from lms.progress.queries import derived_state
from lms.progress.recounts import Difference
from lms.progress.rules import EnrolmentState, Verdict, packed, unpacked

EMPTY = packed(EnrolmentState())
NOTHING_KEPT = {"cells": EMPTY, "completed_at": None, "last_at": None}
KEPT = select(
    EnrolmentProgress.cells, EnrolmentProgress.completed_at, EnrolmentProgress.last_at
).where(EnrolmentProgress.enrolment_id == bindparam("enrolment_id", type_=Uuid16))


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
    """Append what became known about a requirement, and keep what follows. Raises NotFound.

    fact_id: the grade or observation behind it; with the same requirement again nothing changes.
    score: a fraction, 0 to 1. recorded_by: an account.
    """
    version_id = course_version_of(session, enrolment_id)
    known = lock_progress(session, enrolment_id)
    row = {
        "id": new_id(occurred_at), "fact_id": fact_id, "source": source,
        "occurred_at": occurred_at, "recorded_at": recorded_at or clock.now(),
        "recorded_by": recorded_by, "enrolment_id": enrolment_id,
        "requirement_key": requirement_key, "outcome": outcome, "score": score,
    }  # fmt: skip
    if is_inserted_once(session, Outcome.__table__, row, "fact_id", "requirement_key"):
        return keep_summary(session, enrolment_id, version_id)
    return known


def course_version_of(session: AnySession, enrolment_id: UUID) -> UUID:
    """The course version that an enrolment is pinned to. Raises NotFound."""
    version_id = session.scalar(
        select(Enrolment.course_version_id).where(Enrolment.id == enrolment_id)
    )
    if version_id is None:
        raise NotFound
    return version_id


def keep_summary(
    session: AnySession, enrolment_id: UUID, course_version_id: UUID
) -> EnrolmentState:
    """Judge every outcome and decision of the enrolment anew and keep the packed row."""
    course = published_course(session, course_version_id)
    state = derived_state(session, course, enrolment_id)
    session.execute(
        update(EnrolmentProgress)
        .where(EnrolmentProgress.enrolment_id == enrolment_id)
        .values(**columns_of(state))
    )
    return state


def columns_of(state: EnrolmentState) -> dict[str, Any]:
    """What the summary row keeps of a state."""
    return {
        "cells": packed(state),
        "completed_at": state.course_completed_at,
        "last_at": state.last_at,
    }


def rebuild(session: AnySession, *, only_check: bool) -> list[Difference]:
    """Derive every summary anew from the facts, and keep it where it differed."""
    different: list[Difference] = []
    for enrolment_id, version_id in session.execute(
        select(Enrolment.id, Enrolment.course_version_id).order_by(Enrolment.id)
    ).all():
        course = published_course(session, version_id)
        anew = columns_of(derived_state(session, course, enrolment_id))
        kept = session.execute(KEPT, {"enrolment_id": enrolment_id}).mappings().first()
        if anew == (kept or NOTHING_KEPT):
            continue
        different.append(Difference("summary", enrolment_id))
        if not only_check:
            lock_progress(session, enrolment_id)
            keep_summary(session, enrolment_id, version_id)
    return different
