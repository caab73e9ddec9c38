"""Certificates of pathways. Flush, never commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course, published_pathway
from lms.catalog.rules import PublishedPathway
from lms.certification.operations.confirming import confirm_name
from lms.certification.operations.making import (
    Issue,
    Issued,
    Making,
    make_certificate,
    refuse_private_address,
)
from lms.certification.operations.stamping import Stamp
from lms.certification.queries import (
    NotCompleted,
    latest_in,
    may_follow,
    name_to_print,
    renewed_by,
)
from lms.certification.queries.pathways import pathway_slot
from lms.certification.rules import (
    ISSUER,
    CourseFacts,
    PrintedName,
    Terms,
    renewed_until,
)
from lms.cohorts.models import PathwayEnrolment
from lms.cohorts.queries.pathways import CountedCourse, courses_of, own_pathway
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.locale import local_day
from lms.core.text import Language
from lms.progress.queries import course_completed_at
from lms.progress.queries.pathways import pathways_completed_at


def claim_pathway_certificate(
    session: AnySession,
    *,
    viewer: Viewer,
    pathway_enrolment_id: UUID,
    leading_language: Language,
    public_url: str,
    is_demonstration: bool,
    at: datetime,
    seen: str | None = None,
    stamps: tuple[Stamp, ...] = (),
) -> Issued:
    """Issue the viewer's own certificate of a pathway with the names they have just confirmed.

    Twice is once. Raises what `claim_certificate` does.
    """
    own_pathway(session, viewer, pathway_enrolment_id)
    issue = Issue(public_url, is_demonstration, at, account_id=viewer.account_id, stamps=stamps)
    issued = issue_for_pathway(session, pathway_enrolment_id, leading_language, issue)
    if issued.is_new:
        confirm_name(session, viewer=viewer, leading=leading_language, seen=seen, at=at)
    return issued


def issue_for_pathway(
    session: AnySession,
    pathway_enrolment_id: UUID,
    leading: Language,
    issue: Issue,
    confirmed: PrintedName | None = None,
) -> Issued:
    """The pathway's certificate, issued now unless it was before.

    confirmed: the lines that its holder confirmed; without them the record's.
    """
    place = session.get(PathwayEnrolment, pathway_enrolment_id)
    if place is None:
        raise NotFound
    pathway = published_pathway(session, place.pathway_version_id)
    slot = pathway_slot(place.person_id, pathway, place.cycle)
    completed_at = pathways_completed_at(session, [place.id]).get(place.id)
    known = latest_in(session, slot)
    if known and not may_follow(session, known, completed_at):
        return Issued(known.id, known.code, is_new=False)
    if completed_at is None:
        raise NotCompleted
    refuse_private_address(issue.public_url, is_demonstration=issue.is_demonstration)
    making = replace(
        making_of(session, place, pathway, completed_at, slot),
        name=confirmed or name_to_print(session, place.person_id),
        leading_language=leading,
        issue_number=known.issue_number + 1 if known else 1,
    )
    made = make_certificate(session, slot, making, issue) or latest_in(session, slot)
    if made is None:
        raise NotFound
    return made if isinstance(made, Issued) else Issued(made.id, made.code, is_new=False)


def making_of(
    session: AnySession,
    place: PathwayEnrolment,
    pathway: PublishedPathway,
    completed_at: datetime,
    slot: dict[str, Any],
) -> Making:
    """What a pathway is certified with; the name is still to come."""
    kind, earlier = pathway.certificate, renewed_by(session, slot, place.cycle)
    courses = completed_courses(session, place.id)
    last = max(courses, key=lambda one: (courses[one], one.enrolment_id))
    return Making(
        enrolment_id=last.enrolment_id,
        course_version_id=last.course_version_id,
        pathway_enrolment_id=place.id,
        completed_at=completed_at,
        valid_until=renewed_until(earlier, local_day(completed_at), kind.valid_months),
        course=CourseFacts(
            key=pathway.pathway_key,
            version=pathway.version,
            title=pathway.title,
            hours=sum(
                published_course(session, one.course_version_id).hours.online for one in courses
            ),
            posts=pathway.certificate.posts,
            issuer=ISSUER,
            is_pathway=True,
        ),
        terms=Terms(kind.renew_window_days, kind.grace_days, kind.recert_date_from),
    )


def completed_courses(session: AnySession, place_id: UUID) -> dict[CountedCourse, datetime]:
    """Of each course the enrolment that completed it first, and when."""
    found: dict[str, tuple[datetime, CountedCourse]] = {}
    for one in courses_of(session, [place_id])[place_id]:
        at = course_completed_at(session, one.enrolment_id)
        if at is not None and (one.course_key not in found or at < found[one.course_key][0]):
            found[one.course_key] = (at, one)
    return {one: at for at, one in found.values()}
