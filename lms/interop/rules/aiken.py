"""Aiken files: a line that asks, lettered answers, and the letter of the right one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import Draft, Found, taken, words
from lms.interop.rules.gift_text import cleaned, short_title

OPTION = re.compile(r"([A-Z])(?:\)|\.(?!\w[.)]))\s*(.*)")  # not the letters of “U.N.” or “A.M.”
ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.IGNORECASE)


@dataclass(slots=True)
class _Lines:
    """What was read of a question; is_parted: whether a blank line followed."""

    line: int = 0
    asked: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    is_parted: bool = False

    @property
    def is_begun(self) -> bool:
        """Whether anything of it was read."""
        return bool(self.asked or self.options)

    def add(self, text: str) -> None:
        """A line that is neither blank nor an answer: an option, or more of what stands before."""
        option = OPTION.fullmatch(text)
        if option and (self.options or option[1] == "A"):
            self.options.append((option[1], option[2] or ""))
        elif self.options:
            letter, before = self.options[-1]
            self.options[-1] = (letter, f"{before} {text}".strip())
        else:
            self.asked.append(text)
        self.is_parted = False


def read_aiken(text: str, *, language: Language) -> list[Found]:
    """Every question of a file's text, in its order."""
    found, read = [], _Lines()
    for number, raw in enumerate(cleaned(text).split("\n"), start=1):
        line = raw.strip()
        answer = ANSWER.fullmatch(line)
        if not line:
            read.is_parted = True
            continue
        if read.is_parted and read.is_begun and not answer and not _is_more(read, line):
            found.append(_found(read, None, language))
            read = _Lines()
        read.line = read.line or number
        if answer is None:
            read.add(line)
        else:
            found.append(_found(read, answer[1].strip(), language))
            read = _Lines()
    return found if not read.is_begun else [*found, _found(read, None, language)]


def _is_more(read: _Lines, line: str) -> bool:
    """Whether a line after a blank one is still of the question: one of its options."""
    option = OPTION.fullmatch(line)
    return option is not None and (option[1] == "A") != bool(read.options)


def _found(read: _Lines, answer: str | None, language: Language) -> Found:
    asked = " ".join(read.asked)
    title = short_title(asked)
    try:
        options = _options(read, answer, language)
    except Broken as error:
        return Found(read.line, title, "single_choice", "error", (str(error),))
    body = {"text": words(asked, language), "options": options}
    return taken(read.line, Draft("single_choice", body, title))


def _options(read: _Lines, answer: str | None, language: Language) -> list[dict[str, Any]]:
    letters = [letter for letter, _text in read.options]
    if not read.asked:
        raise Broken("It has no text before its answers.")
    if not letters:
        raise Broken("It has no answers: write them as “A. this” and “B. that”.")
    if answer is None:
        raise Broken("It has no line “ANSWER: A” with the letter of the right one.")
    if len(set(letters)) < len(letters):
        raise Broken("Two answers have the same letter.")
    if answer.upper().rstrip(".)") not in letters:
        raise Broken(f"“{answer}” is not the letter of one answer.")
    if not all(text for _letter, text in read.options):
        raise Broken("An answer has no text.")
    right = answer.upper().rstrip(".)")
    return [
        {"key": letter.lower(), "text": words(text, language)}
        | ({"correct": True} if letter == right else {})
        for letter, text in read.options
    ]
