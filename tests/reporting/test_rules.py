from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.reporting.rules.figures import partition_of, summary_of
from lms.reporting.rules.narrowing import (
    FLAGS,
    INACTIVE_CHOICES,
    PER_PAGE,
    SORTS,
    Narrowing,
    narrowed,
    page_of,
    read_narrowing,
)
from lms.reporting.rules.standing import INACTIVE_DAYS, PARTS, Cell, Digest, Row, part_of

UNITS = ("u01", "u02", "u03")
STATES = ("done", "now", "again", "waiting", "todo", "locked")
NOON = datetime(2026, 3, 3, 9, tzinfo=UTC)


def make_row(number=1, *, cells=None, name=None, **values):
    """A line in progress; cells by unit, and any other value of a row or its digest."""
    in_digest = {"held_at", "most_failed", "is_waiting"} & values.keys()
    digest = Digest(
        cells=tuple((cells or {}).items()), **{key: values.pop(key) for key in in_digest}
    )
    usual = {"part": "in_progress", "days_inactive": 0, "last_active_on": date(2026, 3, 3)}
    return Row(
        UUID(int=number), UUID(int=number), number, f"T{number:05}", digest=digest, name=name,
        **{**usual, **values},
    )  # fmt: skip


CELLS = st.builds(Cell, state=st.sampled_from(STATES), tries=st.integers(0, 9))
LINE = st.fixed_dictionaries(
    {
        "cells": st.dictionaries(st.sampled_from(UNITS), CELLS),
        "part": st.sampled_from(PARTS),
        "days_inactive": st.integers(0, 60),
        "held_at": st.lists(st.sampled_from([*UNITS, "course"]), unique=True).map(tuple),
        "most_failed": st.integers(0, 9),
        "is_waiting": st.booleans(),
        "certificate_state": st.sampled_from([None, "valid", "expiring", "expired", "revoked"]),
    }
)
COHORTS = st.lists(LINE, max_size=40).map(
    lambda lines: [make_row(number, **line) for number, line in enumerate(lines, start=1)]
)
WANTED = st.builds(
    Narrowing,
    part=st.sampled_from([None, *PARTS]),
    held_at=st.sampled_from([None, *UNITS, "course"]),
    inactive=st.sampled_from([None, *INACTIVE_CHOICES]),
    flag=st.sampled_from([None, *FLAGS]),
    sort=st.sampled_from([*SORTS, *UNITS]),
    is_descending=st.booleans(),
    page=st.integers(1, 9_999),
    per_page=st.sampled_from(PER_PAGE),
)


@given(COHORTS)
def test_the_parts_add_up_to_all_enrolled(rows):
    partition = partition_of(rows)
    assert partition.enrolled == len(rows)
    assert partition.active == sum(row.is_active for row in rows)


@given(COHORTS)
def test_every_unit_counts_each_active_person_once(rows):
    summary = summary_of(rows, UNITS)
    assert {unit.active for unit in summary.units} == {summary.partition.active}


@given(COHORTS)
def test_each_figure_leads_to_as_many_rows(rows):
    summary = summary_of(rows, UNITS)
    for part in PARTS:
        shown = narrowed(rows, Narrowing(part=part))
        assert len(shown) == getattr(summary.partition, part)
    flags = summary.flags
    assert len(narrowed(rows, Narrowing(flag="help"))) == flags.help_needed
    assert len(narrowed(rows, Narrowing(flag="waiting"))) == flags.waiting
    assert len(narrowed(rows, Narrowing(flag="certificate"))) == flags.certified
    assert len(narrowed(rows, Narrowing(inactive=INACTIVE_DAYS))) == flags.inactive
    assert len(narrowed(rows, Narrowing(held_at="course"))) == summary.held_by_test


@given(COHORTS, WANTED)
def test_the_pages_together_hold_each_wanted_row_once(rows, wanted):
    kept = narrowed(rows, wanted)
    pages = page_of(kept, wanted).pages
    shown = [
        row for page in range(1, pages + 1) for row in page_of(kept, wanted.on_page(page)).rows
    ]
    assert shown == kept


@given(WANTED)
def test_an_address_reads_back_as_what_it_was_written_from(wanted):
    assert read_narrowing(wanted.address(), UNITS) == wanted


@pytest.mark.parametrize(
    "address",
    [
        {"state": "asleep"},
        {"held": "u99"},
        {"inactive": "8"},
        {"inactive": "٧"},
        {"flag": "rich"},
        {"sort": "-born"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "99999"},
        {"per_page": "1000000"},
        {"colour": "blue"},
    ],
)
def test_what_an_address_says_unknown_does_not_count(address):
    assert read_narrowing(address, UNITS) == Narrowing()


