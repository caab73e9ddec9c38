"""The tree against its own laws, an independent implementation, and the published values."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from lms.certification.rules.merkle import (
    EMPTY,
    Tree,
    is_consistent,
    is_included,
    leaf_hash,
)

# The eight entries of certificate transparency's own tests, and the root that spec/register.md has.
PUBLISHED = [
    b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]  # fmt: skip
EIGHT = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="
NONE = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def tree_of(size):
    return Tree.of(leaf_hash(bytes([number % 256, number // 256])) for number in range(size))


def test_the_published_roots():
    eight = Tree.of(map(leaf_hash, PUBLISHED))
    assert base64.b64encode(eight.root()).decode() == EIGHT
    assert base64.b64encode(Tree().root()).decode() == NONE
    assert Tree().root() == EMPTY


FORTY = tree_of(40)


@pytest.mark.parametrize("size", range(1, 41))
def test_every_proof_up_to_forty_leaves_holds_and_proves_nothing_else(size):
    root = FORTY.root(size)
    for index in range(size):
        proof, hashed = FORTY.inclusion(index, size), FORTY.levels[0][index]
        assert is_included(hashed, index, size, proof, root)
        assert not is_included(FORTY.levels[0][(index + 1) % 40], index, size, proof, root)
        assert not is_included(hashed, index + 1, size, proof, root)
        assert not is_included(hashed, index, size, [*proof, root], root)
        assert not proof or not is_included(hashed, index, size, proof[:-1], root)
    for older in range(1, size + 1):
        proof, older_root = FORTY.consistency(older, size), FORTY.root(older)
        assert is_consistent(older, size, older_root, root, proof)
        assert not is_consistent(older, size, EMPTY, root, proof)
        assert not is_consistent(older, size, older_root, EMPTY, proof)
        assert not is_consistent(older, size, older_root, root, [*proof, root])
        assert not proof or not is_consistent(older, size, older_root, root, proof[:-1])


@given(st.integers(1, 600), st.data())
def test_an_independent_tree_says_the_same(size, data):
    other = InmemoryTree(algorithm="sha256")
    entries = [number.to_bytes(2, "big") for number in range(size)]
    for entry in entries:
        other.append(entry)
    ours = Tree.of(map(leaf_hash, entries))
    assert ours.root() == other.get_state()
    index = data.draw(st.integers(0, size - 1))
    theirs = [bytes.fromhex(each) for each in other.prove_inclusion(index + 1).serialize()["path"]]
    assert theirs == [leaf_hash(entries[index]), *ours.inclusion(index, size)]
    older = data.draw(st.integers(1, size))
    assert ours.root(older) == other.get_state(older)


@given(st.integers(1, 2000), st.data())
def test_a_flipped_bit_anywhere_is_seen(size, data):
    tree = tree_of(size)
    index, older = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    inclusion, consistency = tree.inclusion(index, size), tree.consistency(older, size)
    hashed, root, older_root = tree.levels[0][index], tree.root(), tree.root(older)
    for proof, stands in (
        (inclusion, lambda changed: is_included(hashed, index, size, changed, root)),
        (consistency, lambda changed: is_consistent(older, size, older_root, root, changed)),
    ):
        assert stands(proof)
        if not proof:
            continue
        place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        changed = bytearray(proof[place])
        changed[bit // 8] ^= 1 << bit % 8
        assert not stands([*proof[:place], bytes(changed), *proof[place + 1 :]])


def test_what_says_nothing_is_refused():
    root = FORTY.root()
    assert not is_consistent(0, 40, EMPTY, root, [])
    assert not is_consistent(41, 40, root, root, [])
    assert not is_included(FORTY.levels[0][0], -1, 40, [], root)
    assert not is_included(b"short", 0, 1, [], root)
    assert not is_consistent(3, 40, FORTY.root(3), root, [])
    assert not is_consistent(3, 40, FORTY.root(3), root, [b"short"])


@pytest.mark.parametrize(
    "ask",
    [lambda: FORTY.root(41), lambda: FORTY.inclusion(40, 40), lambda: FORTY.consistency(0, 40),
     lambda: FORTY.consistency(41, 40), lambda: FORTY.inclusion(0, 41), lambda: FORTY.root(-1)],
)  # fmt: skip
def test_a_tree_that_never_was_is_not_asked_for(ask):
    with pytest.raises(ValueError, match=r"tree|leaf"):
        ask()
