from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from lms.assessment.models import AttemptStep
from lms.assessment.operations import close_due
from lms.assessment.queries.attempts import grades_of
from lms.assessment.rules.grading import right_response
from lms.core.errors import NotFound
from lms.progress.models import Outcome
from lms.progress.queries import progress_of
from tests import factories
from tests.assessment.world import Taker, after

TEST = "course/test"


def grade_of(taker, attempt_id):
    return grades_of(taker.session, [attempt_id]).get(attempt_id)


def outcomes(taker, key):
    return taker.session.execute(
        select(Outcome.outcome, Outcome.score, Outcome.occurred_at).where(
            Outcome.enrolment_id == taker.enrolment.id, Outcome.requirement_key == key
        )
    ).all()


def test_all_right_passes_and_meets_the_requirement(session, taker):
    grade = grade_of(taker, taker.take())
    assert (grade.score, grade.max_score, grade.is_passed) == (6, 6, True)
    assert progress_of(session, taker.enrolment.id).is_met("u01/quiz/passed")


def test_without_answers_nothing_is_earned_and_the_outcome_says_so(taker):
    attempt = taker.start()
    taker.submit(attempt, at=after(2))
    assert grade_of(taker, attempt).score == 0
    assert outcomes(taker, "u01/quiz/passed") == [("not_met", 0.0, after(2))]


def test_five_of_six_passes_at_seventy_percent(taker):
    attempt = taker.start()
    plain = ("single_choice", "true_false")
    one = next(n for n in range(1, 7) if taker.question(attempt, n).type in plain)
    taker.answer(attempt, wrong=[one], at=after(1))
    taker.submit(attempt, at=after(2))
    assert (grade_of(taker, attempt).score, grade_of(taker, attempt).is_passed) == (5, True)


def test_each_part_is_kept_exactly(taker):
    attempt = taker.start()
    taker.save(attempt, 2, right_response(taker.question(attempt, 2)), at=after(1))
    taker.submit(attempt, at=after(2))
    grade = grade_of(taker, attempt)
    assert grade.grades == (0, 1, 0, 0, 0, 0)
    assert isinstance(grade.score, Fraction)


def test_handing_in_again_changes_nothing(session, taker):
    attempt = taker.take()
    taker.submit(attempt, at=after(9))
    closings = select(func.count()).where(
        AttemptStep.attempt_id == attempt, AttemptStep.kind == "submit"
    )
    assert session.scalar(closings) == 1
    assert len(outcomes(taker, "u01/quiz/passed")) == 1


def test_an_answer_and_the_hand_in_of_one_microsecond_keep_their_order(taker):
    for turn in range(3):
        at = after(100 * turn)
        attempt = taker.start(at=at)
        taker.answer(attempt, at=at)
        taker.submit(attempt, at=at)
        assert grade_of(taker, attempt).score == 6


def test_an_answer_taken_before_a_slower_hand_in_counts(taker):
    attempt = taker.start()
    taker.answer(attempt, at=after(3))
    taker.submit(attempt, at=after(2))
    assert grade_of(taker, attempt).score == 6
    assert len(taker.state(attempt, at=after(4)).answers) == 6


def test_nobody_hands_in_another_trainees_attempt(session, taker, cohort):
    other = factories.make_person(session)
    stranger = Taker(session, other, factories.enrol(session, other, cohort))
    with pytest.raises(NotFound):
        stranger.submit(taker.start(), at=after(1))


def test_an_absolute_item_missed_fails_the_test_at_any_score(session, taker):
    taker.open_course_test()
    attempt = taker.start(TEST)
    taker.answer(attempt, wrong=taker.absolute_positions(attempt)[:1], at=after(1))
    taker.submit(attempt, at=after(2))
    grade = grade_of(taker, attempt)
    assert (grade.is_passed, grade.is_absolute_missed, grade.score >= 24) == (False, True, True)
    assert not progress_of(session, taker.enrolment.id).is_met("course/test/passed")


def test_handing_in_late_closes_at_the_deadline(taker):
    taker.open_course_test()
    attempt = taker.start(TEST)
    taker.answer(attempt, at=after(59))
    taker.submit(attempt, at=after(90))
    assert (grade_of(taker, attempt).closed_at, grade_of(taker, attempt).is_passed) == (
        after(60),
        True,
    )


def test_what_is_due_is_closed_once_and_dated_at_its_deadline(session, taker):
    taker.open_course_test()
    attempt = taker.start(TEST)
    taker.answer(attempt, at=after(30))
    assert close_due(session, at=after(59)) == 0
    assert close_due(session, at=after(61)) == 1
    assert close_due(session, at=after(62)) == 0
    assert outcomes(taker, "course/test/passed") == [("met", 1.0, after(60))]


def test_a_quiz_without_a_time_limit_is_never_due(session, taker):
    attempt = taker.start()
    assert close_due(session, at=after(60) + timedelta(days=400)) == 0
    assert taker.state(attempt, at=after(60 * 24 * 400)).is_open


def test_a_remedial_set_has_no_outcome_of_its_own(taker):
    taker.open_course_test()
    missed = taker.start(TEST)
    taker.answer(missed, wrong=taker.absolute_positions(missed), at=after(1))
    taker.submit(missed, at=after(2))
    taker.take(TEST, at=after(5), is_remedial=True)
    assert len(outcomes(taker, "course/test/passed")) == 1
