from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import assume, example, given
from hypothesis import strategies as st

from lms.core.ids import (
    CROCKFORD,
    check_character,
    folded_code,
    grouped,
    is_checked,
    new_checked_code,
    new_code,
    new_id,
)

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
codes = st.text(CROCKFORD, min_size=2, max_size=16)


def checked(code):
    return code + check_character(code)


def test_an_id_is_a_uuid_of_version_7():
    made = new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


@given(later=st.integers(1, 10**9))
def test_ids_sort_by_the_instant_they_carry(later):
    assert new_id(AT) < new_id(AT + timedelta(microseconds=later))


def test_ids_of_one_instant_differ():
    assert len({new_id(AT) for _ in range(1000)}) == 1000


def test_an_id_carries_its_milliseconds():
    assert new_id(AT).int >> 80 == int(AT.timestamp() * 1000)


@given(code=codes, place=st.integers(0, 16), other=st.sampled_from(CROCKFORD))
def test_any_single_change_is_found(code, place, other):
    whole = checked(code)
    place %= len(whole)
    assume(whole[place] != other)
    assert not is_checked(whole[:place] + other + whole[place + 1 :])


@given(code=codes, place=st.integers(0, 15))
@example(code="0Z", place=0)
def test_any_swap_of_neighbours_is_found(code, place):
    whole = checked(code)
    place %= len(whole) - 1
    assume(whole[place] != whole[place + 1])
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert not is_checked(swapped)


@given(length=st.integers(2, 20))
def test_a_new_checked_code_ends_in_its_check_character(length):
    code = new_checked_code(length)
    assert len(code) == length
    assert is_checked(code)


def test_what_is_no_code_is_not_checked():
    assert not any(map(is_checked, ("", "A", "ABU!", "سلام")))


def test_a_new_code_has_letters_that_nobody_mistakes():
    assert set(new_code(500)) <= set(CROCKFORD)
    assert not set("ILOU") & set(CROCKFORD)


@given(code=codes)
def test_a_code_is_read_as_it_was_printed(code):
    assert folded_code(grouped(code).lower()) == code


def test_lookalikes_spaces_dashes_and_other_digits_are_forgiven():
    assert folded_code(" ab-oO iI\tlL ٣۴ ") == "AB00111134"


@given(code=codes)
def test_a_folded_code_stays(code):
    assert folded_code(folded_code(code)) == folded_code(code)
