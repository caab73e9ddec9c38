"""The pages of a quiz, the course test and a scenario around their attempts, and of a result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.queries import (
    AttemptHead,
    HandedInPage,
    Overview,
    ResultPage,
    ScenarioPage,
    handed_in_page,
    overview,
    own_attempt,
    result_page,
    scenario_page,
)
from lms.assessment.rules.review import what_is_shown
from lms.assessment.rules.scenarios import Taken
from lms.assessment.rules.timing import overdue_of
from lms.catalog.queries import published_course
from lms.catalog.rules import COURSE, PublishedActivity, PublishedCourse, PublishedUnit
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.learning.queries.activities import ActivityPage
from lms.learning.queries.places import own_place
from lms.learning.rules import Place, step_after

# over: answers are taken no longer, nor can it be handed in; the next click grades it.
Standing = Literal["none", "open", "overdue", "over"]


@dataclass(frozen=True, slots=True)
class AttemptPlace:
    """What an attempt is an attempt at. unit: nothing for the course test."""

    head: AttemptHead
    course: PublishedCourse
    activity: PublishedActivity
    unit: PublishedUnit | None


@dataclass(frozen=True, slots=True)
class Result:
    """A closed attempt, what it earned, and what may come next."""

    at: AttemptPlace
    place: Place
    page: ResultPage
    stand: Overview
    following: PublishedActivity | None

    @property
    def lesson(self) -> PublishedActivity | None:
        """The lesson to read again; nothing for the course test."""
        return self.at.unit.activity_of_kind("lesson") if self.at.unit else None


@dataclass(frozen=True, slots=True)
class Awaited:
    """An attempt that a trainer is marking, with what is known of it."""

    at: AttemptPlace
    place: Place
    page: HandedInPage


@dataclass(frozen=True, slots=True)
class Walked:
    """A scenario as its page shows it: a choice just made, or else where the walk stands.

    step: the number of the choice shown, from 1; nothing at a situation or an ending.
    """

    at: AttemptPlace
    page: ScenarioPage
    step: int | None
    taken: Taken | None
    following: PublishedActivity | None

    @property
    def is_cut_short(self) -> bool:
        """Whether it was closed, by voiding it, before it came to an ending."""
        return self.taken is None and self.page.is_closed and self.page.walk.ending is None

    @property
    def number(self) -> int:
        """Which situation this is, from 1."""
        return self.step or len(self.page.walk.way) + 1


def stand_at(session: AnySession, page: ActivityPage, *, at: datetime) -> Overview:
    """Where one stands at the quiz or scenario of a page. Three statements at most."""
    return overview(session, page.place.enrolment_id, page.activity, at=at)


def standing_of(page: ActivityPage, stand: Overview, *, at: datetime) -> Standing:
    """How the open attempt stands at an instant, if there is one."""
    head = stand.open
    if head is None:
        return "none"
    if head.deadline_at is None or at < head.deadline_at:
        return "open"
    ends_at = overdue_of(page.activity.quiz).ends_at(head.deadline_at)
    return "overdue" if ends_at and at < ends_at else "over"


def attempt_place(session: AnySession, head: AttemptHead) -> AttemptPlace:
    """What an attempt is an attempt at."""
    course = published_course(session, head.course_version_id)
    return AttemptPlace(
        head=head,
        course=course,
        activity=course.activity(head.unit_key, head.activity_key),
        unit=None if head.unit_key == COURSE else course.unit(head.unit_key),
    )


def result_of(
    session: AnySession, viewer: Viewer, attempt_id: UUID, *, language: str, at: datetime
) -> Result | None:
    """The result of one of the viewer's own attempts; nothing while it is open.

    Raises NotFound.
    """
    where = attempt_place(session, own_attempt(session, viewer, attempt_id))
    place = own_place(session, viewer, where.head.enrolment_id, at=at)
    stand = overview(session, place.enrolment_id, where.activity, at=at)
    shown = what_is_shown(
        where.head.kind,
        is_passed=stand.is_passed,
        is_another_left=stand.left != 0,
        preset=where.activity.quiz.review if where.activity.quiz else None,
    )
    page = result_page(session, where.head, language=language, shown=shown)
    if page is None:
        return None
    following = step_after(place, where.head.unit_key)
    return Result(where, place, page, stand, following)


def awaited(
    session: AnySession, viewer: Viewer, attempt_id: UUID, *, language: str, at: datetime
) -> Awaited | None:
    """One of the viewer's own attempts that waits for a mark; nothing for any other.

    Raises NotFound.
    """
    where = attempt_place(session, own_attempt(session, viewer, attempt_id))
    stand = overview(session, where.head.enrolment_id, where.activity, at=at)
    shown = what_is_shown(
        where.head.kind, is_passed=stand.is_passed, is_another_left=stand.left != 0
    )
    page = handed_in_page(session, where.head, language=language, shown=shown, at=at)
    if page is None:
        return None
    return Awaited(where, own_place(session, viewer, where.head.enrolment_id), page)


def walked(
    session: AnySession, viewer: Viewer, attempt_id: UUID, *, step: int | None, at: datetime
) -> Walked:
    """A scenario of the viewer's own, at the choice of a step or where it stands now.

    A step that was not taken shows where it stands. Raises NotFound.
    """
    where = attempt_place(session, own_attempt(session, viewer, attempt_id))
    if where.activity.scenario is None:
        raise NotFound
    page = scenario_page(session, viewer, attempt_id, where.activity.scenario)
    way = page.walk.way
    shown = step if step is not None and 1 <= step <= len(way) else None
    bare = Walked(where, page, shown, way[shown - 1] if shown else None, None)
    if shown or not page.is_closed:
        return bare
    place = own_place(session, viewer, where.head.enrolment_id, at=at)
    return replace(bare, following=step_after(place, where.head.unit_key))
