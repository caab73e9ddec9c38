"""A coordinator issues what its holder has claimed. Flush, never commit."""

from __future__ import annotations

from uuid import UUID

from lms.accounts.operations import record_event
from lms.certification.operations.issuing import issue_for
from lms.certification.operations.making import Issue, Issued
from lms.certification.operations.requests import enrolment_of_request, keep_request_answer
from lms.certification.queries import confirmed_lines, latest_request
from lms.core.db import AnySession
from lms.core.errors import NotFound


def approve_request(session: AnySession, *, request_id: UUID, issue: Issue) -> Issued:
    """Issue the certificate with the lines that its holder confirmed.

    issue: its account approves. The caller has checked the scope. Raises NotFound, Forbidden
    (one's own), AlreadyAnswered, NotCompleted, and what printing may refuse.
    """
    account_id = issue.account_id
    enrolment_id = enrolment_of_request(session, account_id, request_id)
    asked = latest_request(session, enrolment_id)
    if asked is None or asked.id != request_id:
        raise NotFound
    keep_request_answer(
        session, account_id=account_id, request_id=request_id, reason=None, at=issue.at
    )
    record_event(
        session, account_id=account_id, verb="approve_certificate",
        subject_kind="enrolment", subject_id=enrolment_id, at=issue.at,
    )  # fmt: skip
    name = confirmed_lines(session, request_id)
    return issue_for(session, enrolment_id, asked.leading_language, issue, name)
