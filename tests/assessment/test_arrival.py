"""Any order of arrival of the same facts, duplicates included, ends in the same place.

What people do is done through the operations, in one database. Each fact that this leaves travels
to a second, empty database in whatever order chance takes, as often as it likes. In the end both
say the same of every attempt: its state, answers, deadline, grade, and of the outcome and the
completion that follow.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.orm import Session

from lms.assessment import models
from lms.assessment.operations import (
    AlreadyVoided,
    AttemptClosed,
    CoolingDown,
    NoAttemptLeft,
    SentStep,
    answer_void,
    ask_void,
    close_due,
    give_extra_time,
    keep_steps,
)
from lms.assessment.operations.closing import graded_slots
from lms.assessment.queries import heads_of, overview, state_of
from lms.assessment.queries.attempts import grades_of, steps_of
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.timing import Extra
from lms.core.db import is_inserted_once
from lms.core.ids import new_id
from lms.progress.models import Outcome
from lms.progress.operations import (
    answer_reversal,
    ask_reversal,
    keep_summary,
    lock_progress,
    record_outcome,
)
from lms.progress.queries import outcomes_of, progress_of
from lms.progress.rules import NotMet, ReversalOutdated, enrolment_state
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.databases import migrated_database
from tests.support.timed_course import timed_cohort

SETTINGS = "time_limit_minutes: 30, overdue_policy: grace, grace_minutes: 5"
QUIZ = "u01/quiz/passed"
OTHER_PARTS = ("u01/lesson/viewed", "u01/scenario/passed")
LATER = after(100_000)
OF_ENROLMENT = (models.Attempt, models.ExtraTime, Outcome)
OF_ATTEMPT = (
    models.AttemptStep, models.AttemptGrade, models.AttemptExtension, models.AttemptVoid,
)  # fmt: skip
SLOTS, MINUTES = st.integers(1, 2), st.integers(0, 40)


@pytest.fixture
def cohort(session, tmp_path):
    return timed_cohort(session, tmp_path, SETTINGS)


@pytest.fixture
def staff(session, cohort):
    """A coordinator and an approver."""
    roles = ("coordinator", "approver")
    people = (factories.make_staff(session, role, cohort) for role in roles)
    return tuple(factories.viewer_for(session, each) for each in people)


@pytest.fixture
def elsewhere(request):
    """A session on an empty database; parents may come after their children there."""
    with migrated_database(request, "sqlite") as url:
        engine = create_engine(url)
        with Session(engine) as session:
            yield session
        engine.dispose()


def rows(session, model, *conditions):
    columns = inspect(model).columns
    found = session.execute(select(*columns).where(*conditions).order_by(model.id))
    return [(model, dict(row._mapping)) for row in found]


def facts_of(session, enrolment_id):
    """Every fact of an enrolment's attempts, and what follows from them."""
    attempts = select(models.Attempt.id).where(models.Attempt.enrolment_id == enrolment_id)
    voids = select(models.AttemptVoid.id).where(models.AttemptVoid.attempt_id.in_(attempts))
    answers = models.AttemptVoidAnswer
    return [
        fact
        for found in (
            *(rows(session, each, each.enrolment_id == enrolment_id) for each in OF_ENROLMENT),
            *(rows(session, each, each.attempt_id.in_(attempts)) for each in OF_ATTEMPT),
            rows(session, answers, answers.void_id.in_(voids)),
        )
        for fact in found
    ]


def told(session, taker):
    """All that is said of an enrolment, from the facts that a database holds."""
    heads = heads_of(session, taker.enrolment.id)
    return {
        "heads": heads,
        "states": [state_of(session, head, at=LATER) for head in heads],
        "grades": grades_of(session, [head.id for head in heads]),
        "stand": overview(session, taker.enrolment.id, taker.activity(), at=LATER),
        "progress": progress_of(session, taker.enrolment.id),
    }


