"""From the fields that a question's form posts to the answer they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lms.assessment.rules.responses import Response


def response_of_fields(fields: Mapping[str, Sequence[str]], prefix: str = "") -> Response:
    """The answer in a posted form: what was typed, chosen, matched, filled in or ordered.

    Fields: `typed`, `a`, `p_<stem>`, `g_<gap>`, `at1`… and `move`.

    The shape alone is read here; whether it fits its question is for the operation to say.
    """
    if typed := fields.get(f"{prefix}typed"):
        return typed[0]
    places = _places(fields, prefix)
    if places:
        move = next(iter(fields.get(f"{prefix}move", ())), "")
        return moved([places[place] for place in sorted(places)], move)
    for start in ("p_", "g_"):
        if pairs := _pairs(fields, prefix + start):
            return {key: given for key, given in pairs.items() if given}
    return list(fields.get(f"{prefix}a", ()))


def _pairs(fields: Mapping[str, Sequence[str]], start: str) -> dict[str, str]:
    """What was given under each key of a kind of field."""
    return {
        key.removeprefix(start): values[0]
        for key, values in fields.items()
        if key.startswith(start)
    }


def moved(order: Sequence[str], move: str) -> list[str]:
    """The order after `KEY-up` or `KEY-dn`; unchanged by a move that means nothing."""
    lines = list(order)
    key, _, way = move.rpartition("-")
    if key not in lines or way not in {"up", "dn"}:
        return lines
    here = lines.index(key)
    there = here - 1 if way == "up" else here + 1
    if 0 <= there < len(lines):
        lines[here], lines[there] = lines[there], lines[here]
    return lines


def _places(fields: Mapping[str, Sequence[str]], prefix: str) -> dict[int, str]:
    found = ((re.fullmatch(re.escape(prefix) + r"at(\d{1,3})", key), key) for key in fields)
    return {int(match.group(1)): fields[key][0] for match, key in found if match}
