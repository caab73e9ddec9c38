"""One QTI item: its declarations, its body, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_numbers import number_in
from lms.interop.rules.qti_prose import prose
from lms.interop.rules.xml_tree import Node

NO_KEY = "It has no key: neither a correctResponse nor a mapping."


@dataclass(frozen=True, slots=True)
class Entry:
    """What one answer earns by a mapping."""

    key: str
    value: Fraction
    keeps_case: bool


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping: what each answer earns, others the default; the sum stays in the bounds."""

    entries: tuple[Entry, ...]
    default: Fraction
    lower: Fraction | None
    upper: Fraction | None

    def value(self, key: str) -> Fraction:
        """What an answer earns."""
        return next((each.value for each in self.entries if each.key == key), self.default)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A response of an item with its key."""

    identifier: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    mapping: Mapped | None


@dataclass(slots=True)
class Item:
    """reasons: what is dropped or changed, in sentences, each once."""

    node: Node
    language: Language
    reasons: dict[str, None] = field(default_factory=dict)

    @property
    def body(self) -> Node:
        """The body; an empty one where there is none."""
        return next(iter(self.node.children("itemBody")), Node("itemBody", self.node.line))

    def say(self, sentence: str) -> None:
        """Add a reason that is not said yet."""
        self.reasons.setdefault(sentence)

    def text(self, content: Iterable[Node | str], put: Mapping[int, str] | None = None) -> str:
        """The text of nodes, what is left out of them being said."""
        return prose(content, put or {}, self.reasons)

    def declaration(self, interaction: Node) -> Declaration:
        """The response of an interaction. Raises Broken where it is not declared."""
        wanted = interaction.get("responseIdentifier")
        found = [
            node
            for node in self.node.children("responseDeclaration")
            if node.get("identifier") == wanted
        ]
        if len(found) > 1:
            raise Broken(f"{len(found)} responses have the same identifier, “{wanted[:60]}”.")
        if not found:
            raise Broken(NO_KEY)
        return _declaration(found[0])

    def mark(self) -> int:
        """The points: MAXSCORE, or the most that SCORE can be; 1 where neither is said."""
        for node in self.node.children("outcomeDeclaration"):
            if node.get("identifier") == "MAXSCORE":
                found = " ".join(value.one_line for value in node.all("value"))
            elif node.get("identifier") == "SCORE":
                found = node.get("normalMaximum")
            else:
                continue
            number = number_or_none(found)
            if number is not None and number.denominator == 1 and 1 <= number <= 100:
                return int(number)
            if number:
                self.say(f"Its {node.get('identifier')} ({found}) is left out: 1 point is given.")
        return 1


def number_or_none(text: str) -> Fraction | None:
    """A number of a file, exactly, or nothing."""
    try:
        return Fraction(Decimal(number_in(text)))
    except Broken:
        return None


def _declaration(node: Node) -> Declaration:
    correct = tuple(
        value.one_line
        for each in node.children("correctResponse")
        for value in each.children("value")
    )
    mapping = next(iter(node.children("mapping")), None)
    return Declaration(
        identifier=node.get("identifier"),
        cardinality=node.get("cardinality"),
        base_type=node.get("baseType"),
        correct=correct,
        mapping=_mapped(mapping) if mapping and mapping.children("mapEntry") else None,
    )


def _mapped(node: Node) -> Mapped:
    entries = tuple(
        Entry(
            " ".join(each.get("mapKey").split()),
            number_or_none(each.get("mappedValue")) or Fraction(0),
            each.get("caseSensitive") != "false",
        )
        for each in node.children("mapEntry")
    )
    return Mapped(
        entries,
        number_or_none(node.get("defaultValue")) or Fraction(0),
        number_or_none(node.get("lowerBound")),
        number_or_none(node.get("upperBound")),
    )
