"""Keys are unique where they are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lms.catalog.package.problems import Problem
from lms.catalog.package.yaml_file import Document, Place


class HasKey(Protocol):
    @property
    def key(self) -> str: ...


def repeated(document: Document, place: Place, things: Sequence[HasKey]) -> list[Problem]:
    """A problem for every thing in the list at `place` whose key stands earlier in it."""
    first: dict[str, int] = {}
    problems = []
    for at, thing in enumerate(things):
        here = (*place, at, "key")
        if thing.key in first:
            words = f"the key “{thing.key}” is taken on line {first[thing.key]}; choose another"
            problems.append(document.problem(here, words))
        first.setdefault(thing.key, document.line(here))
    return problems
