from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from lms.assessment.models import AttemptGrade, AttemptMark
from lms.assessment.operations import BeingMarked, add_evidence, close_due
from lms.assessment.queries.attempts import grades_of
from lms.assessment.queries.marking import marks_of, waiting_for_marks
from lms.assessment.rules.marking import AlreadyGraded, AlreadyMarked, MarkIncomplete
from lms.core.errors import Forbidden, NotFound
from lms.core.uploads import made_anew
from lms.progress.models import Outcome
from tests import factories
from tests.assessment.world import Taker, after
from tests.catalog.sample import COURSE
from tests.support.marked_course import (
    CHOICE,
    ESSAY,
    FILES,
    GOOD,
    HALF,
    cohort_on,
    hand_in,
    mark,
    marked_cohort,
    places_in,
)
from tests.support.pictures import picture


@pytest.fixture
def cohort(session, tmp_path):
    return marked_cohort(session, tmp_path)


@pytest.fixture
def handed_in(session, cohort):
    return hand_in(session, cohort)


@pytest.fixture
def essay(handed_in):
    """The attempt and where its essay stands."""
    taker, attempt_id = handed_in
    return attempt_id, places_in(taker, attempt_id)[ESSAY]


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_what_a_trainer_must_mark_has_no_grade_yet_and_no_outcome(session, handed_in):
    taker, attempt_id = handed_in
    taker.submit(attempt_id, at=after(30))
    assert grades_of(session, [attempt_id]) == {}
    assert count(session, Outcome) == 0
    stand = taker.stand(at=after(40))
    assert (stand.marking.id, stand.open, stand.may_start) == (attempt_id, None, False)


def test_the_last_mark_brings_the_grade_of_the_hand_in_and_the_outcome_of_now(
    session, handed_in, essay, trainer
):
    taker, attempt_id = handed_in
    assert mark(session, trainer, *essay, at=after(60)) is True
    grade = grades_of(session, [attempt_id])[attempt_id]
    assert (grade.score, grade.max_score, grade.closed_at) == (Fraction(4), 7, after(2))
    outcome = session.scalars(select(Outcome)).one()
    assert (outcome.occurred_at, outcome.outcome) == (after(60), "not_met")
    assert taker.stand(at=after(61)).marking is None


def test_a_mark_counts_exactly_by_its_levels(session, handed_in, essay, trainer):
    mark(session, trainer, *essay, HALF)
    grade = grades_of(session, [essay[0]])[essay[0]]
    assert grade.score == Fraction(2, 6) * 3 + 1
    assert count(session, AttemptMark) == 1


def test_the_same_mark_twice_is_once_and_a_later_one_stands_before_the_result(
    session, cohort, trainer, taker
):
    attempt_id = taker.start()
    places = places_in(taker, attempt_id)
    taker.save(attempt_id, places[ESSAY], "One two three", at=after(1))
    file_id = upload(session, taker, attempt_id, places[FILES])
    taker.submit(attempt_id, at=after(2))
    for minute in (60, 61):
        assert mark(session, trainer, attempt_id, places[ESSAY], HALF, at=after(minute)) is False
    (first,) = marks_of(session, [attempt_id])[attempt_id]
    mark(session, trainer, attempt_id, places[ESSAY], GOOD, seen=first.id, at=after(62))
    assert count(session, AttemptMark) == 2
    assert mark(session, trainer, attempt_id, places[FILES], GOOD, at=after(63)) is True
    assert grades_of(session, [attempt_id])[attempt_id].score == 6
    assert file_id is not None


def upload(session, taker, attempt_id, position):
    return add_evidence(
        session,
        viewer=taker.viewer,
        attempt_id=attempt_id,
        position=position,
        file=made_anew(picture()),
        at=after(1),
    )


def test_who_was_slower_is_told_and_the_first_mark_stands(session, cohort, taker, trainer):
    attempt_id = taker.start()
    places = places_in(taker, attempt_id)
    taker.save(attempt_id, places[ESSAY], "One two three", at=after(1))
    upload(session, taker, attempt_id, places[FILES])
    taker.submit(attempt_id, at=after(2))
    second = factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))
    mark(session, trainer, attempt_id, places[ESSAY], GOOD, remark="Clear.")
    with pytest.raises(AlreadyMarked):
        mark(session, second, attempt_id, places[ESSAY], HALF)
    with pytest.raises(AlreadyMarked):  # the same levels, but somebody else's
        mark(session, second, attempt_id, places[ESSAY], GOOD, remark="Clear.")


