"""Gaps in a QTI text: fields, lists and words to place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.gift_text import unbracketed
from lms.interop.rules.qti_choices import check_lines, mark_one, options_of
from lms.interop.rules.qti_item import Item
from lms.interop.rules.qti_pairs import pairs_of
from lms.interop.rules.qti_scoring import Scoring
from lms.interop.rules.qti_typed import read_typed
from lms.interop.rules.xml_tree import Node

INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
LINE = "_____"
ONCE = "That a word may be used once only is left out."
TWICE = "That the same answer may not be given to two gaps is left out."


def read_gaps(
    item: Item, interactions: Sequence[Node], scoring: Scoring
) -> tuple[Answered, dict[int, str]]:
    """The fields and lists inside a text, and what stands for each in it. Raises Broken."""
    check_lines(interactions, "responseIdentifier")
    if scoring.is_compared:
        item.say(TWICE)
    _unbracket(item.body)
    put = {id(each): f"[[b{at}]]" for at, each in enumerate(interactions, start=1)}
    if len(interactions) == 1 and interactions[0].name == "textEntryInteraction":
        after = item.text(item.body.content, put).partition("[[b1]]")[2]
        if not any(map(str.isalnum, after)):
            return read_typed(item, interactions[0], scoring), {id(interactions[0]): LINE}
    blanks = [
        {"key": f"b{at}", **_weight(item, each, scoring), **_blank(item, each, scoring)}
        for at, each in enumerate(interactions, start=1)
    ]
    return Answered("cloze", {"blanks": blanks}), put


def _unbracket(body: Node) -> None:
    """Nothing that the text says itself looks like a gap."""
    for node in body.walk():
        node.content[:] = [
            unbracketed(part) if isinstance(part, str) else part for part in node.content
        ]


def read_gap_match(
    item: Item, interaction: Node, scoring: Scoring
) -> tuple[Answered, dict[int, str]]:
    """Words to place in gaps, as a list in each gap. Raises Broken."""
    if interaction.children("gapImg"):
        raise Broken("Pictures are to be placed in its gaps.", kind="cloze")
    choices, gaps = interaction.children("gapText"), interaction.all("gap")
    if len(choices) < 2 or not gaps:
        raise Broken("It has fewer than two words to place, or no gap.", kind="cloze")
    check_lines(gaps)
    _unbracket(item.body)
    names = [each.get("identifier") for each in choices]
    pairs = _placed(item, interaction, scoring, names, gaps)
    blanks, put = [], {id(each): "" for each in choices}
    for at, gap in enumerate(gaps, start=1):
        right = [name for name, target in pairs if target == gap.get("identifier")]
        if len(right) != 1:
            raise Broken("A gap of it has no word of its own, or more than one.", kind="cloze")
        options = options_of(item, choices)
        options[names.index(right[0])]["correct"] = True
        blanks.append({"key": f"b{at}", "type": "choice", "options": options})
        put[id(gap)] = f"[[b{at}]]"
    if len(gaps) > 1 and any(each.get("matchMax") not in ("0", "") for each in choices):
        item.say(ONCE)
    return Answered("cloze", {"blanks": blanks}), put


def _placed(
    item: Item,
    interaction: Node,
    scoring: Scoring,
    names: Sequence[str],
    gaps: Sequence[Node],
) -> list[tuple[str, str]]:
    """The key: words with their gaps. Raises Broken where one of them is not there."""
    pairs = pairs_of(item, item.declaration(interaction), scoring)
    known = {each.get("identifier") for each in gaps}
    for name, target in pairs:
        if name not in names or target not in known:
            raise Broken(f"Its key names “{name[:40]} {target[:40]}”, which is not there.")
    return pairs


def _blank(item: Item, interaction: Node, scoring: Scoring) -> dict[str, Any]:
    if interaction.name == "textEntryInteraction":
        answered = read_typed(item, interaction, scoring)
        return {"type": answered.type, **answered.parts}
    choices = interaction.children("inlineChoice")
    if len(choices) < 2:
        raise Broken("A list in it has fewer than two choices.", kind="cloze")
    options = options_of(item, choices)
    mark_one(item, choices, options, item.declaration(interaction), scoring)
    return {"type": "choice", "options": options}


def _weight(item: Item, interaction: Node, scoring: Scoring) -> dict[str, int]:
    """The most that its mapping gives, where that is a whole number of points."""
    found = item.declaration(interaction)
    if not scoring.goes_by_mapping(found) or found.mapping is None:
        return {}
    most = max(entry.value for entry in found.mapping.entries)
    if most.denominator == 1 and 1 < most <= 100:
        return {"weight": int(most)}
    if most != 1:
        item.say("That its gaps earn unlike parts is left out.")
    return {}
