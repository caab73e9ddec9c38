"""Giving a trainee one more attempt."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.models import AttemptGrant
from lms.cohorts.queries import enrolment_of
from lms.core.db import AnySession
from lms.core.errors import Forbidden
from lms.core.ids import new_id
from lms.core.sealed import ring


def grant_attempt(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    activity: str,
    reason: str,
    at: datetime,
) -> UUID:
    """Give a trainee in the viewer's reach one more attempt, with a reason.

    Raises NotFound, Forbidden (one's own attempts).
    """
    if enrolment_of(session, viewer, enrolment_id).person_id == viewer.person_id:
        raise Forbidden
    grant = AttemptGrant(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        enrolment_id=enrolment_id, activity=activity,
    )  # fmt: skip
    grant.reason_sealed = ring().seal(
        reason, table="attempt_grant", column="reason_sealed", row=grant.id
    )
    session.add(grant)
    session.flush()
    return grant.id
