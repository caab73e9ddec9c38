"""The pages of a lesson, a receipt and a practical, and what stands before a locked one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.catalog.queries import lesson_html
from lms.catalog.rules import COURSE, PublishedActivity, PublishedUnit
from lms.core.db import AnySession
from lms.core.markdown import Rendered
from lms.learning.queries.linked import LinkedCourse, linked_courses
from lms.learning.queries.places import own_place
from lms.learning.rules import (
    ActivityLine,
    Closed,
    Place,
    activity_line,
    closed_by,
    step_after,
)
from lms.practice.queries import awaits_again, observations_of


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """An activity where it stands. unit: nothing for the course test.

    closed: why it is not open; linked: the courses named there.
    """

    place: Place
    activity: PublishedActivity
    unit: PublishedUnit | None
    line: ActivityLine
    closed: Closed | None
    linked: Mapping[str, LinkedCourse]
    following: PublishedActivity | None


def activity_page(
    session: AnySession,
    viewer: Viewer,
    enrolment_id: UUID,
    unit_key: str,
    activity_key: str,
    *,
    at: datetime,
) -> ActivityPage:
    """The activity at an address of the viewer's own enrolment. Raises NotFound.

    One statement; two for a practical that was tried and is not signed off.
    """
    place = own_place(session, viewer, enrolment_id, at=at)
    activity = place.course.activity(unit_key, activity_key)
    following = step_after(place, unit_key)
    closed = closed_by(place, unit_key)
    return ActivityPage(
        place=place,
        activity=activity,
        unit=None if unit_key == COURSE else place.course.unit(unit_key),
        line=after_reversal(session, place, activity_line(place, activity, {})),
        closed=closed,
        linked=linked_courses(session, viewer, [closed]),
        following=following if following is not activity else None,
    )


def after_reversal(session: AnySession, place: Place, line: ActivityLine) -> ActivityLine:
    """The line; a practical taken back and not observed since awaits its sign-off, no practice."""
    if line.activity.kind != "practical" or line.state != "again":
        return line
    observed = observations_of(session, place.enrolment_id)
    mine = (row for row in observed if row.activity == line.activity.address)
    return replace(line, state="waiting") if awaits_again(mine) else line


def lesson_of(session: AnySession, page: ActivityPage, language: str) -> Rendered:
    """The safe HTML of a lesson or receipt and its headings; read once a process."""
    version = page.place.course.course_version_id
    return lesson_html(session, version, page.activity.unit_key, page.activity.key, language)
