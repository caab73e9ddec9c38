"""QTI's pairs and orders: matching and ordering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lms.interop.rules.broken import Broken
from lms.interop.rules.found import words
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.qti_choices import check_lines, known_key, options_of
from lms.interop.rules.qti_item import NO_KEY, Declaration, Item, Mapped
from lms.interop.rules.qti_scoring import Scoring, say_scoring
from lms.interop.rules.xml_tree import Node

EACH_EARNS = "Each right pair earns its part of the question."
SWAPPED = "Its columns are turned: each line of the second has one partner in the first."
TWO_COLUMNS = "Its pairs are asked as two columns."


def read_order(item: Item, interaction: Node, scoring: Scoring) -> Answered:
    """Lines to put in order, all or nothing. Raises Broken."""
    choices, found = interaction.children("simpleChoice"), item.declaration(interaction)
    say_scoring(item, scoring, found, by_mapping=False)
    names = [choice.get("identifier") for choice in choices]
    right = known_key(found, names)
    if len(right) < len(choices) or len(right) < len(found.correct):
        raise Broken("Its order does not name each choice once.", kind="ordering")
    options = options_of(item, choices)
    if any("feedback" in option for option in options):
        item.say("The feedback to its lines is left out.")
    items = [{"key": each["key"], "text": each["text"]} for each in options]
    ordered = [items[names.index(name)] for name in right]
    return Answered("ordering", {"items": ordered, "grading": "exact"})


def read_match(item: Item, interaction: Node, scoring: Scoring) -> Answered:
    """Two columns, where each line of one has one partner. Raises Broken."""
    columns = [each.children("simpleAssociableChoice") for each in
               interaction.children("simpleMatchSet")]  # fmt: skip
    if len(columns) != 2:
        raise Broken("It has not two columns.", kind="matching")
    left, right = columns
    pairs = pairs_of(item, item.declaration(interaction), scoring)
    if _is_one_each(left, pairs):
        return _matching(item, interaction, left, right, pairs)
    turned = [(second, first) for first, second in pairs]
    if _is_one_each(right, turned):
        item.say(SWAPPED)
        return _matching(item, interaction, right, left, turned)
    raise Broken("A line has no partner or more than one, in both columns.", kind="matching")


def read_associate(item: Item, interaction: Node, scoring: Scoring) -> Answered:
    """Pairs out of one list, each line in one pair at most. Raises Broken."""
    choices = interaction.children("simpleAssociableChoice")
    pairs = pairs_of(item, item.declaration(interaction), scoring)
    used = Counter(name for pair in pairs for name in pair)
    if max(used.values()) > 1:
        raise Broken("A line of its list is in more than one pair.", kind="matching")
    firsts = {first for first, _second in pairs}
    left = [each for each in choices if each.get("identifier") in firsts]
    right = [each for each in choices if each.get("identifier") not in firsts]
    item.say(TWO_COLUMNS)
    return _matching(item, interaction, left, right, pairs)


def pairs_of(item: Item, found: Declaration, scoring: Scoring) -> list[tuple[str, str]]:
    """The pairs of the key, as two identifiers. Raises Broken."""
    by_mapping = not found.correct and found.mapping is not None
    say_scoring(item, scoring, found, by_mapping=by_mapping)
    keys: Sequence[str] = found.correct
    if by_mapping and found.mapping is not None:
        keys = [entry.key for entry in found.mapping.entries if entry.value > 0]
    if not scoring.goes_by_mapping(found):
        item.say(EACH_EARNS)
    elif found.mapping is not None:
        _say_points(item, found.mapping)
    pairs = [tuple(key.split()) for key in keys]
    if not pairs:
        raise Broken(NO_KEY)
    if any(len(pair) != 2 for pair in pairs):
        raise Broken("Its key is not made of pairs.")
    return list(dict.fromkeys((pair[0], pair[1]) for pair in pairs))


def _say_points(item: Item, mapping: Mapped) -> None:
    values = [entry.value for entry in mapping.entries]
    if len({value for value in values if value > 0}) > 1:
        item.say("That its pairs earn unlike parts is left out.")
    if min(*values, mapping.default) < 0:
        item.say("That a wrong pair takes points away is left out.")


def _is_one_each(column: Sequence[Node], pairs: Sequence[tuple[str, str]]) -> bool:
    counted = Counter(first for first, _second in pairs)
    names = [each.get("identifier") for each in column]
    return bool(names) and set(counted) <= set(names) and all(counted[name] == 1 for name in names)


def _matching(
    item: Item,
    interaction: Node,
    left: Sequence[Node],
    right: Sequence[Node],
    pairs: Sequence[tuple[str, str]],
) -> Answered:
    check_lines(left)
    check_lines(right)
    options = _lines(item, right)
    keys = {each.get("identifier"): option["key"] for each, option in
            zip(right, options, strict=True)}  # fmt: skip
    targets = dict(pairs)
    stems = []
    for at, each in enumerate(left, start=1):
        target = targets.get(each.get("identifier"), "")
        if target not in keys:
            raise Broken(f"Its key names “{target[:60]}”, which is none of the lines.")
        text = words(item.text(each.content), item.language)
        stems.append({"key": f"s{at}", "text": text, "match": keys[target]})
    if any(not text for line in (*stems, *options) for text in line["text"].values()):
        raise Broken("A line to match has no text.", kind="matching")
    shuffled = {} if interaction.get("shuffle") == "true" else {"shuffle": False}
    return Answered("matching", {"stems": stems, "options": options, **shuffled})


def _lines(item: Item, nodes: Sequence[Node]) -> list[dict[str, Any]]:
    return [
        {"key": option_key(at), "text": words(item.text(each.content), item.language)}
        for at, each in enumerate(nodes)
    ]
