"""A trainee of the demonstration, who does what a trainee does, at instants in the past."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.operations import (
    choose,
    save_answer,
    start_attempt,
    start_scenario,
    submit_attempt,
)
from lms.assessment.queries import own_attempt
from lms.assessment.queries.attempts import question_of
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.questions import ChoiceQuestion, MatchingQuestion, Question, TypedQuestion
from lms.assessment.rules.responses import Response
from lms.catalog.rules import PublishedActivity, PublishedCourse, PublishedUnit, Scenario
from lms.certification.operations import claim_certificate
from lms.cohorts.queries import own_enrolment
from lms.core.db import AnySession
from lms.learning.operations import mark_as_read
from lms.practice.operations import sign_off


@dataclass
class Trainee:
    """One trainee; `at` moves on with everything done, up to `now`."""

    session: AnySession
    viewer: Viewer
    enrolment_id: UUID
    course: PublishedCourse
    at: datetime
    now: datetime
    random: Random
    public_url: str
    assessor: Viewer
    pace: timedelta = field(default=timedelta(minutes=4))

    def pass_time(self, **much: float) -> None:
        """Let time go by before the next thing."""
        self.at += timedelta(**much) if much else self.pace

    def wait_until(self, *, minutes_ago: int) -> None:
        """Let time go by until a moment ago."""
        self.at = max(self.at, self.now - timedelta(minutes=minutes_ago))

    def read(self, unit: PublishedUnit) -> None:
        """Read the unit's lesson."""
        self.pass_time(minutes=18)
        mark_as_read(
            self.session,
            viewer=self.viewer,
            enrolment_id=self.enrolment_id,
            unit_key=unit.key,
            activity_key="lesson",
            at=self.at,
        )

    def begin(self, activity: PublishedActivity, *, is_remedial: bool = False) -> UUID:
        """Start an attempt."""
        self.pass_time()
        return start_attempt(
            self.session,
            viewer=self.viewer,
            enrolment=own_enrolment(self.session, self.viewer, self.enrolment_id),
            activity=activity,
            at=self.at,
            random=self.random,
            is_remedial=is_remedial,
        )

    def answer(self, attempt_id: UUID, *, wrong: int = 0, most: int | None = None) -> None:
        """Answer the questions in order, `wrong` of them wrongly, the absolute ones among these."""
        head = own_attempt(self.session, self.viewer, attempt_id)
        by_weight = sorted(
            range(len(head.slots)), key=lambda place: not head.slots[place].is_absolute
        )
        to_miss = set(by_weight[:wrong])
        for place, slot in list(enumerate(head.slots))[:most]:
            question = question_of(self.session, slot.version_id)
            right = right_response(question)
            given = wrong_response(question, right) if place in to_miss else right
            self.pass_time(seconds=50)
            save_answer(
                self.session,
                viewer=self.viewer,
                attempt_id=attempt_id,
                position=place + 1,
                response=given,
                at=self.at,
            )

    def take(self, activity: PublishedActivity, *, wrong: int = 0) -> None:
        """A whole attempt, from start to handing in."""
        attempt_id = self.begin(activity)
        self.answer(attempt_id, wrong=wrong)
        self.pass_time(seconds=30)
        submit_attempt(self.session, viewer=self.viewer, attempt_id=attempt_id, at=self.at)

    def play(self, activity: PublishedActivity) -> None:
        """Walk the scenario to its lawful end."""
        self.pass_time()
        attempt_id = start_scenario(
            self.session,
            viewer=self.viewer,
            enrolment=own_enrolment(self.session, self.viewer, self.enrolment_id),
            activity=activity,
            at=self.at,
        )
        if activity.scenario is None:
            raise ValueError(f"{activity.address} is no scenario")
        for node_key, choice_key in lawful_way(activity.scenario, activity.scenario.start) or ():
            self.pass_time(seconds=70)
            choose(
                self.session,
                viewer=self.viewer,
                attempt_id=attempt_id,
                node_key=node_key,
                choice_key=choice_key,
                at=self.at,
            )

    def study(self, unit: PublishedUnit) -> None:
        """Everything of a unit that is done alone."""
        self.read(unit)
        self.take(unit.activity("quiz"), wrong=self.random.choice((0, 0, 1)))
        self.play(unit.activity("scenario"))
        self.pass_time(hours=20)

    def perform(self, unit: PublishedUnit, *, is_good: bool = True) -> None:
        """Show the unit's practical to the assessor."""
        activity = unit.activity("practical")
        if activity.practical is None:
            raise ValueError(f"{activity.address} is no practical")
        self.pass_time(hours=1)
        lines = {line.key: is_good or not line.is_critical for line in activity.practical.lines}
        sign_off(
            self.session,
            viewer=self.assessor,
            enrolment_id=self.enrolment_id,
            activity=activity,
            lines=lines,
            at=self.at,
        )

    def claim(self) -> None:
        """Confirm the name and get the certificate."""
        self.pass_time(minutes=10)
        claim_certificate(
            self.session,
            viewer=self.viewer,
            enrolment_id=self.enrolment_id,
            leading_language=self.viewer.locale,
            public_url=self.public_url,
            is_demonstration=True,
            at=self.at,
        )


def wrong_response(question: Question, right: Response) -> Response:
    """An answer that earns nothing."""
    if isinstance(question, ChoiceQuestion):
        return [option.key for option in question.options if not option.is_right][:1]
    if isinstance(question, TypedQuestion):
        return ""
    if isinstance(question, MatchingQuestion):
        return {}
    return list(reversed(list(right)))


def lawful_way(
    scenario: Scenario, key: str, seen: frozenset[str] = frozenset()
) -> list[tuple[str, str]] | None:
    """The choices of one way to a lawful end, without a critical error or a return."""
    node = scenario.node(key)
    if node.ending is not None:
        return [] if node.ending == "lawful" else None
    if key in seen:
        return None
    for choice in node.choices:
        if choice.is_critical_error:
            continue
        rest = lawful_way(scenario, choice.next, seen | {key})
        if rest is not None:
            return [(key, choice.key), *rest]
    return None
