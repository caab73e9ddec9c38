from __future__ import annotations

import pytest

from lms.assessment.queries import hardest_questions, questions_with_answers
from lms.assessment.queries.teaching import FEWEST_ANSWERS, Hardest
from tests.assessment.world import after


def answer_often(taker, *, times, wrong_key=None):
    """Take the first quiz that often, with one question always wrong."""
    for turn in range(times):
        attempt = taker.start(at=after(100 * turn))
        slots = taker.head(attempt).slots
        wrong = [n for n, slot in enumerate(slots, start=1) if slot.key == wrong_key]
        taker.answer(attempt, wrong=wrong, at=after(100 * turn + 1))
        taker.submit(attempt, at=after(100 * turn + 2))


def test_the_hardest_question_is_the_one_most_often_wrong(session, taker):
    answer_often(taker, times=30, wrong_key="u01-q01")
    found = hardest_questions(session, [taker.enrolment.id], language="en")
    assert [(each.key, each.right) for each in found.questions] == [("u01-q01", 0)]
    assert found.questions[0].answered >= FEWEST_ANSWERS


def test_few_answers_say_nothing(session, taker):
    taker.take(wrong=range(1, 7))
    assert hardest_questions(session, [taker.enrolment.id], language="en") == Hardest()


def test_questions_always_right_are_judged_and_not_hard(session, taker):
    answer_often(taker, times=30)
    found = hardest_questions(session, [taker.enrolment.id], language="en")
    assert found == Hardest((), is_telling=True)


@pytest.mark.parametrize("address", ["u01/quiz", "course/test"])
def test_a_trainer_reads_every_question_with_its_answer(session, taker, address):
    found = questions_with_answers(session, taker.course.course_version_id, address, language="ar")
    assert len(found) >= 6
    assert all(each.text and each.lines and each.right and each.explanation for each in found)
