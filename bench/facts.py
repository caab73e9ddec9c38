"""Many enrolments' facts: those of the demonstration's trainees, copied with ids of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.cohorts import operations as cohorts
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.practice.models import Observation
from lms.progress.models import Outcome

MODELS = 8  # trainees that are copied, those with most facts
SEALED = {"response_sealed": "attempt_step", "remark_sealed": "observation",
          "reason_sealed": "observation"}  # fmt: skip
POINTING = ("attempt_id", "supersedes_id", "fact_id")
FACTS: tuple[Any, ...] = tuple(
    model.__table__ for model in (Attempt, AttemptStep, AttemptGrade, Observation, Outcome)
)


def count_facts(session: Session) -> int:
    """How many facts there are."""
    return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in FACTS)


def copy_facts(session: Session, *, people: Iterable[UUID], cohort_id: UUID, at: datetime) -> None:
    """Enrol each person and give the enrolment the facts of a trainee who finished the course."""
    models = [facts_of(session, enrolment_id) for enrolment_id in busiest(session)]
    for number, person_id in enumerate(people):
        enrolment_id = cohorts.enrol(session, person_id=person_id, cohort_id=cohort_id, at=at)
        copy(session, models[number % len(models)], enrolment_id)


def busiest(session: Session) -> list[UUID]:
    """The enrolments with most outcomes."""
    counted = select(Outcome.enrolment_id).group_by(Outcome.enrolment_id)
    most = counted.order_by(func.count().desc(), Outcome.enrolment_id).limit(MODELS)
    return list(session.scalars(most))


def facts_of(session: Session, enrolment_id: UUID) -> dict[Table, list[dict[str, Any]]]:
    """Every fact of an enrolment, by table."""
    attempts = select(Attempt.id).where(Attempt.enrolment_id == enrolment_id)
    found = {}
    for table in FACTS:
        own = table.c.get("enrolment_id")
        where = own == enrolment_id if own is not None else table.c.attempt_id.in_(attempts)
        rows = session.execute(select(table).where(where).order_by(table.c.occurred_at))
        found[table] = [dict(row) for row in rows.mappings()]
    return found


def copy(session: Session, facts: Mapping[Table, list[dict[str, Any]]], enrolment_id: UUID) -> None:
    """The same facts for another enrolment, sealed anew where they were sealed."""
    ids: dict[UUID, UUID] = {}
    for table, rows in facts.items():
        copies = []
        for row in rows:
            ids[row["id"]] = new_id(row["occurred_at"])
            moved = {**row, "id": ids[row["id"]]}
            if "enrolment_id" in row:
                moved["enrolment_id"] = enrolment_id
            for name in POINTING:
                if row.get(name) is not None:
                    moved[name] = ids.get(row[name]) or new_id(row["occurred_at"])
            for name, owner in SEALED.items():
                if row.get(name) is not None:
                    moved[name] = resealed(row, moved, name, owner)
            copies.append(moved)
        if copies:
            session.execute(table.insert(), copies)


def resealed(row: Mapping[str, Any], moved: Mapping[str, Any], column: str, table: str) -> bytes:
    """A sealed text bound to its new row."""
    text = ring().open(row[column], table=table, column=column, row=row["id"])
    return ring().seal(text, table=table, column=column, row=moved["id"])
