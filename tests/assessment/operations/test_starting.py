from __future__ import annotations

from datetime import timedelta

import pytest

from lms.assessment.operations import CoolingDown, NoAttemptLeft, RemedialFirst, grant_attempt
from lms.assessment.queries import own_attempt
from lms.cohorts.operations import withdraw
from lms.cohorts.queries import own_enrolment
from lms.core.errors import Forbidden, NotFound
from lms.progress.rules import Locked
from tests import factories
from tests.assessment.world import START, Taker, after

TEST = "course/test"
DAY = 24 * 60


@pytest.fixture
def tester(taker):
    """A trainee to whom the course test is open."""
    taker.open_course_test()
    return taker


def fail_test(tester, *, at):
    """Fail by points, with every absolute item right."""
    attempt_id = tester.start(TEST, at=at)
    absolute = tester.absolute_positions(attempt_id)
    wrong = [place for place in range(1, 26) if place not in absolute]
    tester.answer(attempt_id, wrong=wrong, at=at + timedelta(minutes=1))
    tester.submit(attempt_id, at=at + timedelta(minutes=2))
    return attempt_id


def test_a_quiz_draws_as_many_questions_as_its_package_says(taker):
    slots = taker.head(taker.start()).slots
    assert len({slot.key for slot in slots}) == len(slots) == 6


def test_starting_again_goes_on_with_the_open_attempt(taker):
    assert taker.start(at=after(5), seed=9) == taker.start()


def test_the_next_attempt_asks_what_was_not_asked_yet(taker):
    first = {slot.key for slot in taker.head(taker.take()).slots}
    second = {slot.key for slot in taker.head(taker.start(at=after(3))).slots}
    unseen = {each for each in second if each not in first}
    assert len(unseen) >= 3  # of ten in the pool, four at most are left


def test_attempts_are_numbered_from_one(taker):
    numbers = [taker.head(taker.take(at=after(10 * turn))).number for turn in range(3)]
    assert numbers == [1, 2, 3]


def test_the_fourth_attempt_waits_for_an_hour_after_the_third(taker):
    for turn in range(3):
        taker.take(wrong=range(1, 7), at=after(10 * turn))
    with pytest.raises(CoolingDown) as refused:
        taker.start(at=after(81))
    assert refused.value.facts == {"until": after(82)}
    assert taker.start(at=after(82))


def test_a_locked_unit_does_not_start(taker):
    with pytest.raises(Locked):
        taker.start("u02/quiz")


def test_the_course_test_is_locked_until_the_units_are_done(taker):
    with pytest.raises(Locked):
        taker.start(TEST)


def test_the_course_test_holds_every_absolute_item_and_has_a_deadline(tester):
    head = tester.head(tester.start(TEST))
    assert {slot.key for slot in head.slots if slot.is_absolute} >= {"test-q08", "test-q16"}
    assert (len(head.slots), head.deadline_at) == (25, after(60))


def test_a_lesson_is_not_started_as_a_quiz(taker):
    with pytest.raises(NotFound):
        taker.start("u01/lesson")


def test_who_was_withdrawn_starts_nothing(session, taker):
    withdraw(
        session,
        enrolment_id=taker.enrolment.id,
        reason="moved",
        at=START,
        by=taker.person.account_id,
    )
    taker.enrolment = own_enrolment(session, taker.viewer, taker.enrolment.id)
    with pytest.raises(Forbidden):
        taker.start()


def test_after_the_last_attempt_a_trainer_may_grant_one_more(session, tester, trainer):
    for day in range(3):
        fail_test(tester, at=after(day * 2 * DAY))
    with pytest.raises(NoAttemptLeft):
        tester.start(TEST, at=after(9 * DAY))
    grant_attempt(
        session,
        viewer=trainer,
        enrolment_id=tester.enrolment.id,
        activity=TEST,
        reason="the power failed",
        at=after(9 * DAY),
    )
    assert tester.head(tester.start(TEST, at=after(9 * DAY))).number == 4


def grant(session, viewer, taker):
    return grant_attempt(
        session,
        viewer=viewer,
        enrolment_id=taker.enrolment.id,
        activity=TEST,
        reason="x",
        at=START,
    )


def test_a_trainer_of_another_cohort_grants_nothing(session, taker):
    other = factories.make_cohort(session, title="Other")
    stranger = factories.viewer_for(session, factories.make_staff(session, "trainer", other))
    with pytest.raises(NotFound):
        grant(session, stranger, taker)


def test_nobody_grants_an_attempt_to_oneself(session, taker, cohort):
    factories.give_role(session, taker.person, "trainer", cohort)
    viewer = factories.viewer_for(session, taker.person)
    with pytest.raises(Forbidden):
        grant(session, viewer, taker)


def test_after_an_absolute_miss_a_remedial_set_comes_first(tester):
    missed = tester.start(TEST)
    place = tester.absolute_positions(missed)[0]
    tester.answer(missed, wrong=[place], at=after(1))
    tester.submit(missed, at=after(2))
    with pytest.raises(RemedialFirst):
        tester.start(TEST, at=after(5))
    remedial = tester.head(tester.start(TEST, at=after(5), is_remedial=True))
    key = tester.head(missed).slots[place - 1].key
    assert (remedial.kind, len(remedial.slots), remedial.deadline_at) == ("remedial", 3, None)
    assert key in {slot.key for slot in remedial.slots}


def test_a_passed_remedial_set_opens_the_next_attempt_and_passes_nothing_else(tester):
    missed = tester.start(TEST)
    tester.answer(missed, wrong=tester.absolute_positions(missed), at=after(1))
    tester.submit(missed, at=after(2))
    tester.take(TEST, at=after(5), is_remedial=True)
    assert not tester.stand(TEST, at=after(8)).is_passed
    assert tester.head(tester.start(TEST, at=after(8))).number == 2


def test_a_remedial_set_with_one_mistake_is_taken_again(tester):
    missed = tester.start(TEST)
    tester.answer(missed, wrong=tester.absolute_positions(missed), at=after(1))
    tester.submit(missed, at=after(2))
    tester.take(TEST, wrong=[2], at=after(5), is_remedial=True)
    with pytest.raises(RemedialFirst):
        tester.start(TEST, at=after(8))


def test_a_remedial_set_is_not_taken_without_need(tester):
    with pytest.raises(NotFound):
        tester.start(TEST, is_remedial=True)


def test_another_trainees_attempt_reads_as_absent(session, taker, cohort):
    other = factories.make_person(session)
    stranger = Taker(session, other, factories.enrol(session, other, cohort))
    with pytest.raises(NotFound):
        own_attempt(session, stranger.viewer, taker.start())
