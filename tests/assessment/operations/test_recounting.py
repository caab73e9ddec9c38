from __future__ import annotations

import pytest
from sqlalchemy import delete, select, text, update

from lms.assessment.models import AttemptGrade, AttemptStep
from lms.assessment.operations import recount
from lms.assessment.queries import heads_of
from lms.progress.models import Outcome
from lms.progress.queries import progress_of
from lms.progress.recounts import Difference
from tests.assessment.world import after


@pytest.fixture
def taken(session, taker):
    """A passed quiz, a failed one, a lawful scenario and an open attempt; the passed one's id."""
    taker.take(wrong=range(1, 7))
    passed = taker.take(at=after(10))
    taker.walk_lawfully(at=after(20))
    taker.start(at=after(30))
    session.commit()
    return passed


def recounted(session, *, only_check):
    return list(recount(session, only_check=only_check))


def behind_the_guard(session, table, statement):
    """Do to a table of facts what only somebody with the database file could do."""
    if session.connection().dialect.name == "sqlite":
        kept = session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"),
            {"name": table},
        ).all()
        for name, _ in kept:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(statement)
        for _, sql in kept:
            session.execute(text(sql))
    else:
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        session.execute(statement)
        session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def test_what_was_graded_as_it_was_answered_shows_no_difference(session, taken):
    assert recounted(session, only_check=True) == []


def test_a_grade_that_somebody_altered_is_named_and_left(session, taken):
    of_it = AttemptGrade.attempt_id == taken
    behind_the_guard(session, "attempt_grade", update(AttemptGrade).where(of_it).values(score="1"))
    named = [Difference("grade differs", taken)]
    assert recounted(session, only_check=True) == named
    assert recounted(session, only_check=False) == named
    assert session.scalar(select(AttemptGrade.score).where(of_it)) == "1"


def test_a_lost_outcome_is_found_and_recorded_again(session, taker, taken):
    grade_id = session.scalar(select(AttemptGrade.id).where(AttemptGrade.attempt_id == taken))
    gone = delete(Outcome).where(Outcome.fact_id == grade_id)
    before = progress_of(session, taker.enrolment.id)
    behind_the_guard(session, "outcome", gone)

    named = [Difference("outcome missing", taken)]
    assert recounted(session, only_check=True) == named
    assert recounted(session, only_check=False) == named
    assert recounted(session, only_check=True) == []
    assert progress_of(session, taker.enrolment.id) == before


def test_a_lost_grade_is_reckoned_again_from_the_answers(session, taker, taken):
    of_it = AttemptGrade.attempt_id == taken
    kept = session.execute(select(AttemptGrade.grades, AttemptGrade.score).where(of_it)).one()
    behind_the_guard(session, "attempt_grade", delete(AttemptGrade).where(of_it))

    named = [Difference("grade missing", taken)]
    assert recounted(session, only_check=True) == named
    assert recounted(session, only_check=False) == named
    again = session.execute(select(AttemptGrade.grades, AttemptGrade.score).where(of_it)).one()
    assert again == kept
    assert taker.stand("u01/quiz", at=after(40)).is_passed


def test_an_outcome_that_says_another_thing_is_named(session, taken):
    grade_id = session.scalar(select(AttemptGrade.id).where(AttemptGrade.attempt_id == taken))
    altered = update(Outcome).where(Outcome.fact_id == grade_id).values(outcome="not_met")
    behind_the_guard(session, "outcome", altered)
    assert recounted(session, only_check=False) == [Difference("outcome differs", taken)]


def test_a_walk_that_nobody_could_have_made_is_named_and_stops_nothing(session, taker, taken):
    walk = next(head for head in heads_of(session, taker.enrolment.id) if head.kind == "scenario")
    of_it = AttemptStep.attempt_id == walk.id, AttemptStep.kind == "choose"
    altered = update(AttemptStep).where(*of_it).values(response=["nowhere", "a"])
    behind_the_guard(session, "attempt_step", altered)
    assert recounted(session, only_check=False) == [Difference("grade differs", walk.id)]
