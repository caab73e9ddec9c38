"""What a QTI item says to an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lms.interop.rules.qti_parts import Item
from lms.interop.rules.xml_tree import Node

WRONG = re.compile(r"(?i)incorrect|wrong|false|fail")
PARTLY = re.compile(r"(?i)part")
RIGHT = re.compile(r"(?i)correct|right|true|pass|success")


def inline_feedback(item: Item, choice: Node) -> dict[str, Any]:
    """The feedback that stands in a choice."""
    texts = [item.plain(node) for node in choice.walk() if node.name == "feedbackinline"]
    text = "\n".join(text for text in texts if text)
    return {"feedback": item.words(text)} if text else {}


def add_modal_feedback(item: Item, body: dict[str, Any], names: Sequence[str]) -> None:
    """Feedback shown after the item: of an option, of right or wrong answers, or of all.

    names: the item's own names of the body's options, in their order.
    """
    general: list[str] = []
    verdicts: dict[str, list[str]] = {}
    for node in item.node.all("modalfeedback"):
        text = item.plain(node)
        named = node.attributes.get("identifier", "")
        if not text:
            continue
        if node.attributes.get("showhide", "show") == "hide":
            item.drop(f"Feedback is dropped that is hidden from some ({named[:40]}).")
        elif named in names and "options" in body:
            _say(item, body["options"][names.index(named)], text)
        elif verdict := _verdict(named):
            verdicts.setdefault(verdict, []).append(text)
        else:
            general.append(text)
            item.drop(f"Feedback “{named[:40]}” is shown after every answer.")
    if verdicts:
        body["feedback"] = {name: item.words("\n".join(texts)) for name, texts in verdicts.items()}
    if general:
        body["explanation"] = item.words("\n".join(general))


def _say(item: Item, option: dict[str, Any], text: str) -> None:
    said = option.get("feedback", {}).get(item.language)
    option["feedback"] = item.words(f"{said}\n{text}" if said else text)


def _verdict(name: str) -> str:
    if WRONG.search(name):
        return "incorrect"
    if PARTLY.search(name):
        return "partial"
    return "correct" if RIGHT.search(name) else ""
