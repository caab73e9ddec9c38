"""Moodle's "select missing words" and "drag and drop into text": gaps filled from lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.gift_text import unbracketed
from lms.interop.rules.moodle_parts import Source

MOST = 100
GAP = re.compile(r"\[\[([0-9]{1,3})\]\]")


@dataclass(frozen=True, slots=True)
class Choice:
    """A word for a gap. group: only words of one group are offered together."""

    text: str
    group: str


def read_gaps(source: Source) -> dict[str, Any]:
    """The text with its gaps. Raises Broken."""
    choices = _choices(source)
    parts = GAP.split(source.asked())
    if max(len(choices), len(parts) // 2) > MOST:
        raise Broken(f"It has more than {MOST} gaps, or words to put into them.")
    pieces, blanks = list[str](), list[dict[str, Any]]()
    for at, part in enumerate(parts):
        if not at % 2:
            pieces.append(unbracketed(part))
            continue
        key = f"b{len(blanks) + 1}"
        blanks.append({"key": key, "type": "choice", "options": _options(source, choices, part)})
        pieces.append(f"[[{key}]]")
    if not blanks:
        raise Broken("Its text has no gap.")
    return {"text": {source.language: "".join(pieces)}, "blanks": blanks}


def _choices(source: Source) -> list[Choice]:
    found = []
    for name in ("selectoption", "dragbox"):
        for node in source.node.children(name):
            group = node.first("group")
            text = source.plain(node)
            found.append(Choice(text, group.text().strip() if group else "1"))
            if name == "dragbox" and node.first("infinite") is None:
                source.drop("A word may be chosen for more than one gap.")
    return found


def _options(source: Source, choices: list[Choice], number: str) -> list[dict[str, Any]]:
    """The words of the right one's group, each once."""
    at = int(number) - 1
    if not 0 <= at < len(choices) or not choices[at].text:
        raise Broken(f"The gap [[{number}]] has no word that belongs there.")
    right = choices[at]
    texts = dict.fromkeys(each.text for each in choices if each.group == right.group and each.text)
    return [
        {"key": option_key(place), "text": {source.language: text}}
        | ({"correct": True} if text == right.text else {})
        for place, text in enumerate(texts)
    ]
