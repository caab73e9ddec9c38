"""A certificate in the place of another, in one transaction. Flush, never commit."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.certification.models import Certificate, CertificateAct
from lms.certification.operations.lifecycle import Happening, record_event_of
from lms.certification.operations.making import (
    Issue,
    Making,
    make_certificate,
    refuse_private_address,
)
from lms.certification.queries import (
    completion_under,
    latest_in,
    lines_of_act,
    name_to_print,
    opened_note,
    slot_of_row,
)
from lms.certification.rules import ActOutdated, CourseFacts
from lms.core.db import AnySession
from lms.core.locale import known_language


def supersede(
    session: AnySession, viewer: Viewer, act: CertificateAct, row: Certificate, issue: Issue
) -> None:
    """Issue the corrected certificate, and let the old one point to it. Raises ActOutdated."""
    new_id = _made(session, viewer, act, row, issue)
    happened = Happening(
        "superseded", "corrected", act.recorded_by or viewer.account_id, issue.at,
        note=opened_note(act), second_account_id=viewer.account_id, replacement_id=new_id,
    )  # fmt: skip
    record_event_of(session, row.id, happened)


def issue_again(
    session: AnySession, viewer: Viewer, act: CertificateAct, row: Certificate, issue: Issue
) -> None:
    """Issue anew what was revoked by mistake: the completion must still stand.

    Raises ActOutdated.
    """
    if not is_still_completed(session, row):
        raise ActOutdated
    _made(session, viewer, act, row, issue)


def is_still_completed(session: AnySession, row: Certificate) -> bool:
    """Whether the completion that a certificate was issued for has not been taken back since."""
    completed_at = completion_under(session, row)
    return completed_at is not None and completed_at <= row.completed_at


def _made(
    session: AnySession, viewer: Viewer, act: CertificateAct, row: Certificate, issue: Issue
) -> UUID:
    """The certificate with the lines that the second person confirms; all else is as it was."""
    refuse_private_address(issue.public_url, is_demonstration=issue.is_demonstration)
    name, slot = lines_of_act(act), slot_of_row(row)
    latest = latest_in(session, slot)
    if name != name_to_print(session, row.person_id) or latest is None or latest.id != row.id:
        raise ActOutdated
    making = Making(
        enrolment_id=row.enrolment_id, course_version_id=row.course_version_id,
        completed_at=row.completed_at, valid_until=row.valid_until,
        course=CourseFacts.from_json(row.course_facts), terms=row.terms, name=name,
        leading_language=known_language(row.leading_language),
        issue_number=row.issue_number + 1,
        supersedes_id=row.id if act.act == "correct" else None,
        pathway_enrolment_id=row.pathway_enrolment_id,
    )  # fmt: skip
    asked = replace(issue, account_id=act.recorded_by, second_account_id=viewer.account_id)
    made = make_certificate(session, slot, making, asked)
    if made is None:
        raise ActOutdated
    return made.certificate_id