def test_a_known_result_is_not_marked_again(session, essay, trainer):
    mark(session, trainer, *essay)
    with pytest.raises(AlreadyGraded):
        mark(session, trainer, *essay, HALF, at=after(70))
    assert count(session, AttemptGrade) == 1


@pytest.mark.parametrize("chosen", [{}, {"law": "good"}, {"law": "good", "clarity": "superb"}])
def test_every_criterion_needs_one_of_its_levels(session, essay, trainer, chosen):
    with pytest.raises(MarkIncomplete):
        mark(session, trainer, *essay, chosen)


def test_only_an_answer_that_a_trainer_marks_can_be_marked(session, handed_in, trainer):
    taker, attempt_id = handed_in
    places = places_in(taker, attempt_id)
    for position in (places[CHOICE], places[FILES], 0, 9):
        with pytest.raises(NotFound):
            mark(session, trainer, attempt_id, position)


def test_an_open_attempt_cannot_be_marked(session, cohort, taker, trainer):
    attempt_id = taker.start()
    place = places_in(taker, attempt_id)[ESSAY]
    taker.save(attempt_id, place, "One two three", at=after(1))
    with pytest.raises(NotFound):
        mark(session, trainer, attempt_id, place)


def test_nobody_marks_out_of_reach_nor_their_own_work(session, cohort, essay, handed_in):
    other = factories.make_staff(session, "trainer", factories.make_cohort(session))
    with pytest.raises(NotFound):
        mark(session, factories.viewer_for(session, other), *essay)
    owner = handed_in[0].person
    factories.give_role(session, owner, "trainer", cohort)
    viewer = factories.viewer_for(session, owner)
    with pytest.raises(Forbidden):
        mark(session, viewer, *essay)
    assert waiting_for_marks(session, viewer) == []


def test_a_coordinator_marks_too(session, cohort, essay):
    person = factories.make_staff(session, "coordinator", cohort)
    assert mark(session, factories.viewer_for(session, person), *essay) is True


def test_the_next_attempt_waits_for_the_mark(session, handed_in, essay, trainer):
    taker, attempt_id = handed_in
    with pytest.raises(BeingMarked):
        taker.start(at=after(30))
    mark(session, trainer, *essay, HALF)
    assert taker.start(at=after(70)) != attempt_id


def test_without_an_answer_to_mark_the_result_is_there_at_once(session, cohort):
    _, attempt_id = hand_in(session, cohort, essay="")
    assert grades_of(session, [attempt_id])[attempt_id].score == 1


def test_the_clock_does_not_touch_what_waits_for_a_mark(session, handed_in):
    assert close_due(session, at=after(10_000)) == 0


def test_the_queue_holds_the_longest_waiting_first(session, cohort, trainer):
    late = hand_in(session, cohort, minutes=20)[1]
    early = hand_in(session, cohort)[1]
    hand_in(session, cohort_on(session, COURSE))
    found = waiting_for_marks(session, trainer)
    assert [one.head.id for one in found] == [early, late]
    assert {one.question_key for one in found} == {ESSAY}


def test_a_remark_is_kept_sealed_and_bound_to_its_row(session, essay, trainer):
    mark(session, trainer, *essay, remark="Zaydan wrote well.")
    kept = session.scalars(select(AttemptMark)).one()
    assert b"Zaydan" not in kept.remark_sealed
    assert marks_of(session, [essay[0]])[essay[0]][0].remark == "Zaydan wrote well."


def test_a_mark_cannot_be_changed_in_the_database(session, essay, trainer):
    mark(session, trainer, *essay)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(update(AttemptMark).values(part="1"))


def test_a_taker_of_another_course_is_not_asked_to_wait(session, handed_in):
    person = factories.make_person(session)
    cohort = factories.make_cohort(session)
    other = Taker(session, person, factories.enrol(session, person, cohort))
    assert other.stand().marking is None
