"""Why one question of a file cannot be taken."""

from __future__ import annotations


class Broken(Exception):
    """A question that cannot be taken. type: what it seems to be, where that is known."""

    def __init__(self, words: str, *, kind: str = "") -> None:
        super().__init__(words)
        self.kind = kind
