"""Walking a scenario: each choice is a step, and the ending an outcome."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.models import AttemptStep
from lms.assessment.operations.attempts import store_attempt
from lms.assessment.operations.closing import add_closing_step, store_grade
from lms.assessment.queries.attempts import own_attempt
from lms.assessment.queries.overview import overview
from lms.assessment.queries.pages import ScenarioPage, scenario_page
from lms.assessment.rules.attempts import Judgement
from lms.assessment.rules.scenarios import share_of_points, walk
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity
from lms.cohorts.queries import OwnEnrolment
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.core.ids import new_id
from lms.progress.operations import lock_progress
from lms.progress.rules import Locked, is_locked


def start_scenario(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment: OwnEnrolment,
    activity: PublishedActivity,
    at: datetime,
) -> UUID:
    """The open walk, or a new one. Raises Locked, NotFound, Forbidden."""
    if activity.scenario is None:
        raise NotFound
    if enrolment.enrolment_state != "active":
        raise Forbidden
    state = lock_progress(session, enrolment.id)
    course = published_course(session, enrolment.course_version_id)
    if is_locked(course, state, activity.unit_key):
        raise Locked
    stand = overview(session, enrolment.id, activity, at=at)
    if stand.open is not None:
        return stand.open.id
    return store_attempt(
        session, viewer, enrolment, activity.address, "scenario", stand, [], None, at
    )


def choose(
    session: AnySession,
    *,
    viewer: Viewer,
    attempt_id: UUID,
    node_key: str,
    choice_key: str,
    at: datetime,
) -> ScenarioPage:
    """Make a choice in a situation; the same again, or one already left behind, changes nothing.

    Raises NotFound, NoSuchChoice.
    """
    head = own_attempt(session, viewer, attempt_id)
    lock_progress(session, head.enrolment_id)
    course = published_course(session, head.course_version_id)
    activity = course.activity(head.unit_key, head.activity_key)
    if activity.scenario is None:
        raise NotFound
    page = scenario_page(session, viewer, attempt_id, activity.scenario)
    if page.is_closed or page.walk.has_left(node_key):
        return page
    way = [(taken.node.key, taken.choice.key) for taken in page.walk.way]
    reached = walk(activity.scenario, [*way, (node_key, choice_key)])
    session.add(
        AttemptStep(
            id=new_id(at),
            occurred_at=at,
            recorded_at=at,
            recorded_by=viewer.account_id,
            attempt_id=head.id,
            slot=len(way) + 1,
            kind="choose",
            response=[node_key, choice_key],
        )
    )
    session.flush()
    if reached.ending is not None:
        share = share_of_points(activity.scenario, reached)
        judgement = Judgement(share, 1, reached.is_passed, bool(reached.critical_errors))
        add_closing_step(session, head.id, at, at, viewer.account_id, "close")
        store_grade(session, head, activity, [share], judgement, at, at, viewer.account_id)
    return ScenarioPage(head, reached, reached.ending is not None)
