"""What a trainer does to the accounts of their trainees. Flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.operations import issue_slip
from lms.accounts.operations.slips import IssuedSlip
from lms.accounts.rules import Viewer
from lms.core.db import AnySession
from lms.core.errors import Forbidden
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


def _given(session: AnySession, viewer: Viewer, holder: Holder, at: datetime) -> GivenSlip:
    issued = issue_slip(session, account_id=holder.account_id, at=at, by=viewer.account_id)
    return GivenSlip(holder.roster_number, issued)
