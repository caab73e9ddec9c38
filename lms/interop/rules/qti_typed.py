"""What is typed into a QTI textEntryInteraction: texts and numbers with what they earn."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.assessment.rules.questions import QuestionType
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import words
from lms.interop.rules.gift_numbers import number_in
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.gift_text import cleaned
from lms.interop.rules.percents import ALL, percent_in, percent_of
from lms.interop.rules.qti_item import NO_KEY, Declaration, Entry, Item, number_or_none
from lms.interop.rules.qti_scoring import NUMBERS, Scoring, say_scoring
from lms.interop.rules.xml_tree import Node

BELOW = "An answer that would take something away earns nothing."
LITERAL = "Its key is taken from its response processing."
MIXED = "That capitals matter in some of its answers only is left out: they matter in none."
FIGURES = "That only so many significant figures count is left out: the number must be exact."
OPEN_ENDS = "That its tolerance leaves out its very ends is left out."


def read_typed(item: Item, interaction: Node, scoring: Scoring) -> Answered:
    """The answers to one field. Raises Broken."""
    found = item.declaration(interaction)
    is_number = found.base_type in NUMBERS
    kind: QuestionType = "numeric" if is_number else "short_answer"
    if found.base_type in ("point", "pair", "directedPair", "file", "duration"):
        raise Broken(f"Its field takes a {found.base_type}, which nobody can type.", kind=kind)
    near = scoring.near.get(found.identifier)
    entries = _entries(found, scoring, near)
    _say_key(item, found, scoring)
    if not entries:
        raise Broken(NO_KEY, kind=kind)
    if mask := interaction.get("patternMask"):
        item.say(f"That it must fit the pattern {mask[:60]} is left out.")
    answers = [
        {"key": f"a{at}", **_answer(item, entry, near, is_number=is_number), **_part(share)}
        for at, (entry, share) in enumerate(_shares(item, entries, kind), start=1)
    ]
    return Answered(kind, {"answers": answers, **({} if is_number else _case(item, entries))})


def _say_key(item: Item, found: Declaration, scoring: Scoring) -> None:
    """Where the key is from, and what other answers would cost."""
    by_mapping = scoring.goes_by_mapping(found)
    say_scoring(item, scoring, found, by_mapping=by_mapping)
    if by_mapping and found.mapping is not None and found.mapping.default < 0:
        item.say(BELOW)
    if found.identifier in scoring.near and not found.correct and not by_mapping:
        item.say(LITERAL)


def _answer(item: Item, entry: Entry, near: Node | None, *, is_number: bool) -> dict[str, Any]:
    return _number(item, entry, near) if is_number else _text(item, entry, near)


def _part(share: Fraction) -> dict[str, Any]:
    return {} if share == 1 else {"fraction": percent_in(percent_of(share)) or 0}


def _shares(item: Item, entries: Sequence[Entry], kind: str) -> list[tuple[Entry, Fraction]]:
    """The answers, the best first, with their part of what that one earns. Raises Broken."""
    best = max(entry.value for entry in entries)
    if best <= 0:
        raise Broken("By its mapping no answer earns anything.", kind=kind)
    if any(entry.value < 0 for entry in entries):
        item.say(BELOW)
    ordered = sorted(entries, key=lambda entry: entry.value != best)
    return [(entry, max(entry.value / best, Fraction(0))) for entry in ordered]


def _entries(found: Declaration, scoring: Scoring, near: Node | None) -> Sequence[Entry]:
    if scoring.goes_by_mapping(found) and found.mapping is not None:
        first = dict[str, Entry]()
        for each in found.mapping.entries:
            first.setdefault(each.key, each)
        return [each for each in first.values() if each.key]
    literal = near.children("baseValue") if near and not found.correct else []
    keeps_case = not near or near.get("caseSensitive") != "false"
    keys = (*found.correct, *(each.one_line for each in literal))
    return [Entry(key, Fraction(1), keeps_case) for key in keys if key]


def _text(item: Item, entry: Entry, near: Node | None) -> dict[str, Any]:
    text = " ".join(cleaned(entry.key).split()).replace("*", r"\*")
    if near is not None and near.name == "mapTolResponse":
        item.say(f"That {near.get('tolerance')[:9]} letters may differ is left out.")
    is_part = near is not None and near.get("substring") == "true"
    return {"text": words(f"*{text}*" if is_part else text, item.language)}


def _case(item: Item, entries: Sequence[Entry]) -> dict[str, Any]:
    keeps = {entry.keeps_case for entry in entries}
    if len(keeps) > 1:
        item.say(MIXED)
    return {"case": True} if keeps == {True} else {}


def _number(item: Item, entry: Entry, near: Node | None) -> dict[str, Any]:
    value = number_in(entry.key)
    if near is None:
        return {"value": value}
    if near.name == "equalRounded":
        return {"value": value, **_rounded(item, near)}
    mode, reach = near.get("toleranceMode"), near.get("tolerance").split()
    if mode not in ("absolute", "relative") or not reach:
        return {"value": value}
    below, above = number_or_none(reach[0]), number_or_none(reach[-1])
    if below is None or above is None:
        item.say(f"Its tolerance “{' '.join(reach)[:60]}” is no number and is left out.")
        return {"value": value}
    if "false" in (near.get("includeLowerBound"), near.get("includeUpperBound")):
        item.say(OPEN_ENDS)
    return _with_tolerance(value, mode, abs(below), abs(above))


def _with_tolerance(value: str, mode: str, below: Fraction, above: Fraction) -> dict[str, Any]:
    """A relative tolerance of QTI is in percent, ours a share."""
    part = Fraction(1, ALL) if mode == "relative" else Fraction(1)
    if below == above:
        tolerance = {"tolerance": _written(below * part)} if below else {}
        relative = {"kind": "relative"} if mode == "relative" and below else {}
        return {**relative, "value": value, **tolerance}
    middle = Fraction(Decimal(value))
    scale = abs(middle) * part if mode == "relative" else part
    low, high = middle - below * scale, middle + above * scale
    return {"kind": "range", "min": _written(low), "max": _written(high)}


def _rounded(item: Item, near: Node) -> dict[str, Any]:
    figures = near.get("figures")
    if near.get("roundingMode") == "decimalPlaces" and figures.isdecimal() and len(figures) == 1:
        return {"tolerance": _written(Fraction(1, 2 * 10 ** int(figures)))}
    item.say(FIGURES)
    return {}


def _written(number: Fraction) -> str:
    return number_in(f"{Decimal(number.numerator) / Decimal(number.denominator):.12f}".rstrip("0"))
