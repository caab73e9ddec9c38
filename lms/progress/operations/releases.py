"""Opening a unit for a cohort by hand. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.progress.models import UnitRelease
from lms.progress.queries import releasable, releases_of


def release_unit(
    session: AnySession,
    *,
    viewer: Viewer,
    cohort_id: UUID,
    unit_key: str,
    is_released: bool,
    at: datetime,
) -> None:
    """Open a unit, or `course` for the course test, for a cohort, or close it again.

    Where it is so already, nothing is recorded. The caller has checked the cohort. Raises NotFound
    for what waits for no release in a version that the cohort takes.
    """
    if unit_key not in releasable(session, cohort_id):
        raise NotFound
    released = releases_of(session, [cohort_id]).get(cohort_id, frozenset())
    if (unit_key in released) == is_released:
        return
    fact = UnitRelease(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        cohort_id=cohort_id, unit_key=unit_key, is_released=is_released,
    )  # fmt: skip
    session.add(fact)
    record_event(
        session, account_id=viewer.account_id, verb="release" if is_released else "take_release",
        subject_kind="cohort", subject_id=cohort_id, at=at,
    )  # fmt: skip
    session.flush()
