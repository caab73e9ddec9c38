from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.practice.rules import Observed, checked, is_whole, signed_off_by
from tests.practice.factories import START, lines_of, make_practical

ANN, BEN = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("critical", "others", "missed", "is_passed"),
    [
        (2, 5, (), True),
        (2, 5, ("o1",), True),
        (2, 5, ("o1", "o2"), False),
        (2, 5, ("c1",), False),
        (2, 4, ("o1",), False),
        (2, 10, ("o1", "o2"), True),
        (2, 0, (), True),
        (2, 0, ("c2",), False),
        (0, 5, ("o5",), True),
    ],
)
def test_it_takes_every_critical_line_and_four_of_five_others(critical, others, missed, is_passed):
    practical = make_practical(critical=critical, others=others)
    result = checked(practical, lines_of(practical, missed=missed))
    assert result.is_passed is is_passed
    assert (result.seen, result.lines) == (critical + others - len(missed), critical + others)
    assert result.critical_missed == tuple(key for key in missed if key.startswith("c"))


@given(critical=st.integers(0, 4), others=st.integers(0, 12), seed=st.randoms())
def test_to_see_one_more_line_never_turns_a_pass_into_a_fail(critical, others, seed):
    practical = make_practical(critical=critical, others=others)
    lines = {line.key: seed.random() < 0.8 for line in practical.lines}
    before = checked(practical, lines)
    for key in lines:
        assert checked(practical, lines | {key: True}).is_passed >= before.is_passed


@given(critical=st.integers(1, 4), others=st.integers(0, 12), data=st.data())
def test_one_critical_line_missed_is_never_a_pass(critical, others, data):
    practical = make_practical(critical=critical, others=others)
    missed = f"c{data.draw(st.integers(1, critical))}"
    assert not checked(practical, lines_of(practical, missed=(missed,))).is_passed


def test_a_checklist_is_whole_with_every_line_and_no_other():
    practical = make_practical(critical=1, others=1)
    assert is_whole(practical, {"c1": True, "o1": False})
    assert not is_whole(practical, {"c1": True})
    assert not is_whole(practical, {"c1": True, "o1": True, "o2": True})


def seen(assessor, minute, *, is_passed=True):
    return Observed(uuid4(), assessor, START + timedelta(minutes=minute), is_passed)


def test_the_last_assessor_who_is_needed_completes_the_sign_off():
    first, again, second, third = seen(ANN, 0), seen(ANN, 1), seen(BEN, 2), seen(uuid4(), 3)
    assert signed_off_by([third, second, again, first], 1) == first
    assert signed_off_by([third, second, again, first], 2) == second
    assert signed_off_by([first, again], 2) is None


def test_a_performance_that_did_not_pass_signs_nothing_off():
    assert signed_off_by([seen(ANN, 0, is_passed=False)], 1) is None
    assert signed_off_by([], 1) is None
