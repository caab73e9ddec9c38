"""Where enrolments stand: the kept summary, and what it is derived from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.catalog.rules import PublishedCourse
from lms.core.db import AnySession, Uuid16
from lms.progress.models import EnrolmentProgress, Outcome
from lms.progress.queries.overrides import override_facts
from lms.progress.rules import EnrolmentState, OutcomeFact, Verdict, enrolment_state, unpacked

CELLS = select(EnrolmentProgress.cells).where(
    EnrolmentProgress.enrolment_id == bindparam("enrolment_id", type_=Uuid16)
)


def outcomes_of(session: AnySession, enrolment_id: UUID) -> list[OutcomeFact]:
    """Every outcome of an enrolment. One statement."""
    rows = session.execute(
        select(
            Outcome.id, Outcome.requirement_key, Outcome.outcome, Outcome.score, Outcome.occurred_at
        ).where(Outcome.enrolment_id == enrolment_id)
    )
    return [
        OutcomeFact(row.id, row.requirement_key, verdict(row.outcome), row.score, row.occurred_at)
        for row in rows
    ]


def verdict(kept: str) -> Verdict:
    """The outcome as it is kept; the table's check admits no other."""
    return cast(Verdict, kept)


def progress_of(session: AnySession, enrolment_id: UUID) -> EnrolmentState:
    """Where an enrolment stands, from its packed row. One statement."""
    cells = session.connection().execute(CELLS, {"enrolment_id": enrolment_id}).scalar()
    return unpacked(cells) if cells else EnrolmentState()


def progress_of_many(
    session: AnySession, enrolment_ids: Iterable[UUID]
) -> dict[UUID, EnrolmentState]:
    """Where each of these enrolments stands. One statement."""
    ids = list(enrolment_ids)
    rows = session.connection().execute(
        select(EnrolmentProgress.enrolment_id, EnrolmentProgress.cells).where(
            EnrolmentProgress.enrolment_id.in_(ids)
        )
    )
    kept = {enrolment_id: unpacked(cells) for enrolment_id, cells in rows}
    return {enrolment_id: kept.get(enrolment_id, EnrolmentState()) for enrolment_id in ids}


def course_completed_at(session: AnySession, enrolment_id: UUID) -> datetime | None:
    """When the whole course became complete, as the facts known now say."""
    return session.scalar(
        select(EnrolmentProgress.completed_at).where(EnrolmentProgress.enrolment_id == enrolment_id)
    )


def derived_state(
    session: AnySession, course: PublishedCourse, enrolment_id: UUID
) -> EnrolmentState:
    """Where an enrolment stands, from every outcome and decision anew. Two statements."""
    return enrolment_state(
        course, outcomes_of(session, enrolment_id), override_facts(session, enrolment_id)
    )
