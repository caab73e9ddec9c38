"""Feedback in a QTI item: to an option, or to right and wrong answers."""

from __future__ import annotations

from typing import Any

from lms.interop.rules.found import words
from lms.interop.rules.qti_item import Item
from lms.interop.rules.qti_prose import FEEDBACK
from lms.interop.rules.qti_scoring import Scoring
from lms.interop.rules.xml_tree import Node

CHOICES = ("simpleChoice", "hottext")
WRONG = ("incorrect", "wrong", "false", "failure", "not_", "not-", "notc", "notr")
PARTLY = ("partial", "partly")
GENERAL = "explanation"
TURNED = {"correct": "incorrect", "incorrect": "correct"}


def choice_feedback(item: Item, choice: Node) -> str:
    """What is said to who made a choice: inside of it, or by its identifier."""
    name = choice.get("identifier")
    found = [each for each in choice.all(*FEEDBACK) if each.get("showHide") != "hide"]
    named = [
        each
        for each in item.node.all(*FEEDBACK)
        if name and each.get("identifier") == name and each.get("showHide") != "hide"
    ]
    texts = [item.text(each.content).lstrip("—–- ") for each in (*found, *named)]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def verdict_feedback(item: Item, scoring: Scoring) -> dict[str, Any]:
    """The feedback to right answers, to wrong ones and to all; what cannot be placed is said."""
    choices = item.node.all(*CHOICES)
    inside = {id(each) for choice in choices for each in choice.all(*FEEDBACK)}
    names = {choice.get("identifier") for choice in choices}
    right = _right_alone(item)
    always, said = _shown_from_the_start(item), dict[str, dict[str, None]]()
    for node in item.node.all(*FEEDBACK):
        name, is_hidden = node.get("identifier"), node.get("showHide") == "hide"
        text = item.text(node.content)
        if not text or (not is_hidden and (id(node) in inside or name in names)):
            continue
        flag = scoring.flags.get(node.get("outcomeIdentifier"), "") if name == "true" else ""
        verdict = flag or _verdict(name, scoring) or ("correct" if name in right else "")
        verdict = TURNED.get(verdict, "") if is_hidden else verdict
        if not verdict and not is_hidden and name in always:
            verdict = GENERAL
        if not verdict:
            item.say(f"The feedback “{_short(text)}” is left out: when it shows is not understood.")
        else:
            said.setdefault(verdict, {}).setdefault(text)
    general = "\n".join(said.pop(GENERAL, {}))
    placed = {verdict: words("\n".join(texts), item.language) for verdict, texts in said.items()}
    explained = {GENERAL: words(general, item.language)} if general else {}
    return {**explained, **({"feedback": placed} if placed else {})}


def _right_alone(item: Item) -> list[str]:
    """The one right choice of an item that has one response with one."""
    keys = [
        value.one_line
        for each in item.node.all("correctResponse")
        for value in each.children("value")
    ]
    return keys if len(keys) == 1 and len(item.node.children("responseDeclaration")) == 1 else []


def _shown_from_the_start(item: Item) -> set[str]:
    """The identifiers that an outcome has before anything is answered."""
    return {
        value.one_line
        for node in item.node.children("outcomeDeclaration")
        if node.get("baseType") == "identifier"
        for value in node.all("value")
    }


def _verdict(name: str, scoring: Scoring) -> str:
    if name in scoring.verdicts:
        return scoring.verdicts[name]
    plain = name.lower()
    if any(each in plain for each in PARTLY):
        return "partial"
    if any(each in plain for each in WRONG):
        return "incorrect"
    return "correct" if any(each in plain for each in ("correct", "right", "success")) else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
