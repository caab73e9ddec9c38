"""A trainee who takes quizzes, the course test and scenarios, as plain methods."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from lms.assessment.operations import choose, save_answer, start_attempt, start_scenario
from lms.assessment.operations import submit_attempt as submit
from lms.assessment.queries import overview, own_attempt, state_of
from lms.assessment.queries.attempts import question_of
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.questions import MatchingQuestion, OrderingQuestion, TypedQuestion
from lms.catalog.queries import published_course
from lms.cohorts.queries import own_enrolment
from lms.core.ids import new_id
from lms.demo.trainee import lawful_way
from lms.progress.operations import record_outcome
from tests import factories

START = factories.NOON


def after(minutes):
    return START + timedelta(minutes=minutes)


def wrong_response(question):
    """An answer that earns less than the whole."""
    right = right_response(question)
    if isinstance(question, OrderingQuestion):
        return right[::-1]
    if isinstance(question, MatchingQuestion):
        return {}
    if isinstance(question, TypedQuestion):
        return ""
    return [next(each.key for each in question.options if not each.is_right)]


class Taker:
    def __init__(self, session, person, enrolment_id):
        self.session, self.person = session, person
        self.viewer = factories.viewer_for(session, person)
        self.enrolment = own_enrolment(session, self.viewer, enrolment_id)
        self.course = published_course(session, self.enrolment.course_version_id)

    def activity(self, address="u01/quiz"):
        return self.course.activity(*address.split("/"))

    def start(self, address="u01/quiz", *, at=START, is_remedial=False, seed=1):
        return start_attempt(
            self.session,
            viewer=self.viewer,
            enrolment=self.enrolment,
            activity=self.activity(address),
            at=at,
            random=Random(seed),
            is_remedial=is_remedial,
        )

    def head(self, attempt_id):
        return own_attempt(self.session, self.viewer, attempt_id)

    def question(self, attempt_id, position):
        return question_of(self.session, self.head(attempt_id).slots[position - 1].version_id)

    def save(self, attempt_id, position, response, *, at, fact_id=None):
        return save_answer(
            self.session,
            viewer=self.viewer,
            attempt_id=attempt_id,
            position=position,
            response=response,
            at=at,
            fact_id=fact_id,
        )

    def answer(self, attempt_id, *, wrong=(), at):
        """Answer every slot rightly but those whose position is in `wrong`."""
        for position in range(1, len(self.head(attempt_id).slots) + 1):
            question = self.question(attempt_id, position)
            response = wrong_response if position in wrong else right_response
            self.save(attempt_id, position, response(question), at=at)

    def submit(self, attempt_id, *, at):
        return submit(self.session, viewer=self.viewer, attempt_id=attempt_id, at=at)

    def take(self, address="u01/quiz", *, wrong=(), at=START, is_remedial=False):
        """Start, answer, hand in two minutes later; the attempt's id."""
        attempt_id = self.start(address, at=at, is_remedial=is_remedial)
        self.answer(attempt_id, wrong=wrong, at=at + timedelta(minutes=1))
        self.submit(attempt_id, at=at + timedelta(minutes=2))
        return attempt_id

    def absolute_positions(self, attempt_id):
        slots = self.head(attempt_id).slots
        return [place for place, slot in enumerate(slots, start=1) if slot.is_absolute]

    def stand(self, address="u01/quiz", *, at=START):
        return overview(self.session, self.enrolment.id, self.activity(address), at=at)

    def state(self, attempt_id, *, at):
        return state_of(self.session, self.head(attempt_id), at=at)

    def open_course_test(self):
        """Meet every online requirement of every unit."""
        for unit in self.course.units:
            for part in ("lesson/viewed", "quiz/passed", "scenario/passed"):
                record_outcome(
                    self.session,
                    enrolment_id=self.enrolment.id,
                    requirement_key=f"{unit.key}/{part}",
                    outcome="met",
                    score=None,
                    occurred_at=factories.LONG_AGO,
                    fact_id=new_id(),
                    recorded_by=None,
                )

    def start_scenario(self, *, at=START):
        return start_scenario(
            self.session,
            viewer=self.viewer,
            enrolment=self.enrolment,
            activity=self.activity("u01/scenario"),
            at=at,
        )

    def choose(self, attempt_id, node, choice, *, at):
        return choose(
            self.session,
            viewer=self.viewer,
            attempt_id=attempt_id,
            node_key=node,
            choice_key=choice,
            at=at,
        )

    def walk_lawfully(self, *, at=START):
        """Walk the first scenario to its lawful end; the attempt's id."""
        attempt_id = self.start_scenario(at=at)
        scenario = self.activity("u01/scenario").scenario
        for place, (node, choice) in enumerate(lawful_way(scenario, scenario.start), start=1):
            self.choose(attempt_id, node, choice, at=at + timedelta(seconds=place))
        return attempt_id
