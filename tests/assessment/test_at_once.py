"""Many requests at once, each in a connection of its own: exactly one of them wins."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Attempt, AttemptGrade, AttemptStep, AttemptVoidAnswer
from lms.assessment.operations import (
    AttemptClosed,
    SentStep,
    answer_void,
    ask_void,
    close_due,
    give_extra_time,
    keep_steps,
)
from lms.assessment.queries.attempts import grades_of
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.timing import Extra
from lms.core.ids import new_id
from lms.progress.rules import AlreadyAnswered
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.at_once import alone, at_once


def enrol(session):
    """A committed trainee, whom every connection sees."""
    cohort = factories.make_cohort(session, academy_id=factories.make_academy(session))
    person = factories.make_person(session)
    return person, factories.enrol(session, person, cohort)


@pytest.fixture
def taking(own_app):
    """Makes a connection's own taker of the one trainee."""
    enrolled = alone(own_app, enrol)
    return lambda session: Taker(session, *enrolled)


def counted(own_app, model, *conditions):
    return alone(
        own_app,
        lambda session: session.scalar(select(func.count()).select_from(model).where(*conditions)),
    )


def started(own_app, taking):
    return alone(own_app, lambda session: taking(session).start())


def test_of_many_starts_one_attempt_comes(own_app, taking):
    got = at_once(own_app, lambda taker, number: taker.start(seed=number), before=taking)
    enrolment_id = alone(own_app, lambda session: taking(session).enrolment.id)
    kept = counted(own_app, Attempt, Attempt.enrolment_id == enrolment_id)
    assert (len(set(got)), kept) == (1, 1)


def test_of_many_hand_ins_one_is_graded(own_app, taking):
    attempt = started(own_app, taking)
    at_once(
        own_app, lambda taker, number: taker.submit(attempt, at=after(5 + number)), before=taking
    )
    assert counted(own_app, AttemptGrade, AttemptGrade.attempt_id == attempt) == 1


def answer_or_hand_in(attempt, answered_at):
    """One taker hands in at minute 5, the others answer a slot each."""

    def act(taker, number):
        if number == 0:
            taker.submit(attempt, at=after(5))
            return None
        position = 1 + number % 6
        response = right_response(taker.question(attempt, position))
        try:
            taker.save(attempt, position, response, at=answered_at)
        except AttemptClosed:
            return None
        return position

    return act


@pytest.mark.parametrize("minute", [4, 5, 6])
def test_an_answer_that_was_taken_is_in_the_grade(own_app, taking, minute):
    attempt = started(own_app, taking)
    act = answer_or_hand_in(attempt, after(minute))
    taken = {each for each in at_once(own_app, act, before=taking) if each}
    grade = alone(own_app, lambda session: grades_of(session, [attempt])[attempt])
    right = {place for place, part in enumerate(grade.grades, start=1) if part == 1}
    assert right == taken


def test_the_same_answers_sent_by_many_at_once_are_kept_once(own_app, taking):
    attempt = started(own_app, taking)
    ids = [new_id(after(slot)) for slot in range(1, 7)]

    def send(taker, _number):
        steps = [
            SentStep(own, slot, right_response(taker.question(attempt, slot)), after(slot))
            for slot, own in enumerate(ids, start=1)
        ]
        kept = keep_steps(
            taker.session, viewer=taker.viewer, attempt_id=attempt, sent=steps, sent_at=None,
            at=after(9),
        )  # fmt: skip
        return tuple(step.counts for step in kept.steps)

    assert set(at_once(own_app, send, before=taking)) == {(True,) * 6}
    assert counted(own_app, AttemptStep, AttemptStep.id.in_(ids)) == 6


def test_extra_time_and_the_clock_at_once_never_close_what_was_made_longer(own_app, taking):
    def open_test(session):
        taker = taking(session)
        taker.open_course_test()
        return taker.start("course/test")

    attempt = alone(own_app, open_test)
    staff = alone(own_app, lambda session: factories.make_staff(
        session, "trainer", factories.make_cohort(session)
    ))  # fmt: skip

    def act(taker, number):
        if number:
            return close_due(taker.session, at=after(60))
        viewer = factories.viewer_for(taker.session, staff)
        return give_extra_time(
            taker.session, viewer=viewer, enrolment_id=taker.enrolment.id, activity=None,
            extra=Extra(minutes=5), reason="x", at=after(59),
        ).extended  # fmt: skip

    extended = at_once(own_app, act, before=taking)[0]
    graded = alone(own_app, lambda session: grades_of(session, [attempt]))
    assert bool(graded) != bool(extended)


def test_of_many_confirmations_one_voids(own_app, taking):
    attempt = started(own_app, taking)
    people = [
        alone(own_app, lambda session: factories.make_staff(
            session, "coordinator", factories.make_cohort(session)
        ))
        for _ in range(2)
    ]  # fmt: skip

    def ask(session):
        return ask_void(
            session, viewer=factories.viewer_for(session, people[0]), attempt_id=attempt,
            restores_attempt=True, reason="x", at=after(5),
        )  # fmt: skip

    asked = alone(own_app, ask)

    def confirm(taker, _number):
        viewer = factories.viewer_for(taker.session, people[1])
        try:
            answer_void(taker.session, viewer=viewer, void_id=asked, is_confirmed=True, at=after(6))
        except AlreadyAnswered:
            taker.session.rollback()
            return 0
        return 1

    assert sum(at_once(own_app, confirm, before=taking)) == 1
    assert counted(own_app, AttemptVoidAnswer, AttemptVoidAnswer.void_id == asked) == 1