class Arrival(RuleBasedStateMachine):
    """here: where it is done; there: where its facts arrive."""

    world = None

    def __init__(self):
        super().__init__()
        self.here, self.there, cohort, self.staff = self.world
        person = factories.make_person(self.here)
        self.taker = Taker(self.here, person, factories.enrol(self.here, person, cohort))
        self.minute, self.arrived = 0, 0
        for key in OTHER_PARTS:
            record_outcome(
                self.here, enrolment_id=self.taker.enrolment.id, requirement_key=key,
                outcome="met", score=None, occurred_at=after(0), fact_id=new_id(),
                recorded_by=None,
            )  # fmt: skip

    def now(self, passed=0):
        self.minute += passed
        return after(self.minute)

    def heads(self):
        return heads_of(self.here, self.taker.enrolment.id)

    def has_attempts(self):
        return bool(self.heads())

    def response(self, attempt, slot, is_right):
        right = right_response(self.taker.question(attempt, slot))
        return right if is_right else type(right)()

    @rule(passed=MINUTES)
    def start(self, passed):
        try:
            self.taker.start(at=self.now(passed))
        except (NoAttemptLeft, CoolingDown):
            return

    @precondition(has_attempts)
    @rule(slot=SLOTS, is_right=st.booleans(), passed=st.integers(0, 9))
    def answer(self, slot, is_right, passed):
        attempt = self.heads()[-1].id
        given = self.response(attempt, slot, is_right)
        try:
            self.taker.save(attempt, slot, given, at=self.now(passed))
        except AttemptClosed:
            return

    @precondition(has_attempts)
    @rule(slot=SLOTS, is_right=st.booleans(), ago=MINUTES, is_last=st.booleans())
    def send_later(self, slot, is_right, ago, is_last):
        attempt = self.heads()[-1 if is_last else 0].id
        given = self.now() - timedelta(minutes=ago)
        step = SentStep(new_id(given), slot, self.response(attempt, slot, is_right), given)
        for _ in range(2):
            keep_steps(
                self.here, viewer=self.taker.viewer, attempt_id=attempt, sent=[step, step],
                sent_at=None, at=self.now(),
            )  # fmt: skip

    @precondition(has_attempts)
    @rule(passed=MINUTES)
    def hand_in(self, passed):
        self.taker.submit(self.heads()[-1].id, at=self.now(passed))

    @rule(passed=MINUTES)
    def the_clock_closes(self, passed):
        close_due(self.here, at=self.now(passed))

    @rule(extra=st.sampled_from([Extra(percent=150), Extra(minutes=5)]))
    def give_time(self, extra):
        give_extra_time(
            self.here, viewer=self.staff[0], enrolment_id=self.taker.enrolment.id,
            activity=None, extra=extra, reason="x", at=self.now(),
        )  # fmt: skip

    @precondition(has_attempts)
    @rule(is_last=st.booleans(), restores=st.booleans(), is_confirmed=st.booleans())
    def void(self, is_last, restores, is_confirmed):
        asks, answers = self.staff
        try:
            asked = ask_void(
                self.here, viewer=asks, attempt_id=self.heads()[-1 if is_last else 0].id,
                restores_attempt=restores, reason="x", at=self.now(1),
            )  # fmt: skip
        except AlreadyVoided:
            return
        answer_void(
            self.here, viewer=answers, void_id=asked, is_confirmed=is_confirmed, at=self.now(1)
        )

    @rule()
    def take_back(self):
        asks, answers = self.staff
        try:
            asked = ask_reversal(
                self.here, viewer=asks, enrolment_id=self.taker.enrolment.id,
                requirement_key=QUIZ, ground="identity_error", reason="x", at=self.now(1),
            )  # fmt: skip
            answer_reversal(
                self.here, viewer=answers, reversal_id=asked, is_confirmed=True, at=self.now(1)
            )
        except (NotMet, ReversalOutdated):
            return

    @rule(which=st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
    def arrive(self, which):
        facts = facts_of(self.here, self.taker.enrolment.id)
        for number in which:
            self.receive(*facts[number % len(facts)])

    def receive(self, model, row):
        """One fact, as a computer takes it that has it from another."""
        is_new = is_inserted_once(self.there, model.__table__, row, "id")
        if is_new and model is Outcome:
            enrolment = self.taker.enrolment
            lock_progress(self.there, enrolment.id)
            keep_summary(self.there, enrolment.id, enrolment.course_version_id)

    def teardown(self):
        for model, row in [*reversed(facts_of(self.here, self.taker.enrolment.id))] * 2:
            self.receive(model, row)
        here, there = (told(each, self.taker) for each in (self.here, self.there))
        assert here == there
        self.check_what_follows(there)
        self.here.commit()
        self.there.commit()

    def check_what_follows(self, found):
        """The kept grade is what the steps earn; the kept progress is what the outcomes say."""
        for head in found["heads"]:
            grade = found["grades"].get(head.id)
            if grade is not None:
                steps = steps_of(self.there, head.id)
                slots = graded_slots(self.there, head, steps, at=grade.closed_at)
                assert tuple(slot.part for slot in slots) == grade.grades
        outcomes = outcomes_of(self.there, self.taker.enrolment.id)
        assert enrolment_state(self.taker.course, outcomes) == found["progress"]
        has_passed = any(
            grade.has_passed and head.kind == "quiz"
            for head in found["heads"]
            if (grade := found["grades"].get(head.id))
        )
        if found["progress"].is_met(QUIZ):
            assert has_passed


def test_the_same_facts_in_any_order_end_in_the_same_place(session, elsewhere, cohort, staff):
    machine = type("Machine", (Arrival,), {"world": (session, elsewhere, cohort, staff)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
