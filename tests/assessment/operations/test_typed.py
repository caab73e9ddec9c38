from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.assessment.models import AttemptGrade, AttemptStep
from lms.assessment.rules.responses import NotANumber, NotOneLine
from lms.core.errors import DifferentBody
from lms.core.ids import new_id
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.typed_course import typed_cohort


@pytest.fixture
def cohort(session, tmp_path):
    return typed_cohort(session, tmp_path)


@pytest.fixture
def attempt(taker):
    return taker.start()


@pytest.fixture
def slots(taker, attempt):
    return {taker.question(attempt, place).type: place for place in (1, 2)}


def steps(session):
    return session.scalar(select(func.count()).select_from(AttemptStep))


def test_the_latest_text_counts_and_each_is_kept(session, taker, attempt, slots):
    for minute, typed in enumerate(("مخفر", "Shelter", "Shelter "), start=1):
        taker.save(attempt, slots["short_answer"], typed, at=after(minute))
    state = taker.state(attempt, at=after(4))
    assert state.answers[slots["short_answer"]].response == "Shelter"
    assert steps(session) == 2


def test_a_text_sent_again_by_a_script_is_stored_once(session, taker, attempt, slots):
    fact_id = new_id()
    for minute in (1, 2):
        taker.save(attempt, slots["numeric"], "١٢٫٥", at=after(minute), fact_id=fact_id)
    assert steps(session) == 1


@pytest.mark.parametrize("place", ["here", "in another attempt"])
def test_the_same_id_with_another_text_is_refused(session, cohort, taker, attempt, slots, place):
    fact_id = new_id()
    taker.save(attempt, slots["numeric"], "12.5", at=after(1), fact_id=fact_id)
    if place != "here":
        person = factories.make_person(session)
        taker = Taker(session, person, factories.enrol(session, person, cohort))
        attempt = taker.start()
        slots = {taker.question(attempt, number).type: number for number in (1, 2)}
    with pytest.raises(DifferentBody):
        taker.save(attempt, slots["numeric"], "12.6", at=after(2), fact_id=fact_id)


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [("numeric", "twelve", NotANumber), ("short_answer", "x" * 201, NotOneLine)],
)
def test_what_cannot_be_read_is_refused(session, taker, attempt, slots, kind, typed, refusal):
    with pytest.raises(refusal):
        taker.save(attempt, slots[kind], typed, at=after(1))
    assert steps(session) == 0


@pytest.mark.parametrize("nothing", ["", "   ", None, []])
def test_nothing_typed_stores_nothing(session, taker, attempt, slots, nothing):
    taker.save(attempt, slots["short_answer"], nothing, at=after(1))
    assert steps(session) == 0


def test_what_was_typed_is_graded_exactly(session, taker, attempt, slots):
    taker.save(attempt, slots["short_answer"], "the Police", at=after(1))
    taker.save(attempt, slots["numeric"], "١٢٫٦", at=after(1))
    taker.submit(attempt, at=after(2))
    grade = session.scalars(select(AttemptGrade)).one()
    assert (grade.score, grade.max_score, grade.is_passed) == ("3/2", 2, True)
    assert grade.grades[slots["short_answer"] - 1] == "1/2"
