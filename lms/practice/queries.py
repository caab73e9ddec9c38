"""Questions about practicals; whoever asks has checked whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.catalog.rules import VERBS
from lms.core.db import AnySession
from lms.core.sealed import ring
from lms.practice.models import Observation
from lms.practice.rules import Observed
from lms.progress.queries import last_taken_back

TAKEN_BACK_AT = last_taken_back(
    Observation.__table__.c.enrolment_id,
    Observation.__table__.c.activity.concat(f"/{VERBS['practical']}"),
)


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """One observation as the pages show it.

    reason: why it corrects an earlier one. is_superseded: a later one corrects it.
    is_taken_back: two people took back what was signed off until then; a correction belongs to
    the performance it corrects, however late it was written.
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
    is_taken_back: bool

    @property
    def is_standing(self) -> bool:
        """Whether it counts for the sign-off."""
        return not self.is_superseded and not self.is_taken_back

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
    found = session.execute(
        select(Observation, TAKEN_BACK_AT)
        .where(Observation.enrolment_id.in_(list(enrolment_ids)))
        .order_by(Observation.occurred_at.desc(), Observation.id.desc())
    ).all()
    known = {row.id: row for row, _taken_back_at in found}
    superseded = {row.supersedes_id for row in known.values()}
    return [
        _observation_row(
            row,
            is_superseded=row.id in superseded,
            is_taken_back=taken_back_at is not None
            and _performed(row, known).occurred_at <= taken_back_at,
        )
        for row, taken_back_at in found
    ]


def awaits_again(rows: Iterable[ObservationRow]) -> bool:
    """Whether the sign-off of one practical was taken back, and nothing was observed since."""
    known = list(rows)
    return any(row.is_taken_back for row in known) and not any(row.is_standing for row in known)


def _performed(row: Observation, known: Mapping[UUID, Observation]) -> Observation:
    """The first observation of the performance that this one is about, or corrects."""
    while row.supersedes_id is not None:
        row = known[row.supersedes_id]
    return row


def _observation_row(
    row: Observation, *, is_superseded: bool, is_taken_back: bool
) -> ObservationRow:
    return ObservationRow(
        id=row.id,
        enrolment_id=row.enrolment_id,
        activity=row.activity,
        assessor_id=row.assessor_id,
        occurred_at=row.occurred_at,
        lines=row.lines,
        is_passed=row.is_passed,
        remark=_opened(row.remark_sealed, "remark_sealed", row.id),
        reason=_opened(row.reason_sealed, "reason_sealed", row.id),
        is_superseded=is_superseded,
        is_taken_back=is_taken_back,
    )


def _opened(sealed: bytes | None, column: str, row: UUID) -> str:
    """The text, opened; empty when there is none."""
    return ring().open(sealed, table="observation", column=column, row=row) if sealed else ""
