from __future__ import annotations

import os
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import new_id
from lms.core.sealed import (
    CannotOpen,
    KeyRing,
    KeysMissing,
    make_key,
    make_keys,
    read_ring,
    read_secret,
)

RING = KeyRing({1: bytes(range(32))})
NAME = "سلام كريم حسن"


@dataclass(frozen=True)
class Place:
    table: str
    column: str
    row: UUID

    def seal(self, ring, text):
        return ring.seal(text, table=self.table, column=self.column, row=self.row)

    def open(self, ring, blob):
        return ring.open(blob, table=self.table, column=self.column, row=self.row)


HERE = Place("person", "names_sealed", new_id())


@given(text=st.text(max_size=80))
def test_what_is_sealed_opens_where_it_was_sealed(text):
    assert HERE.open(RING, HERE.seal(RING, text)) == text


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, row=new_id()),
        replace(HERE, column="remark_sealed"),
        replace(HERE, table="observation"),
    ],
)
def test_moved_elsewhere_it_does_not_open(elsewhere):
    with pytest.raises(CannotOpen):
        elsewhere.open(RING, HERE.seal(RING, NAME))


@given(place=st.integers(0, 200), change=st.integers(1, 255))
def test_altered_anywhere_it_does_not_open(place, change):
    blob = bytearray(HERE.seal(RING, NAME))
    blob[place % len(blob)] ^= change
    with pytest.raises(CannotOpen):
        HERE.open(RING, bytes(blob))


def test_cut_short_it_does_not_open():
    blob = HERE.seal(RING, NAME)
    for length in (0, 1, 12, 13, 20, len(blob) - 1):
        with pytest.raises(CannotOpen):
            HERE.open(RING, blob[:length])


def test_the_same_text_is_never_sealed_alike():
    assert HERE.seal(RING, NAME) != HERE.seal(RING, NAME)


def test_a_new_key_seals_and_the_old_one_still_opens():
    turned = KeyRing({**RING.keys, 2: os.urandom(32)})
    before, since = HERE.seal(RING, NAME), HERE.seal(turned, NAME)

    assert (before[0], since[0]) == (1, 2)
    assert HERE.open(turned, before) == HERE.open(turned, since) == NAME
    with pytest.raises(CannotOpen):
        HERE.open(RING, since)


def test_keys_are_kept_in_files_that_only_their_owner_reads(tmp_path):
    folder = tmp_path / "keys"
    make_keys(folder)
    assert make_key(folder) == 2

    assert sorted(read_ring(folder).keys) == [1, 2]
    assert len(read_secret(folder)) == 32
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_folder_without_whole_keys_is_refused(tmp_path):
    with pytest.raises(KeysMissing):
        read_ring(tmp_path)
    with pytest.raises(KeysMissing):
        read_secret(tmp_path)
    (tmp_path / "seal-001.key").write_bytes(b"short")
    with pytest.raises(KeysMissing):
        read_ring(tmp_path)
