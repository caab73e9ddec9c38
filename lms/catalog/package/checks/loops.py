"""Loops in which each waits for the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def loop_through(
    start: str, first: str, waits: Callable[[str], Iterable[str | None] | None]
) -> list[str] | None:
    """The shortest way from `start` by `first` back to `start`; nothing where there is none."""
    ways, seen = [[start, first]], {first}
    for way in ways:
        if way[-1] == start:
            return way
        for following in waits(way[-1]) or ():
            if following is not None and following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None
