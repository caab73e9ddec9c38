"""Walking a scenario: each choice is a step, and the ending an outcome."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.models import AttemptStep
from lms.assessment.operations.closing import Closing, add_closing_step, store_grade
from lms.assessment.operations.starting import (
    NewAttempt,
    next_number,
    stand_to_start,
    store_attempt,
)
from lms.assessment.queries.attempts import AttemptHead, own_attempt
from lms.assessment.queries.pages import ScenarioPage, scenario_page
from lms.assessment.rules.attempts import Judgement
from lms.assessment.rules.scenarios import Walk, judgement_of, walk
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedActivity, Scenario
from lms.cohorts.queries import OwnEnrolment
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.progress.operations import lock_progress


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
    stand = stand_to_start(session, enrolment, activity, at=at)
    if stand.open is not None:
        return stand.open.id
    new = NewAttempt(activity.address, "scenario", next_number(stand, "scenario"))
    return store_attempt(session, viewer, enrolment, new, at=at)


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
    activity, scenario = scenario_of(session, head)
    page = scenario_page(session, viewer, attempt_id, scenario)
    if page.is_closed or page.walk.has_left(node_key):
        return page
    taken = (node_key, choice_key)
    reached = walk(scenario, [*keys_of(page.walk), taken])
    add_choice(session, viewer, head.id, len(reached.way), taken, at=at)
    if reached.ending is not None:
        end_walk(session, viewer, head, activity, judgement_of(scenario, reached), at=at)
    return ScenarioPage(head, reached, reached.ending is not None)


def scenario_of(session: AnySession, head: AttemptHead) -> tuple[PublishedActivity, Scenario]:
    """What an attempt walks through. Raises NotFound when it is a quiz."""
    course = published_course(session, head.course_version_id)
    activity = course.activity(head.unit_key, head.activity_key)
    if activity.scenario is None:
        raise NotFound
    return activity, activity.scenario


def keys_of(walked: Walk) -> list[tuple[str, str]]:
    """The way so far as keys of situation and choice."""
    return [(step.node.key, step.choice.key) for step in walked.way]


def add_choice(
    session: AnySession,
    viewer: Viewer,
    attempt_id: UUID,
    number: int,
    taken: tuple[str, str],
    *,
    at: datetime,
) -> None:
    """Append a choice. number: which of the walk, from 1."""
    session.add(
        AttemptStep(
            id=new_id(at),
            occurred_at=at,
            recorded_at=at,
            recorded_by=viewer.account_id,
            attempt_id=attempt_id,
            slot=number,
            kind="choose",
            response=list(taken),
        )
    )
    session.flush()


def end_walk(
    session: AnySession,
    viewer: Viewer,
    head: AttemptHead,
    activity: PublishedActivity,
    judgement: Judgement,
    *,
    at: datetime,
) -> None:
    """Append the closing step of a walk and its grade."""
    closing = Closing("close", at, at, viewer.account_id)
    add_closing_step(session, head.id, closing)
    store_grade(session, head, activity, [judgement.score], judgement, closing=closing)
