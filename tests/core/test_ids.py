from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, example, given
from hypothesis import strategies as st

from lms.core import ids
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
TAIL = (1 << 62) - 1
FORKED = """
import os
from lms.core.ids import new_id
reading, writing = os.pipe()
if os.fork() == 0:
    os.write(writing, new_id().bytes)
    os._exit(0)
os.wait()
print(os.read(reading, 16).hex(), new_id().hex)
"""
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


@given(moments=st.lists(st.integers(0, 3)))
def test_ids_of_one_instant_sort_as_they_were_made_whatever_came_between(moments):
    made = [new_id(AT + timedelta(microseconds=moment)) for moment in moments]
    in_order = sorted(range(len(moments)), key=lambda place: (moments[place], place))
    assert sorted(made) == [made[place] for place in in_order]


def test_ids_of_many_threads_differ_and_each_thread_finds_its_own_in_order():
    def make(_):
        return [new_id(AT) for _ in range(500)]

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(make, range(8)))
    assert len({each for own in made for each in own}) == 8 * 500
    assert all(earlier < later for own in made for earlier, later in pairwise(own))


def test_the_last_bits_start_again_where_they_end(monkeypatch):
    monkeypatch.setattr(ids._tail, "latest", TAIL)
    assert (new_id().version, new_id().variant) == (7, "specified in RFC 4122")
    assert new_id(AT) < new_id(AT)


def test_a_forked_process_has_last_bits_of_its_own():
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True)
    child, parent = ((int(each, 16) & TAIL) >> 30 for each in done.stdout.split())
    assert child != parent


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
