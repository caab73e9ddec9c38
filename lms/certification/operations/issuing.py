"""Issuing certificates: claimed by their holders, or those that are due. Flush, never commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedCourse
from lms.certification.operations.confirming import confirm_name
from lms.certification.operations.making import (
    Issue,
    Issued,
    Making,
    make_certificate,
    refuse_private_address,
)
from lms.certification.operations.requests import Waiting, request_certificate
from lms.certification.operations.stamping import Stamp
from lms.certification.queries import (
    NotCompleted,
    latest_in,
    may_follow,
    name_to_print,
    renewed_by,
    slot_of,
)
from lms.certification.rules import (
    ISSUER,
    ApprovalNeeded,
    CourseFacts,
    PrintedName,
    Terms,
    renewed_until,
)
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import own_enrolment
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.locale import local_day
from lms.core.text import Language
from lms.progress.queries import course_completed_at


def claim_certificate(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    leading_language: Language,
    public_url: str,
    is_demonstration: bool,
    at: datetime,
    seen: str | None = None,
    stamps: tuple[Stamp, ...] = (),
) -> Issued | Waiting:
    """Issue the viewer's own certificate with the names they have just seen and confirmed.

    The first claim issues; any other, however parallel, finds the same certificate. Where the
    type needs approval, the confirmed lines wait for a coordinator.
    public_url: the address printed into the QR code. at: aware UTC. seen: `digest` of the lines
    that the page showed. stamps: see Issue.
    Raises NotFound, NotCompleted, NameMissing, NameNotConfirmed, PublicUrlMissing, TextTooLong,
    CharacterNotPrintable.
    """
    own_enrolment(session, viewer, enrolment_id)
    issue = Issue(public_url, is_demonstration, at, account_id=viewer.account_id, stamps=stamps)
    claimed: Issued | Waiting
    try:
        claimed = issue_for(session, enrolment_id, leading_language, issue)
    except ApprovalNeeded:
        claimed = request_certificate(
            session, viewer=viewer, enrolment_id=enrolment_id, leading=leading_language, at=at
        )
    if claimed.is_new:
        confirm_name(session, viewer=viewer, leading=leading_language, seen=seen, at=at)
    return claimed


def issue_for(
    session: AnySession,
    enrolment_id: UUID,
    leading: Language,
    issue: Issue,
    confirmed: PrintedName | None = None,
) -> Issued:
    """The enrolment's certificate, issued now unless it was before.

    confirmed: the lines that its holder confirmed, and a coordinator approved where the type needs
    it; without them such a type raises ApprovalNeeded, and any other prints the record's.
    After a revocation a new completion is issued anew, and no other.
    """
    enrolment = known_enrolment(session, enrolment_id)
    course = published_course(session, enrolment.course_version_id)
    slot = slot_of(enrolment, course)
    completed_at = course_completed_at(session, enrolment_id)
    known = latest_in(session, slot)
    if known and not may_follow(session, known, completed_at):
        return Issued(known.id, known.code, is_new=False)
    if completed_at is None:
        raise NotCompleted
    if confirmed is None and course.certificate.approval == "coordinator":
        raise ApprovalNeeded
    refuse_private_address(issue.public_url, is_demonstration=issue.is_demonstration)
    making = replace(
        new_making(session, enrolment, course, completed_at, slot),
        name=confirmed or name_to_print(session, enrolment.person_id),
        leading_language=leading,
        issue_number=known.issue_number + 1 if known else 1,
    )
    return make_certificate(session, slot, making, issue) or in_slot(session, slot)


def known_enrolment(session: AnySession, enrolment_id: UUID) -> Enrolment:
    """Raises NotFound."""
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    return enrolment


def new_making(
    session: AnySession,
    enrolment: Enrolment,
    course: PublishedCourse,
    completed_at: datetime,
    slot: dict[str, Any],
) -> Making:
    """What a new completion is certified with; the name is still to come."""
    kind = course.certificate
    earlier = renewed_by(session, slot, enrolment.cycle)
    return Making(
        enrolment_id=enrolment.id,
        course_version_id=enrolment.course_version_id,
        completed_at=completed_at,
        valid_until=renewed_until(earlier, local_day(completed_at), kind.valid_months),
        course=course_facts(course),
        terms=Terms(kind.renew_window_days, kind.grace_days, kind.recert_date_from),
    )


def in_slot(session: AnySession, slot: dict[str, Any]) -> Issued:
    """The certificate that took the place first. Raises NotFound if it was undone by hand."""
    row = latest_in(session, slot)
    if row is None:
        raise NotFound
    return Issued(row.id, row.code, is_new=False)


def course_facts(course: PublishedCourse) -> CourseFacts:
    """What the certificate says of the course, copied from the version that was completed."""
    return CourseFacts(
        key=course.course_key,
        version=course.version,
        title=course.title,
        hours=course.hours.online,
        posts=course.certificate.posts,
        issuer=ISSUER,
    )
