"""Signed notes against C2SP's example, and whatever is not one."""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lms.certification.rules.signed_note import (
    Checkpoint,
    NoteKey,
    NoteRefused,
    open_note,
    proof_text,
    read_proof,
    sign_note,
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "example.org/certs"
KEY = NoteKey(NAME, PRIVATE.public_key())
TEXT = "example.org/certs\n3\nAAAA\n"
# The key of C2SP's signed-note.md.
PUBLISHED = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def test_the_published_key_is_read_and_written_the_same():
    key = NoteKey.from_text(PUBLISHED)
    assert (key.name, key.id.hex()) == ("example.com/foo", "530d903a")
    assert key.to_text() == PUBLISHED


def test_what_is_signed_is_opened():
    assert open_note(sign_note(TEXT, NAME, PRIVATE), [KEY]) == TEXT


def test_signatures_of_others_are_passed_over_and_a_wrong_one_of_ours_is_not():
    note = sign_note(TEXT, NAME, PRIVATE)
    other = Ed25519PrivateKey.generate()
    theirs = sign_note(TEXT, "witness.example", other).rpartition("\n\n")[2]
    assert open_note(note + theirs, [KEY]) == TEXT
    wrong = sign_note(TEXT + "x\n", NAME, PRIVATE).rpartition("\n\n")[2]
    for both in (note + wrong, note.replace(note.rpartition("\n\n")[2], wrong) + theirs):
        with pytest.raises(NoteRefused):
            open_note(both, [KEY])
    with pytest.raises(NoteRefused, match="no known key"):
        open_note(note, [NoteKey(NAME, other.public_key())])


@pytest.mark.parametrize(
    "note",
    ["", "text", "text\n\n", "text\n\n\u2014 a\n", "text\n\n- example.org/certs AAAA\n",
     "te\x00xt\n\n\u2014 n AAAAAAAA\n", "te\x85xt\n\n\u2014 n AAAAAAAA\n",
     "text\n\n" + "\u2014 n AAAAAAAA\n" * 17, "text\n\n\u2014 n+x AAAAAAAA\n"],
)  # fmt: skip
def test_what_is_no_note_is_refused(note):
    with pytest.raises(NoteRefused):
        open_note(note, [KEY])


@pytest.mark.parametrize("text", ["no newline", "bell\x07\n"])
def test_what_is_no_text_is_not_signed(text):
    with pytest.raises(NoteRefused):
        sign_note(text, NAME, PRIVATE)


def test_a_character_changed_anywhere_is_seen():
    note, chosen = sign_note(TEXT, NAME, PRIVATE), random.Random(3)
    for place in range(len(note)):
        altered = note[:place] + chosen.choice("Aq7+/= \nx") + note[place + 1 :]
        if altered == note:
            continue
        with pytest.raises(NoteRefused):
            open_note(altered, [KEY])


@given(st.integers(0, 10**9), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back(size, root):
    one = Checkpoint(NAME, size, root)
    assert Checkpoint.from_text(one.to_text()) == one


@pytest.mark.parametrize(
    "text",
    ["", "a\n1\n", "a\n01\nAAAA\n", "a\n-\nAAAA\n", "a\n1\n!\n", "\n1\nAAAA\n", "a\n1\nAAAA"],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteRefused):
        Checkpoint.from_text(text)


@given(st.integers(0, 10**6), st.lists(st.binary(min_size=32, max_size=32), max_size=20))
def test_a_proof_comes_back(index, hashes):
    note = sign_note(TEXT, NAME, PRIVATE)
    assert read_proof(proof_text(index, hashes, note)) == (index, hashes, note)


@pytest.mark.parametrize(
    "text",
    ["", "c2sp.org/tlog-proof@v1\n\nx", "c2sp.org/tlog-proof@v2\nindex 1\n\nx",
     "c2sp.org/tlog-proof@v1\nindex 01\n\nx", "c2sp.org/tlog-proof@v1\nindex 1\nA\n\nx",
     "c2sp.org/tlog-proof@v1\nindex -1\n\nx"],
)  # fmt: skip
def test_what_is_no_proof_is_refused(text):
    with pytest.raises(NoteRefused):
        read_proof(text)


@pytest.mark.parametrize("text", ["", "a", "a+00+x", PUBLISHED.replace("530d", "530e"), "a+b+AQ=="])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(NoteRefused):
        NoteKey.from_text(text)
