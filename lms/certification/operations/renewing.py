"""Beginning the course anew before a certificate ends. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.certification.models import Certificate
from lms.certification.operations.lifecycle import state_of
from lms.certification.operations.pathways import completed_courses
from lms.certification.queries import latest_in, renewal_of, slot_of_row
from lms.certification.rules import NotRenewable
from lms.cohorts.models import Enrolment
from lms.cohorts.operations import enrol, renew_pathway
from lms.core.db import AnySession
from lms.core.errors import NotFound

RENEWED = frozenset({"expiring", "expired"})


def renew(session: AnySession, *, viewer: Viewer, certificate_id: UUID, at: datetime) -> UUID:
    """Enrol a holder in the next cycle, on the newest version; the enrolment's id, or the place's.

    A pathway begins anew with all its courses. Twice is once. The old certificate stays as it is.
    The caller has checked that it is the viewer's own, or in reach.
    Raises NotFound, NotRenewable, CourseNotPublished, AlreadyEnrolled.
    """
    row = session.get(Certificate, certificate_id)
    if row is None:
        raise NotFound
    latest_in(session, slot_of_row(row))
    known = renewal_of(session, row)
    if known is not None:
        return known
    if state_of(session, certificate_id, at) not in RENEWED:
        raise NotRenewable
    begun = begin_anew(session, row, at=at, by=viewer.account_id)
    record_event(
        session, account_id=viewer.account_id, verb="renew", subject_kind="certificate",
        subject_id=certificate_id, at=at,
    )  # fmt: skip
    session.flush()
    return begun


def begin_anew(session: AnySession, row: Certificate, *, at: datetime, by: UUID) -> UUID:
    """The next cycle of what a certificate is of."""
    if row.pathway_enrolment_id is not None:
        courses = completed_courses(session, row.pathway_enrolment_id)
        return renew_pathway(
            session, pathway_enrolment_id=row.pathway_enrolment_id, at=at, by=by,
            completed=[one.enrolment_id for one in courses],
        )  # fmt: skip
    earlier = session.get_one(Enrolment, row.enrolment_id)
    return enrol(
        session, person_id=row.person_id, cohort_id=earlier.cohort_id, at=at, by=by,
        renews_id=earlier.id,
    )  # fmt: skip
