"""The parts that every question of a Moodle XML file has: texts, feedback, points, tags."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element

from markdown_it import MarkdownIt

from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_text import HTML, cleaned
from lms.interop.rules.html import plain_text
from lms.interop.rules.percents import percent_in
from lms.interop.rules.xml_tree import inner_text

MOST_POINTS = 100
MOST_NAMED = 60
FEEDBACK = {
    "correct": "correctfeedback",
    "partial": "partiallycorrectfeedback",
    "incorrect": "incorrectfeedback",
}
YES = frozenset({"1", "true"})


class Question:
    """A `<question>`; `dropped`: sentences on what was left out on the way."""

    def __init__(self, element: Element, language: Language) -> None:
        self.element, self.language = element, language
        self.dropped: list[str] = []

    @property
    def title(self) -> str:
        """Its name, on one line."""
        return " ".join(cleaned(self.element.findtext("name/text") or "").split())[:200]

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        found = (inner_text(tag).strip() for tag in self.element.findall("tags/tag/text"))
        return tuple(tag for tag in found if tag)

    def drop(self, sentence: str) -> None:
        """Name once what is left out."""
        if sentence not in self.dropped:
            self.dropped.append(sentence)

    def plain(self, path: str) -> str:
        """A short field as it stands, without spaces around it."""
        found = self.element.find(path)
        return cleaned(inner_text(found)).strip() if found is not None else ""

    def is_set(self, path: str, *, default: bool = False) -> bool:
        """Whether a field says yes."""
        found = self.plain(path).lower()
        return found in YES if found else default

    def text(self, element: Element | None, *, default: str = "html") -> str:
        """A text in its format, as it is read; files that come with it are named as dropped."""
        if element is None:
            return ""
        for file in element.findall("file"):
            self.drop(f"A file that comes with it ({file.get('name', '')[:MOST_NAMED]}).")
        inner = element.find("text")
        raw = cleaned(inner_text(inner if inner is not None else element))
        return self.read(raw, element.get("format") or default)

    def read(self, raw: str, form: str) -> str:
        """A raw text of a format as it is read."""
        if form == "markdown":
            raw = str(MarkdownIt("commonmark", {"html": True}).enable("table").render(raw))
        elif form == "plain_text" or (form == "moodle_auto_format" and not HTML.search(raw)):
            return raw.strip()
        text, dropped = plain_text(raw)
        for sentence in dropped:
            self.drop(sentence)
        return text.strip()

    def words(self, text: str) -> dict[str, str]:
        """A text as a body holds it."""
        return {self.language: text}

    def said(self, element: Element) -> dict[str, Any]:
        """The feedback inside an answer, or nothing."""
        text = self.text(element.find("feedback"))
        return {"feedback": self.words(text)} if text else {}

    def percent(self, element: Element) -> int | str:
        """What an answer earns. Raises Broken."""
        raw = (element.get("fraction") or "0").strip()
        found = percent_in(raw)
        if found is None:
            raise Broken(f"“{raw[:MOST_NAMED]}” is no percentage from -100 to 100.")
        return found

    def common(self) -> dict[str, Any]:
        """Text, explanation, points and feedback as a body holds them."""
        body: dict[str, Any] = {"text": self.words(self.text(self.element.find("questiontext")))}
        explanation = self.text(self.element.find("generalfeedback"))
        if explanation:
            body["explanation"] = self.words(explanation)
        body |= self._points()
        said = dict(self._feedback())
        if said:
            body["feedback"] = said
        self._name_the_rest()
        return body

    def _feedback(self) -> Iterator[tuple[str, dict[str, str]]]:
        for name, path in FEEDBACK.items():
            text = self.text(self.element.find(path))
            if text:
                yield name, self.words(text)

    def _points(self) -> dict[str, int]:
        raw = self.plain("defaultgrade")
        try:
            points = Decimal(raw or "1")
        except InvalidOperation:
            points = Decimal(0)
        if points == points.to_integral_value() and 1 <= points <= MOST_POINTS:
            return {"mark": int(points)} if points != 1 else {}
        if self.element.get("type") != "description":
            self.drop(f"Its points ({raw}) are no whole number from 1 to 100: 1 is taken.")
        return {}

    def _name_the_rest(self) -> None:
        if any(self.text(hint) for hint in self.element.findall("hint")):
            self.drop("Its hints, as there are no tries within one attempt.")
