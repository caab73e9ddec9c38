"""The grid of people by units, drawn by hand: a template's loop took half of a report's time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup, escape

from lms.core.assets import icon
from lms.core.cache import Cache
from lms.core.pages import safe_markup
from lms.core.speech import language
from lms.reporting import words
from lms.reporting.rules.standing import Digest, Row

CELL = Markup(
    '<td data-state="{state}"><span class="state" data-state="{state}">{icon}{words}</span>{small}'
    "</td>"
)
SMALL = Markup("<small>{}</small>")
MOST_DRAWN = 20_000  # about 1 kB each, and nobody's name in any

# A digest never changes: what was drawn of it is drawn for good.
_drawn: Cache[Markup] = Cache(MOST_DRAWN)


def grid_rows(rows: Sequence[Row], unit_keys: Sequence[str]) -> Markup:
    """The table rows of these people: who, a cell a unit, the certificate."""
    spoken, keys = language(), tuple(unit_keys)
    lines = []
    for row in rows:
        cells = _drawn.get((spoken, keys, row.digest), partial(cells_of, row.digest, keys))
        kind = "" if row.name else ' class="code" dir="ltr"'
        who, certificate = escape(row.label), escape(words.certificate_words(row))
        lines.append(
            f'<tr><th scope="row"><bdi{kind}>{who}</bdi></th>{cells}<td>{certificate}</td></tr>\n'
        )
    return safe_markup("".join(lines))


def cells_of(digest: Digest, unit_keys: Sequence[str]) -> Markup:
    """A person's cells, one a unit."""
    return Markup("").join(cell_of(digest, unit_key) for unit_key in unit_keys)


def cell_of(digest: Digest, unit_key: str) -> Markup:
    """The table cell of a person and a unit."""
    state, told, small = words.cell_words(digest.cell(unit_key))
    return CELL.format(
        state=state, icon=icon(state), words=told, small=SMALL.format(small) if small else ""
    )
