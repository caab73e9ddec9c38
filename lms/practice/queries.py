"""Questions about practicals; whoever asks has checked whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.core.db import AnySession
from lms.core.sealed import ring
from lms.practice.models import Observation
from lms.practice.rules import Observed


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """One observation as the pages show it.

    reason: why it corrects an earlier one. is_superseded: a later one corrects it.
    """

    id: UUID
    enrolment_id: UUID
    activity: str
    assessor_id: UUID
    occurred_at: datetime
    lines: dict[str, bool]
    is_passed: bool
    remark: str
    reason: str
    is_superseded: bool

    @property
    def observed(self) -> Observed:
        """As far as it decides the sign-off."""
        return Observed(self.id, self.assessor_id, self.occurred_at, self.is_passed)


def observations_of(session: AnySession, enrolment_id: UUID) -> list[ObservationRow]:
    """Every observation of an enrolment, the newest first. One statement."""
    return observations_of_many(session, [enrolment_id])


def observations_of_many(
    session: AnySession, enrolment_ids: Iterable[UUID]
) -> list[ObservationRow]:
    """Every observation of these enrolments, the newest first. One statement."""
    rows = session.scalars(
        select(Observation)
        .where(Observation.enrolment_id.in_(list(enrolment_ids)))
        .order_by(Observation.occurred_at.desc(), Observation.id.desc())
    ).all()
    superseded = {row.supersedes_id for row in rows}
    return [
        ObservationRow(
            id=row.id,
            enrolment_id=row.enrolment_id,
            activity=row.activity,
            assessor_id=row.assessor_id,
            occurred_at=row.occurred_at,
            lines=row.lines,
            is_passed=row.is_passed,
            remark=_opened(row.remark_sealed, "remark_sealed", row.id),
            reason=_opened(row.reason_sealed, "reason_sealed", row.id),
            is_superseded=row.id in superseded,
        )
        for row in rows
    ]


def _opened(sealed: bytes | None, column: str, row: UUID) -> str:
    """The text, opened; empty when there is none."""
    return ring().open(sealed, table="observation", column=column, row=row) if sealed else ""
