"""The trainee's home: who, what next, which courses, which certificates, what was announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from lms.accounts.queries import given_name_of
from lms.accounts.rules import Viewer
from lms.assessment.queries import overview
from lms.assessment.queries.marking import is_marked_by_hand
from lms.catalog.rules import PublishedActivity
from lms.certification.queries import CertificateCard, certificates_of, latest_request
from lms.certification.queries.reminders import Reminder, reminders_of
from lms.certification.rules.reminders import DAYS_BEFORE
from lms.cohorts.queries import Announced, announcements_for
from lms.core.db import AnySession
from lms.core.locale import local_day
from lms.learning.queries.attempts import open_attempts
from lms.learning.queries.pathways import OwnPathwayPage, pathways_of
from lms.learning.queries.places import own_places
from lms.learning.rules import OpenAttempt, Place, Step, first_step, part_beside, step_of


@dataclass(frozen=True, slots=True)
class Home:
    """The home page. step: nothing only where no course is under way or done."""

    given_name: str
    step: Step | None
    places: tuple[Place, ...]
    certificates: tuple[CertificateCard, ...]
    announcements: tuple[Announced, ...]
    pathways: tuple[OwnPathwayPage, ...]
    reminders: tuple[Reminder, ...]


def home_of(session: AnySession, viewer: Viewer, *, at: datetime) -> Home:
    """The viewer's home."""
    places = own_places(session, viewer, at=at)
    certificates = certificates_of(session, viewer, on=local_day(at))
    cohort_ids = [place.cohort_id for place in places if place.is_active]
    return Home(
        given_name=given_name_of(session, viewer),
        step=step_of_all(session, viewer, places, certificates, at=at),
        places=tuple(places),
        certificates=tuple(certificates),
        announcements=tuple(announcements_for(session, cohort_ids) if cohort_ids else ()),
        pathways=pathways_of(session, viewer, places) if places else (),
        reminders=reminders(session, viewer, certificates, at=at),
    )


def reminders(
    session: AnySession, viewer: Viewer, certificates: Sequence[CertificateCard], *, at: datetime
) -> tuple[Reminder, ...]:
    """What the viewer is to be told of certificates that end; not asked for where none does."""
    today = local_day(at)
    ends = [one.valid_until - today for one in certificates if one.valid_until]
    if not any(timedelta() <= left <= timedelta(max(DAYS_BEFORE)) for left in ends):
        return ()
    return tuple(reminders_of(session, viewer, on=today))


def step_of_all(
    session: AnySession,
    viewer: Viewer,
    places: Sequence[Place],
    certificates: Sequence[CertificateCard],
    *,
    at: datetime,
) -> Step | None:
    """Of all the viewer's enrolments, the one thing to do next."""
    certified = {one.enrolment_id for one in certificates if not one.pathway_enrolment_id}
    attempts = open_attempts(session, viewer, at=at)
    steps = []
    for place in places:
        own = {one.address: one for one in attempts if one.enrolment_id == place.enrolment_id}
        step = step_of(place, own, has_certificate=place.enrolment_id in certified)
        if step is not None:
            steps.append(when_open(session, step, at=at))
    return first_step(steps)


def course_step(
    session: AnySession,
    place: Place,
    attempts: dict[str, OpenAttempt],
    certified: set[UUID],
    *,
    at: datetime,
) -> Step | None:
    """The one thing to do next on one enrolment."""
    step = step_of(place, attempts, has_certificate=place.enrolment_id in certified)
    return step and when_open(session, step, at=at)


def when_open(session: AnySession, step: Step, *, at: datetime) -> Step:
    """The step, or the waiting for it while its quiz is marked or may not be tried again yet.

    Of a certificate to be claimed: whether its claim waits for a coordinator.
    """
    if step.kind == "claim" and step.place.course.certificate.approval == "coordinator":
        asked = latest_request(session, step.place.enrolment_id)
        return replace(step, is_asked=asked is not None and asked.answer is None)
    activity = step.activity
    if step.kind != "activity" or activity is None or activity.quiz is None:
        return step
    version_id = step.place.course.course_version_id
    is_tried = step.place.state.requirement(activity.requirement_key).last_at is not None
    if not is_tried and not is_marked_by_hand(session, version_id, activity.address):
        return step
    stand = overview(session, step.place.enrolment_id, activity, at=at)
    if stand.marking is not None:
        return beside_marking(step, activity)
    if stand.open is not None or stand.is_remedial_due or stand.may_start:
        return step
    return replace(step, kind="later", opens_at=stand.next_at if stand.left != 0 else None)


def beside_marking(step: Step, activity: PublishedActivity) -> Step:
    """While a quiz is being marked: the next other part of its unit, else the waiting itself."""
    beside = part_beside(step.place, activity)
    return replace(step, activity=beside) if beside else replace(step, kind="marking")
