"""What a trainer does for their trainees: slips, and opening units. Flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.operations import issue_slip
from lms.accounts.operations.slips import IssuedSlip
from lms.accounts.rules import Viewer
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.progress.operations import release_unit
from lms.teaching.queries.cohorts import releasable
from lms.teaching.queries.slips import Holder, holder_of, holders_in


@dataclass(frozen=True, slots=True)
class GivenSlip:
    """A new slip, and the roster number that says whose it is."""

    roster_number: int
    issued: IssuedSlip


def give_slip(
    session: AnySession, *, viewer: Viewer, enrolment_id: UUID, at: datetime
) -> GivenSlip:
    """A new slip for a trainee of the viewer's cohorts.

    Raises NotFound (out of reach, withdrawn, account closed), Forbidden for who holds another role
    too: nobody resets upward. Source: decisions.md, 34.
    """
    holder = holder_of(session, viewer, enrolment_id)
    if not holder.is_only_trainee:
        raise Forbidden
    return _given(session, viewer, holder, at)


def give_slips(
    session: AnySession, *, viewer: Viewer, cohort_id: UUID, to_everybody: bool, at: datetime
) -> list[GivenSlip]:
    """New slips for those of a cohort who never signed in, or for all its trainees.

    Who holds another role too gets none. The caller has checked the cohort.
    """
    return [
        _given(session, viewer, holder, at)
        for holder in holders_in(session, viewer, cohort_id)
        if holder.is_only_trainee and (to_everybody or holder.account_state == "invited")
    ]


def release(
    session: AnySession,
    *,
    viewer: Viewer,
    cohort_id: UUID,
    unit_key: str,
    is_released: bool,
    at: datetime,
) -> None:
    """Open a unit, or `course` for the course test, for a cohort of the viewer's, or close it.

    Raises NotFound out of reach, and for what waits for no release in a version the cohort takes.
    """
    if unit_key not in releasable(session, viewer, cohort_id):
        raise NotFound
    release_unit(
        session, viewer=viewer, cohort_id=cohort_id, unit_key=unit_key, is_released=is_released,
        at=at,
    )  # fmt: skip


def _given(session: AnySession, viewer: Viewer, holder: Holder, at: datetime) -> GivenSlip:
    issued = issue_slip(session, account_id=holder.account_id, at=at, by=viewer.account_id)
    return GivenSlip(holder.roster_number, issued)
