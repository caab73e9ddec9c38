"""One QTI item, whatever its version: names alike, what is declared, and its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any

from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.dropped import Dropped
from lms.interop.rules.gift_numbers import number_in
from lms.interop.rules.gift_text import cleaned
from lms.interop.rules.html import plain_text
from lms.interop.rules.xml_tree import EMPTY, Node

LEFT_OUT = {
    "rubricblock": "A rubric block is dropped.",
    "stylesheet": "A style sheet is dropped.",
    "feedbackblock": "A block of feedback in the text is dropped.",
    "templateblock": "A block of a template is dropped.",
    "templateinline": "A piece of a template is dropped.",
}


def alike(node: Node) -> Node:
    """The element with names as in no version: `qti-simple-choice`, `simpleChoice`: one."""
    given = {_alike(name): value for name, value in node.attributes.items()}
    parts = [part if isinstance(part, str) else alike(part) for part in node.parts]
    return Node(_alike(node.name.removeprefix("qti-")), node.line, given, parts)


def _alike(name: str) -> str:
    return name.replace("-", "").lower()


@dataclass(frozen=True, slots=True)
class Response:
    """What an item declares of one answer. values: the right one; mapped: points by value.

    default: the points of a value that is not mapped.
    """

    identifier: str
    cardinality: str
    base_type: str
    values: tuple[str, ...]
    mapped: Mapping[str, str]
    is_case_kept: bool = False
    default: str = "0"

    @property
    def best(self) -> tuple[str, ...]:
        """The right values, or those that earn points, the most first."""
        earning = [value for value, points in self.mapped.items() if Fraction(points) > 0]
        return self.values or tuple(
            sorted(earning, key=lambda value: -Fraction(self.mapped[value]))
        )


class Item:
    """An `assessmentItem` with its language; what is dropped of it is collected."""

    def __init__(self, node: Node, language: Language) -> None:
        self.node, self.language = node, language
        self._dropped = Dropped()
        declared = map(_response, node.all("responsedeclaration"))
        self.responses = {response.identifier: response for response in declared}

    def drop(self, sentence: str) -> None:
        """Name what is dropped or changed, once."""
        self._dropped.add(sentence)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Everything that was named."""
        return self._dropped.sentences

    @property
    def body(self) -> Node:
        """The item's body. Raises Broken."""
        found = self.node.first("itembody")
        if found is None:
            raise Broken("The item has no body.")
        return found

    def response_to(self, interaction: Node) -> Response:
        """What is declared for an interaction. Raises Broken."""
        name = interaction.attributes.get("responseidentifier", "")
        if name not in self.responses:
            raise Broken(f"No answer is declared for “{name[:40]}”.")
        return self.responses[name]

    def keyed(self, interaction: Node) -> Response:
        """What is declared, with a right answer or points. Raises Broken where neither is."""
        response = self.response_to(interaction)
        if not response.values and not response.mapped:
            raise Broken("The item has no key: neither a right answer nor points are declared.")
        return response

    def scores_by_points(self, response: Response) -> bool:
        """Whether the points of `mapping` count, not the right answer alone."""
        if not response.mapped:
            return False
        if not response.values:
            return True
        processing = self.node.first("responseprocessing")
        if processing is None:
            return False
        named = processing.attributes.get("template", "").lower()
        return named.endswith(("map_response", "map_response.xml")) or any(
            node.name == "mapresponse" for node in processing.walk()
        )

    def plain(self, node: Node, instead: Mapping[int, str] | None = None) -> str:
        """An element's text. instead: HTML that stands for inner elements, by their id."""
        found, dropped = plain_text(self._markup(node, instead or {}))
        for sentence in dropped:
            self.drop(sentence)
        return cleaned(found).strip()

    def _markup(self, node: Node, instead: Mapping[int, str]) -> str:
        return "".join(
            escape(part, quote=False) if isinstance(part, str) else self._element(part, instead)
            for part in node.parts
        )

    def _element(self, node: Node, instead: Mapping[int, str]) -> str:
        if id(node) in instead:
            return instead[id(node)]
        if node.name in LEFT_OUT:
            self.drop(LEFT_OUT[node.name])
            return ""
        if node.name == "feedbackinline":
            return ""
        given = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
        if node.name in EMPTY:
            return f"<{node.name}{given}>"
        return f"<{node.name}{given}>{self._markup(node, instead)}</{node.name}>"

    def words(self, text: str) -> dict[str, str]:
        """A text as a body holds it."""
        return {self.language: text}

    def asked(self, interaction: Node) -> dict[str, Any]:
        """The text of the body, an interaction's prompt in its place. Raises Broken."""
        prompt = interaction.first("prompt")
        shown = f"<p>{self._markup(prompt, {})}</p>" if prompt else ""
        text = self.plain(self.body, {id(interaction): shown})
        if not text:
            text = self.node.attributes.get("title", "").strip()
            self.drop("It has no text; its title stands for it.")
        if not text:
            raise Broken("It has no text.")
        return {"text": self.words(text)}

    def choice_text(self, node: Node) -> str:
        """The text of a choice. Raises Broken: what has no words cannot be chosen by all."""
        text = self.plain(node)
        if not text:
            raise Broken(f"“{node.attributes.get('identifier', '')[:40]}” has no words.")
        return text


def _response(node: Node) -> Response:
    correct, mapping = node.first("correctresponse"), node.first("mapping")
    values = tuple(" ".join(value.text().split()) for value in correct.all("value")) \
        if correct else ()  # fmt: skip
    entries = mapping.all("mapentry") if mapping else []
    mapped = {
        " ".join(entry.attributes.get("mapkey", "").split()): _points(entry, "mappedvalue")
        for entry in entries
    }
    kept = any(entry.attributes.get("casesensitive") == "true" for entry in entries)
    given = node.attributes
    return Response(
        given.get("identifier", ""),
        given.get("cardinality", "single"),
        given.get("basetype", "identifier"),
        tuple(value for value in values if value),
        mapped,
        kept,
        _points(mapping, "defaultvalue") if mapping else "0",
    )


def _points(node: Node, name: str) -> str:
    try:
        return number_in(node.attributes.get(name, "0"))
    except Broken:
        return "0"