@pytest.mark.parametrize(
    ("values", "is_flagged"),
    [
        ({"most_failed": 1}, False),
        ({"most_failed": 2}, True),
        ({"most_failed": 5, "part": "withdrawn"}, False),
    ],
)
def test_two_failed_tries_need_help_and_withdrawn_people_do_not(values, is_flagged):
    assert make_row(**values).needs_help is is_flagged


@pytest.mark.parametrize(
    ("part", "days", "is_flagged"),
    [
        ("in_progress", 6, False),
        ("in_progress", 7, True),
        ("not_started", 7, True),
        ("completed", 60, False),
        ("withdrawn", 60, False),
    ],
)
def test_only_who_has_something_left_is_without_work(part, days, is_flagged):
    assert make_row(part=part, days_inactive=days).is_inactive(INACTIVE_DAYS) is is_flagged


@pytest.mark.parametrize(
    ("state", "digest", "part"),
    [
        ("active", Digest(), "not_started"),
        ("active", Digest(is_started=True), "in_progress"),
        ("active", Digest(is_started=True, completed_at=NOON), "completed"),
        ("withdrawn", Digest(is_started=True, completed_at=NOON), "withdrawn"),
    ],
)
def test_an_enrolment_counts_to_one_part(state, digest, part):
    assert part_of(state, digest) == part


def numbers(rows, **wanted):
    return [row.roster_number for row in narrowed(rows, Narrowing(**wanted))]


def test_rows_stand_by_roster_number_unless_another_order_is_asked_for():
    rows = [make_row(3), make_row(1), make_row(2)]
    assert numbers(rows) == [1, 2, 3]
    assert numbers(rows, is_descending=True) == [3, 2, 1]


def test_names_are_sorted_as_their_alphabet_is_and_codes_stand_in_for_them():
    named = [make_row(1, name="هدى"), make_row(2, name="أحمد"), make_row(3, name="باسم")]
    assert numbers(named, sort="name") == [2, 3, 1]
    bare = [replace(row, name=None) for row in named]
    assert numbers(bare, sort="name", is_descending=True) == [3, 2, 1]


def test_last_work_sorts_by_its_day_and_numbers_settle_equal_days():
    rows = [
        make_row(2, last_active_on=date(2026, 3, 2)),
        make_row(1, last_active_on=date(2026, 3, 2)),
        make_row(3, last_active_on=date(2026, 3, 1)),
    ]
    assert numbers(rows, sort="last") == [3, 1, 2]


def test_a_unit_sorts_by_how_near_it_is_to_its_completion():
    cells = (
        Cell("todo"), Cell("done", on=date(2026, 3, 2)), Cell("again", tries=3),
        Cell("done", on=date(2026, 3, 1)), Cell("now", done=1, parts=4),
    )  # fmt: skip
    rows = [make_row(number, cells={"u01": cell}) for number, cell in enumerate(cells, start=1)]
    assert numbers([*rows, make_row(6)], sort="u01") == [4, 2, 5, 3, 1, 6]


def test_sorting_again_by_the_same_turns_the_order_and_begins_at_page_one():
    once = Narrowing(page=3).sorted_by("u01")
    assert (once.sort, once.is_descending, once.page) == ("u01", False, 1)
    assert once.sorted_by("u01").is_descending
    assert not once.sorted_by("u01").sorted_by("u01").is_descending


def test_a_page_beyond_the_last_is_the_last():
    rows = [make_row(number) for number in range(1, 121)]
    page = page_of(rows, Narrowing(page=9))
    assert (page.page, page.pages, page.first, page.last, page.total) == (3, 3, 101, 120, 120)
    assert page_of([], Narrowing(page=2)).rows == ()


def test_the_milestone_is_the_last_unit_that_half_completed():
    done, todo = Cell("done"), Cell("todo")
    rows = [
        make_row(1, cells={"u01": done, "u02": done, "u03": done}),
        make_row(2, cells={"u01": done, "u02": done, "u03": todo}),
        make_row(3, cells={"u01": done, "u02": todo, "u03": todo}),
        make_row(4, cells={"u01": todo, "u02": todo, "u03": todo}),
    ]
    milestone = summary_of(rows, UNITS).milestone
    assert milestone is not None
    assert (milestone.unit_key, milestone.done) == ("u02", 2)


def test_the_obstacle_is_the_quiz_that_holds_back_most():
    rows = [
        make_row(1, held_at=("u01", "u02")),
        make_row(2, held_at=("u02", "course")),
        make_row(3, held_at=("u01", "u03"), part="withdrawn"),
    ]
    summary = summary_of(rows, UNITS)
    assert summary.obstacle is not None
    assert (summary.obstacle.unit_key, summary.obstacle.held) == ("u02", 2)
    assert summary.held_by_test == 1
