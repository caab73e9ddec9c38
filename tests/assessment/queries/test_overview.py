from __future__ import annotations

import pytest

from lms.assessment.queries import open_attempts
from tests.assessment.world import after


def test_nothing_done_yet(taker):
    stand = taker.stand()
    assert (stand.used, stand.left, stand.best, stand.open) == (0, None, None, None)
    assert stand.may_start


def test_the_best_attempt_counts_whatever_came_later(taker):
    taker.take()
    taker.take(wrong=range(1, 7), at=after(10))
    stand = taker.stand(at=after(20))
    assert (stand.used, stand.is_passed, stand.best.score) == (2, True, 6)


def test_the_cool_down_ends_at_its_instant(taker):
    for turn in range(3):
        taker.take(wrong=range(1, 7), at=after(10 * turn))
    assert taker.stand(at=after(81)).next_at == after(82)
    assert taker.stand(at=after(82)).next_at is None


def test_the_course_test_says_how_many_attempts_are_left(taker):
    taker.open_course_test()
    taker.take("course/test")
    assert taker.stand("course/test", at=after(5)).left == 2


def test_a_remedial_set_uses_no_attempt(taker):
    taker.open_course_test()
    missed = taker.start("course/test")
    taker.answer(missed, wrong=taker.absolute_positions(missed), at=after(1))
    taker.submit(missed, at=after(2))
    assert taker.stand("course/test", at=after(3)).is_remedial_due
    taker.take("course/test", at=after(5), is_remedial=True)
    stand = taker.stand("course/test", at=after(8))
    assert (stand.used, stand.left, stand.is_remedial_due) == (1, 2, False)


def test_open_attempts_are_those_nothing_has_closed(session, taker):
    closed, opened = taker.take(), taker.start(at=after(5))
    found = [head.id for head in open_attempts(session, taker.enrolment.id)]
    assert opened in found
    assert closed not in found


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_an_overview_costs_three_statements_at_most(taker, statements, turns):
    for turn in range(turns):
        taker.take(at=after(10 * turn))
    with statements() as sent:
        taker.stand()
    assert len(sent) <= 3
