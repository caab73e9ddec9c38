"""GIFT files: each question of a file, and what becomes of it.

Source: Moodle's question/format/gift; where it is silent, GIFT-grammar-PEG.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import Draft, Found, taken
from lms.interop.rules.gift_answers import kind_of, read_answers
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.gift_text import (
    Texts,
    cleaned,
    held,
    short_title,
    unbracketed,
    unwrapped,
)

CATEGORY = "$CATEGORY:"
GAP = "_____"
FILLED_IN = ("single_choice", "multiple_response", "short_answer", "numeric")
ID = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
SLASH = re.compile(r"(?<!/)/(?!/)")
CONTEXT = re.compile(r"\$[a-z0-9]+\$", re.IGNORECASE)
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two blank lines, its comments apart; line: of its first other line."""

    line: int
    text: str
    comments: str


@dataclass(frozen=True, slots=True)
class Section:
    """A block's parts, escapes held. answers: None without braces. after: what follows them."""

    title: str
    before: str
    answers: str | None
    after: str


def read_gift(text: str, *, language: Language) -> list[Found]:
    """Every question of a file's text, in its order."""
    category: tuple[str, ...] = ()
    found = []
    for block in blocks_of(cleaned(text)):
        if block.text.startswith(CATEGORY):
            named, _end, rest = block.text.removeprefix(CATEGORY).partition("\n")
            category = category_in(named)
            block = replace(block, line=block.line + 1, text=rest.strip())
        if block.text:
            found.append(_found(block, category, language))
    return found


def blocks_of(text: str) -> Iterator[Block]:
    """A file cut at its blank lines."""
    start, lines = 0, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield _block(start, lines)
            lines = []


def _block(start: int, lines: list[str]) -> Block:
    is_comment = [line.lstrip().startswith("//") for line in lines]
    first = is_comment.index(False) if False in is_comment else 0
    kept = ["" if comment else line for line, comment in zip(lines, is_comment, strict=True)]
    comments = [line for line, comment in zip(lines, is_comment, strict=True) if comment]
    return Block(start + first, "\n".join(kept).strip(), "\n".join(comments))


def category_in(named: str) -> tuple[str, ...]:
    """Moodle's path as names: without its context (`$course$`) and `top`; `//` is a slash."""
    parts = [part.strip().replace("//", "/") for part in SLASH.split(named)]
    if parts and CONTEXT.fullmatch(parts[0]):
        parts = parts[1:]
    if parts and parts[0] == "top":
        parts = parts[1:]
    return tuple(part for part in parts if part)


def _found(block: Block, category: tuple[str, ...], language: Language) -> Found:
    texts = Texts(language)
    title, rest = _title(held(block.text))
    try:
        section = _section(title, rest)
        answered, asked = _question(section, texts)
    except Broken as error:
        title = title or short_title(unwrapped(rest.partition("{")[0]))
        reasons = (*texts.dropped, str(error))
        return Found(block.line, title, error.kind or UNKNOWN, "error", reasons)
    draft = Draft(
        type=answered.type,
        body={"text": {language: asked}, **answered.parts},
        title=section.title or short_title(asked.replace("[[b1]]", GAP)),
        idnumber=_idnumber(block.comments),
        category=category,
        tags=tuple(_unescaped(tag) for tag in TAG.findall(block.comments)),
    )
    return taken(block.line, draft, reasons=tuple(texts.dropped))


def _idnumber(comments: str) -> str | None:
    found = ID.search(comments)
    return _unescaped(found[1]) or None if found else None


def _unescaped(named: str) -> str:
    return named.replace("\\]", "]").strip()


def _section(title: str, rest: str) -> Section:
    """Raises Broken where braces do not close, or there are more of them."""
    start, end = rest.find("{"), rest.find("}")
    if start < 0 and end < 0:
        return Section(title, rest, None, "")
    if start < 0 or 0 <= end < start:
        raise Broken("A “}” stands before any “{”; write \\} for a brace in a text.")
    if end < 0:
        raise Broken("The “{” has no “}” before the blank line that ends the question.")
    answers, after = rest[start + 1 : end].strip(), rest[end + 1 :]
    if "{" in answers or "{" in after or "}" in after:
        raise Broken("More than one “{” or “}”: GIFT has one gap; write \\{ for one in a text.")
    return Section(title, rest[:start], answers, "" if _is_comment(after) else after.rstrip())


def _is_comment(after: str) -> bool:
    return after.lstrip().startswith("//")


def _title(text: str) -> tuple[str, str]:
    if not text.startswith("::"):
        return "", text
    title, end, rest = text.removeprefix("::").partition("::")
    return (short_title(unwrapped(title)), rest.strip()) if end else ("", title)


def _question(section: Section, texts: Texts) -> tuple[Answered, str]:
    """The type with its part of the body, and the question's text. Raises Broken."""
    if section.answers is None:
        return Answered("description", {}), _asked(section, "", texts)
    answers, mark, explanation = section.answers.rpartition("####")
    answers = answers.strip() if mark else section.answers
    kind, is_inside = kind_of(answers), any(map(str.isalnum, section.after))
    is_gap = is_inside and kind == "single_choice"
    line = GAP if is_inside or kind in FILLED_IN else ""
    if is_gap:
        section = replace(
            section, before=unbracketed(section.before), after=unbracketed(section.after)
        )
    asked = _asked(section, "[[b1]]" if is_gap else line, texts)
    answered = read_answers(answers, texts)
    if is_gap:
        answered = _cloze(answered)
    if mark and (said := texts.plain(explanation)):
        answered.parts["explanation"] = {texts.language: said}
    return answered, asked


def _asked(section: Section, gap: str, texts: Texts) -> str:
    """The text with a gap in it where more follows the answers. Raises Broken."""
    text = texts.asked(section.before + (gap + section.after if section.after else ""))
    if text or not section.title:
        if not text:
            raise Broken("It has no text.")
        return text
    texts.dropped.append("It has no text: its title is asked.")
    return section.title


def _cloze(answered: Answered) -> Answered:
    blank: dict[str, Any] = {"key": "b1", "type": "choice", **answered.parts}
    return Answered("cloze", {"blanks": [blank]})
