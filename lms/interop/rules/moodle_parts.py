"""One question of a Moodle XML file: its texts as people read them, and what was dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.dropped import Dropped
from lms.interop.rules.gift_numbers import NUMBER, number_in
from lms.interop.rules.gift_text import cleaned, rendered
from lms.interop.rules.html import plain_text
from lms.interop.rules.percents import ALL, percent_in
from lms.interop.rules.xml_tree import Node

MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,500}>|&(#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{1,32});")
PLAIN = {"plain_text", "plain", "2"}
MARKDOWN = {"markdown", "4"}
HTML = {"html", "1"}
LONGEST_NUMBER = 40
YES = {"true", "1", "yes"}


class Unsupported(Exception):
    """A question of a kind that has no place here."""


class Source:
    """A `<question>` element with its language; what its texts lose is collected."""

    def __init__(self, node: Node, language: Language) -> None:
        self.node, self.language = node, language
        asked = node.first("questiontext")
        self.asked_format = asked.attributes.get("format", "") if asked else ""
        self._dropped = Dropped()

    def drop(self, sentence: str) -> None:
        """Name what is dropped or changed, once."""
        self._dropped.add(sentence)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Everything that was named."""
        return self._dropped.sentences

    def plain(self, node: Node | None) -> str:
        """The text of an element that holds `<text>` and perhaps files, in its own format."""
        if node is None:
            return ""
        inner = node.first("text")
        text = cleaned(inner.text() if inner else _own_text(node))
        shown = unquote(text)
        for file in node.children("file"):
            name = " ".join(file.attributes.get("name", "").split())[:80]
            if not name or name not in shown:  # what the text shows is named by how it shows it
                self.drop(f"A file in the question is dropped ({name or 'without a name'}).")
        return self._read(text, node.attributes.get("format", "").strip()).strip()

    def _read(self, text: str, form: str) -> str:
        if form in PLAIN:
            return text
        if form in MARKDOWN:
            text = rendered(text)
        elif form not in HTML:
            if not MARKUP.search(text):
                return text
            text = text.replace("\n", "<br>")
        found, dropped = plain_text(text)
        for sentence in dropped:
            self.drop(sentence)
        return found

    def asked(self) -> str:
        """The question's text. Raises Broken where there is none."""
        text = self.plain(self.node.first("questiontext"))
        if not text:
            raise Broken("It has no text.")
        return text

    def words(self, node: Node | None, name: str) -> dict[str, Any]:
        """A field of this name with the element's text, or nothing where it is empty."""
        text = self.plain(node)
        return {name: {self.language: text}} if text else {}

    def value(self, name: str, default: str = "") -> str:
        """What a simple element says; where it is missing or empty, the default."""
        node = self.node.first(name)
        return (node.text().strip() if node else "") or default

    def says(self, name: str, *, default: bool) -> bool:
        """What an element says by true and false, 1 and 0."""
        text = self.value(name).lower()
        return text in YES if text else default

    def answers(self) -> list[Node]:
        """The answers. Raises Broken where there are none."""
        found = self.node.children("answer")
        if not found:
            raise Broken("It has no answer.")
        return found

    def earned(self, node: Node) -> int | str:
        """The percentage of an answer. Raises Broken."""
        text = node.attributes.get("fraction", "").strip()
        inner = node.first("fraction")
        if not text and inner is not None:
            return fraction_in(inner.text(), times=100)
        return fraction_in(text or "0")


def fraction_in(text: str, times: int = 1) -> int | str:
    """A percentage as a package writes it. Raises Broken."""
    plain = text.strip().replace(",", ".")
    is_number = NUMBER.fullmatch(plain[:LONGEST_NUMBER])
    found = percent_in(f"{Decimal(plain[:LONGEST_NUMBER]) * times:.7f}") if is_number else None
    if found is None:
        raise Broken(f"“{text.strip()[:40]}” is no percentage from -100 to 100.")
    return found


def number_or_none(text: str) -> str | None:
    """A number as a package writes it, or nothing."""
    try:
        return number_in(text)
    except Broken:
        return None


def best_first(answers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers with the best first; what earns less than nothing earns nothing."""
    return sorted(answers, key=lambda each: -float(each["fraction"]))


def one_right(options: list[dict[str, Any]], shares: list[int | str]) -> list[dict[str, Any]]:
    """Options of which the first that earns all is right; the others keep what they earn."""
    if ALL not in shares:
        raise Broken("No answer earns 100 %.")
    right = shares.index(ALL)
    for at, (option, share) in enumerate(zip(options, shares, strict=True)):
        option |= {"correct": True} if at == right else ({"fraction": share} if share else {})
    return options


def _own_text(node: Node) -> str:
    """Old files have the text in the element itself."""
    return "".join(part for part in node.content if isinstance(part, str))
