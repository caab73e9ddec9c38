"""A document confirmed as read and understood. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.catalog.rules import PublishedActivity
from lms.core import clock
from lms.core.db import AnySession, is_inserted_once
from lms.core.text import Language
from lms.progress.models import Receipt
from lms.progress.operations.outcomes import course_version_of, lock_progress, record_outcome
from lms.progress.rules import EnrolmentState


def confirm_receipt(
    session: AnySession,
    *,
    enrolment_id: UUID,
    receipt: PublishedActivity,
    language: Language,
    at: datetime,
    recorded_by: UUID | None,
) -> EnrolmentState:
    """Record that a receipt's document was read and understood, in this language and version.

    Twice keeps the first. The caller has checked whose enrolment it is, and that the receipt is
    open. Raises NotFound.
    """
    version_id = course_version_of(session, enrolment_id)
    known = lock_progress(session, enrolment_id).requirement(receipt.requirement_key)
    fact_id = known.fact_id(enrolment_id, receipt.requirement_key)
    if known.earned_at is None:
        row = {
            "id": fact_id, "source": "web", "occurred_at": at, "recorded_at": clock.now(),
            "recorded_by": recorded_by, "enrolment_id": enrolment_id,
            "course_version_id": version_id, "activity": receipt.address, "language": language,
        }  # fmt: skip
        is_inserted_once(session, Receipt.__table__, row, "id")
        return record_outcome(
            session, enrolment_id=enrolment_id, requirement_key=receipt.requirement_key,
            outcome="met", score=None, occurred_at=at, fact_id=fact_id, recorded_by=recorded_by,
        )  # fmt: skip
    return lock_progress(session, enrolment_id)
