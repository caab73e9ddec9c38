"""Questions of the bank as an Aiken file, in one language."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence

from lms.core.text import Language
from lms.interop.rules.aiken import ANSWER, OPTION
from lms.interop.rules.exported import Exported
from lms.interop.rules.gift_text import cleaned

NEVER_HELD = "keys, categories and tags (a later import knows the question by its text)"


def write_aiken(questions: Sequence[Exported], *, language: Language) -> str:
    """A file of every question that Aiken can hold; what else is lost, `losses` says before."""
    return "\n".join(
        _question(exported, language) for exported in questions if not refusal(exported, language)
    )


def _question(exported: Exported, language: Language) -> str:
    body = exported.body
    lines = [body["text"][language]]
    right = ""
    for letter, option in zip(string.ascii_uppercase, body["options"], strict=False):
        lines.append(f"{letter}. {option['text'][language]}")
        right = letter if option.get("correct") else right
    return "\n".join([*lines, f"ANSWER: {right}", ""])


def losses(exported: Exported, language: Language) -> tuple[str, ...]:
    """Sentences on what does not come back by import; one when the question is left out."""
    left_out = refusal(exported, language)
    return (f"Left out: {left_out}.",) if left_out else tuple(_lost(exported))


def refusal(exported: Exported, language: Language) -> str:
    """Why the whole question is left out, or nothing."""
    if exported.type != "single_choice":
        return f"Aiken has no questions of type {exported.type}"
    options = [option["text"][language] for option in exported.body["options"]]
    if len(options) > len(string.ascii_uppercase):
        return "there are more answers than letters"
    asked = exported.body["text"][language]
    if not all(map(_is_a_line, (asked, *options))):
        return "a text is of more than one line, or has characters that are not to be seen"
    if any(ANSWER.fullmatch(text) or OPTION.fullmatch(text) for text in (asked, *options)):
        return "a text would be read as an answer's letter"
    return ""


def _is_a_line(text: str) -> bool:
    return "\n" not in text and cleaned(text).strip() == text


def _lost(exported: Exported) -> Iterator[str]:
    body = exported.body
    if body.get("explanation"):
        yield "Its explanation."
    if any(option.get("feedback") for option in body["options"]):
        yield "The feedback of its answers."
    if any(option.get("fraction") for option in body["options"] if not option.get("correct")):
        yield "That a wrong answer earns a part."
    if any(option.get("last") for option in body["options"]):
        yield "That an option stays last."
    if body.get("shuffle", True) is not True:
        yield "That its options keep their order."
    if body.get("mark", 1) != 1:
        yield f"Its points ({body['mark']})."
    if body.get("feedback"):
        yield "Its feedback to right, partly right and wrong answers."
    if body.get("sources"):
        yield f"Its sources ({', '.join(each['source'] for each in body['sources'])})."
