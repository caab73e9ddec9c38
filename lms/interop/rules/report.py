"""What becomes of each question of a file, as lines to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lms.interop.rules.found import Found

HEAD = ("line", "verdict", "type", "title", "reason")
LONGEST_TITLE = 44
ALIGNED = 4  # the last column is as long as it is


def table(found: Sequence[Found]) -> list[str]:
    """A line for each question under a head, its columns aligned."""
    rows = [HEAD, *(map(_row, found))]
    widths = [max(len(row[at]) for row in rows) for at in range(ALIGNED)]
    return [
        "  ".join([*(row[at].ljust(widths[at]) for at in range(ALIGNED)), row[ALIGNED]]).rstrip()
        for row in rows
    ]


def _row(found: Found) -> tuple[str, ...]:
    title = " ".join(found.title.split())
    short = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
    return (str(found.line), found.verdict, found.type, short, " ".join(found.reasons))


def counted(found: Sequence[Found]) -> str:
    """How many questions there are of each verdict."""
    counts = Counter(each.verdict for each in found)
    parts = [
        f"{counts['ok']} ok",
        f"{counts['warning']} with warnings",
        f"{counts['error']} with errors",
        f"{counts['dropped']} dropped",
    ]
    return f"{len(found)} questions: {', '.join(parts)}."
