"""The pages of a lesson and a practical, and what stands before a locked one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.catalog.queries import lesson_html
from lms.catalog.rules import COURSE, PublishedActivity, PublishedUnit
from lms.core.db import AnySession
from lms.core.markdown import Rendered
from lms.learning.queries.places import own_place
from lms.learning.rules import (
    ActivityLine,
    Place,
    activity_line,
    missing_before,
    step_after,
)


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """An activity where it stands. unit: nothing for the course test; missing: what opens it."""

    place: Place
    activity: PublishedActivity
    unit: PublishedUnit | None
    line: ActivityLine
    missing: tuple[PublishedActivity, ...]
    following: PublishedActivity | None


def activity_page(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, unit_key: str, activity_key: str
) -> ActivityPage:
    """The activity at an address of the viewer's own enrolment. Raises NotFound. One statement."""
    place = own_place(session, viewer, enrolment_id)
    activity = place.course.activity(unit_key, activity_key)
    following = step_after(place, unit_key)
    return ActivityPage(
        place=place,
        activity=activity,
        unit=None if unit_key == COURSE else place.course.unit(unit_key),
        line=activity_line(place, activity, {}),
        missing=missing_before(place, unit_key),
        following=following if following is not activity else None,
    )


def lesson_of(session: AnySession, page: ActivityPage, language: str) -> Rendered:
    """The lesson's safe HTML and its headings; read once a process."""
    version = page.place.course.course_version_id
    return lesson_html(session, version, page.activity.unit_key, page.activity.key, language)
