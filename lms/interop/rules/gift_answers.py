"""What stands between the braces of a GIFT question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_choices import read_choices
from lms.interop.rules.gift_numbers import read_numbers
from lms.interop.rules.gift_parts import Answered, full_first, parts_of, without_empty
from lms.interop.rules.gift_text import Texts
from lms.interop.rules.rubric import ADDED, plain_rubric

TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
ORDERING = re.compile(
    r">\s*(?P<count>\d+)[ \t]*"
    r"(?P<select>ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)?\s*"
    r"(?:HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)?\s*"
    r"(?P<grading>ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|RELATIVE_NEXT_EXCLUDE_LAST"
    r"|RELATIVE_NEXT_INCLUDE_LAST|RELATIVE_ONE_PREVIOUS_AND_NEXT|RELATIVE_ALL_PREVIOUS_AND_NEXT"
    r"|RELATIVE_TO_CORRECT|RELATIVE|REL|LONGEST_ORDERED_SUBSET|LONGEST_CONTIGUOUS_SUBSET)?\s*"
    r"(?:SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)?\s*(?:none|123|abc|ABCD|iii|IIII)?\s*(?P<items>.*)",
    re.DOTALL,
)
GRADINGS = {
    "ALL_OR_NOTHING": "exact",
    "RELATIVE_NEXT_EXCLUDE_LAST": "adjacent",
    "LONGEST_ORDERED_SUBSET": "longest",
}


def kind_of(section: str) -> str:
    """The kind of question that a section (or its absence of one) makes, as Moodle tells them."""
    if not section:
        return "essay"
    if section.startswith("#"):
        return "numeric"
    if ORDERING.fullmatch(section):
        return "ordering"
    if "~" in section:
        return "single_choice" if "=" in section else "multiple_response"
    if "=" in section and "->" in section:
        return "matching"
    return "true_false" if section.partition("#")[0].strip() in TRUTHS else "short_answer"


def read_answers(section: str, texts: Texts) -> Answered:
    """The type and its part of the body. section: with escapes held. Raises Broken."""
    kind = kind_of(section)
    try:
        return READERS[kind](section, texts)
    except Broken as error:
        raise Broken(str(error), kind=kind) from error


def _essay(_section: str, texts: Texts) -> Answered:
    texts.dropped.append(ADDED)
    return Answered("essay", {"rubric": plain_rubric(texts.language)})


def _true_false(section: str, texts: Texts) -> Answered:
    answer, wrong, right = (*section.split("#", 2), "", "")[:3]
    is_true = TRUTHS[answer.strip()]
    parts: dict[str, Any] = {"answer": is_true}
    said = {"true": right, "false": wrong} if is_true else {"true": wrong, "false": right}
    for key, raw in said.items():
        if feedback := texts.plain(raw):
            parts[f"feedback_{key}"] = {texts.language: feedback}
    return Answered("true_false", parts)


def _short_answer(section: str, texts: Texts) -> Answered:
    if section.partition("#")[0].strip().upper() in TRUTHS:
        texts.dropped.append("It is a text to type: true or false is written in capitals.")
    answers = []
    for at, raw in enumerate(without_empty(section.split("=")), start=1):
        part = parts_of(raw, weight=100)
        text = texts.typed(part.text)
        if not text:
            raise Broken("An answer has no text.")
        answer = {"key": f"a{at}", "text": {texts.language: text}, "fraction": part.percent}
        answers.append(answer | part.said(texts))
    return Answered("short_answer", {"answers": full_first(answers)})


def _matching(section: str, texts: Texts) -> Answered:
    stems, options = list[dict[str, Any]](), dict[str, str]()
    for raw in without_empty(section.split("=")):
        left, arrow, right = raw.partition("->")
        stem, option = texts.plain(left), texts.match(right)
        if not arrow or not option:
            raise Broken(f"A pair is written “= this -> that”, not “= {texts.match(raw)}”.")
        key = options.setdefault(option, f"o{len(options) + 1}")
        if stem:
            stems.append(
                {"key": f"s{len(stems) + 1}", "match": key, "text": {texts.language: stem}}
            )
    listed = [{"key": key, "text": {texts.language: text}} for text, key in options.items()]
    return Answered("matching", {"stems": stems, "options": listed})


def _ordering(section: str, texts: Texts) -> Answered:
    found = ORDERING.fullmatch(section)
    if found is None:
        raise Broken("The first line of an ordering is not understood.")
    lines = [text for raw in found["items"].split("\n") if (text := texts.plain(raw))]
    if (found["select"] or "ALL") not in ("ALL", "EXACT"):
        texts.dropped.append(f"Every item is shown, not {found['count']} of them.")
    grading = GRADINGS.get(found["grading"] or "", "")
    if not grading:
        texts.dropped.append(f"Its grading ({found['grading'] or 'none named'}) became adjacent.")
    items = [
        {"key": f"i{at}", "text": {texts.language: text}} for at, text in enumerate(lines, start=1)
    ]
    parts: dict[str, Any] = {"items": items}
    is_default = grading in ("", "adjacent")
    return Answered("ordering", parts if is_default else parts | {"grading": grading})


READERS: Mapping[str, Callable[[str, Texts], Answered]] = {
    "essay": _essay,
    "numeric": read_numbers,
    "ordering": _ordering,
    "single_choice": read_choices,
    "multiple_response": read_choices,
    "matching": _matching,
    "true_false": _true_false,
    "short_answer": _short_answer,
}
