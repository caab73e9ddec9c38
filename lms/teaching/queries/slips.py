"""Whose account a trainer may give a new slip to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, exists, select

from lms.accounts.models import Account, RoleAssignment
from lms.accounts.rules import Viewer
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.teaching.queries.cohorts import TRAINER


@dataclass(frozen=True, slots=True)
class Holder:
    """A trainee's account. is_only_trainee: no other role, so that nobody resets upward."""

    account_id: UUID
    account_state: str
    roster_number: int
    is_only_trainee: bool


OTHER_ROLE = exists().where(
    RoleAssignment.person_id == Enrolment.person_id,
    RoleAssignment.role != "trainee",
    RoleAssignment.valid_to.is_(None),
)
HOLDERS = (
    select(Account.id, Account.account_state, Enrolment.roster_number, ~OTHER_ROLE)
    .join(Enrolment, Enrolment.person_id == Account.person_id)
    .where(Enrolment.enrolment_state == "active", Account.account_state != "deactivated")
    .order_by(Enrolment.roster_number)
)


def holders_in(session: AnySession, viewer: Viewer, cohort_id: UUID) -> list[Holder]:
    """The open accounts of a cohort's active enrolments in the viewer's reach. One statement."""
    return _holders(session, viewer, HOLDERS.where(Enrolment.cohort_id == cohort_id))


def holder_of(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> Holder:
    """The open account behind an active enrolment in the viewer's reach. Raises NotFound."""
    found = _holders(session, viewer, HOLDERS.where(Enrolment.id == enrolment_id))
    if not found:
        raise NotFound
    return found[0]


def _holders(
    session: AnySession, viewer: Viewer, asked: Select[UUID, str, int, bool]
) -> list[Holder]:
    reached = visible_enrolments(viewer, roles=TRAINER)
    return [Holder(*row) for row in session.execute(asked.where(Enrolment.id.in_(reached)))]
