"""Answers to choose from in a GIFT question, also in the middle of its text."""

from __future__ import annotations

import re
from typing import Any

from lms.assessment.rules.typed import share_of
from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_parts import Answered, Part, parts_of
from lms.interop.rules.gift_text import Texts
from lms.interop.rules.percents import ALL, added_up, is_even

MARK = re.compile(r"([=~])")
KEYS = "abcdefghijklmnopqrstuvwxyz"


def read_choices(section: str, texts: Texts) -> Answered:
    """One to choose where any is marked `=`, else all that are right. Raises Broken."""
    before, *marked = MARK.split(section)
    if before.strip():
        raise Broken(f"“{texts.match(before)}” stands before the first = or ~.")
    pairs = list(zip(marked[::2], marked[1::2], strict=True))
    found = [parts_of(raw, weight=ALL if mark == "=" else 0) for mark, raw in pairs]
    if "=" in marked[::2]:
        return Answered("single_choice", {"options": _single(marked[::2], found, texts)})
    return Answered("multiple_response", _multiple(found, texts))


def option_key(at: int) -> str:
    """The key of the option at a place, from 0: a to z, then o27 and on."""
    return KEYS[at] if at < len(KEYS) else f"o{at + 1}"


def _options(found: list[Part], texts: Texts) -> list[dict[str, Any]]:
    options = []
    for at, part in enumerate(found):
        text = texts.plain(part.text)
        if not text:
            raise Broken("An answer has no text.")
        said = part.said(texts)
        options.append({"key": option_key(at), "text": {texts.language: text}} | said)
    return options


def _single(marks: list[str], found: list[Part], texts: Texts) -> list[dict[str, Any]]:
    """The first `=` that earns all is the right one; another that does keeps its 100 percent."""
    full = [at for at, part in enumerate(found) if part.percent == ALL]
    if not full:
        raise Broken("No answer earns 100 %.")
    right = min(full, key=lambda at: (marks[at] != "=", at))
    options = _options(found, texts)
    for at, (option, part) in enumerate(zip(options, found, strict=True)):
        if at == right:
            option["correct"] = True
        elif part.percent != 0:
            option["fraction"] = part.percent
    return options


def _multiple(found: list[Part], texts: Texts) -> dict[str, Any]:
    """By weights; where these say what `partial_floor0` says, that."""
    options = _options(found, texts)
    percents = added_up([part.percent for part in found], texts.drop)
    shares = [share_of(percent) for percent in percents]
    if not any(share > 0 for share in shares):
        raise Broken("No answer is marked as right.")
    if is_even(shares):
        for option, share in zip(options, shares, strict=True):
            option |= {"correct": True} if share > 0 else {}
        return {"options": options}
    for option, percent in zip(options, percents, strict=True):
        option |= {"fraction": percent} if percent else {}
    return {"grading": "weights", "options": options}
