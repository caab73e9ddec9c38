"""The register's tree: RFC 6962 and 9162 hashes and proofs, on full subtrees kept by level.

A leaf's hash has a 0 before it, an inner node's a 1, so that neither passes for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

HASH_BYTES = 32
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass
class Tree:
    """A tree that only grows. levels[k][i]: the hash of the i-th full subtree of 2**k leaves."""

    levels: list[list[bytes]] = field(default_factory=lambda: [[]])

    @classmethod
    def of(cls, leaf_hashes: Iterable[bytes]) -> Tree:
        """A tree with these leaves, by their hashes."""
        tree = cls()
        for each in leaf_hashes:
            tree.append(each)
        return tree

    def __len__(self) -> int:
        """How many leaves it has."""
        return len(self.levels[0])

    def append(self, hashed: bytes) -> None:
        """Add a leaf by its hash."""
        level = 0
        self.levels[0].append(hashed)
        while len(self.levels[level]) % 2 == 0:
            if level + 1 == len(self.levels):
                self.levels.append([])
            left, right = self.levels[level][-2:]
            level += 1
            self.levels[level].append(node_hash(left, right))

    def root(self, size: int | None = None) -> bytes:
        """The hash over the first `size` leaves, over all when not given. Raises ValueError."""
        size = self._checked(len(self) if size is None else size)
        return self._hash_of(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that leaf `index` is among the first `size`. Raises ValueError."""
        if not 0 <= index < self._checked(size):
            raise ValueError("no such leaf")
        return self._path(index, 0, size)

    def consistency(self, older: int, size: int) -> list[bytes]:
        """The proof that the first `older` leaves begin the first `size`. Raises ValueError."""
        if not 0 < older <= self._checked(size):
            raise ValueError("no such older tree")
        return self._growth(older, 0, size, is_known=True)

    def _checked(self, size: int) -> int:
        if not 0 <= size <= len(self):
            raise ValueError("the tree has never been so large")
        return size

    def _hash_of(self, start: int, end: int) -> bytes:
        """The hash over the leaves from start to before end; start is a multiple of its size."""
        size = end - start
        level = size.bit_length() - 1
        if size == 1 << level:
            return self.levels[level][start >> level]
        middle = start + (1 << level)
        return node_hash(self._hash_of(start, middle), self._hash_of(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + split_of(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._hash_of(middle, end)]
        return [*self._path(index, middle, end), self._hash_of(start, middle)]

    def _growth(self, older: int, start: int, end: int, *, is_known: bool) -> list[bytes]:
        """RFC 9162, 2.1.4.1: is_known says that the older root itself need not be told."""
        if older == end:
            return [] if is_known else [self._hash_of(start, end)]
        middle = start + split_of(end - start)
        if older <= middle:
            left = self._growth(older, start, middle, is_known=is_known)
            return [*left, self._hash_of(middle, end)]
        return [
            *self._growth(older, middle, end, is_known=False), self._hash_of(start, middle),
        ]  # fmt: skip


def split_of(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << (size - 1).bit_length() - 1


def is_included(hashed: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from a leaf's hash to the root. RFC 9162, 2.1.3.2."""
    if not 0 <= index < size or not are_hashes([hashed, *proof]):
        return False
    place, last, found = index, size - 1, hashed
    for each in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    older: int, size: int, older_root: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof leads from the older root to the newer one. RFC 9162, 2.1.4.2.

    A proof from size 0 says nothing, and is refused.
    """
    if not 0 < older <= size or not are_hashes([older_root, root, *proof]):
        return False
    if older == size:
        return not proof and older_root == root
    path = [older_root, *proof] if older & (older - 1) == 0 else list(proof)
    return bool(path) and leads_to_both(path, older - 1, size - 1, older_root, root)


def leads_to_both(
    path: Sequence[bytes], place: int, last: int, older_root: bytes, root: bytes
) -> bool:
    """The walk of a consistency proof, up from the older tree's last leaf."""
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(each, older), node_hash(each, newer)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, each)
        place, last = place >> 1, last >> 1
    return last == 0 and older == older_root and newer == root


def are_hashes(values: Iterable[bytes]) -> bool:
    """Whether each is as long as a hash."""
    return all(len(value) == HASH_BYTES for value in values)
