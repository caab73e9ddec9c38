"""Gaps written in a text as Moodle writes them: `{1:SHORTANSWER:=right~%50%half#said}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.gift_numbers import near_number
from lms.interop.rules.gift_parts import full_first
from lms.interop.rules.gift_text import unbracketed
from lms.interop.rules.moodle_parts import (
    Source,
    Unsupported,
    best_first,
    fraction_in,
    one_right,
)
from lms.interop.rules.percents import ALL

CHOICE = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"}
SHUFFLED = {"MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}
SHORT = {"SHORTANSWER", "SA", "MW"}
CASED = {"SHORTANSWER_C", "SAC", "MWC"}
NUMBER = {"NUMERICAL", "NM"}
SEVERAL = re.compile(r"MULTIRESPONSE(_H|_S|_HS)?|MR(H|S|HS)?")
START = re.compile(r"\{(?P<weight>[0-9]{0,4}):(?P<type>[A-Z]{2,13}(?:_[A-Z]{1,2})?):")
MARKED = re.compile(r"\s*(?:(?P<right>=)|%(?P<percent>-?[0-9]{1,3}(?:[.,][0-9]{0,7})?)%)?")
ESCAPED = re.compile(r"\\([}#~/\"\\=%])")
LONGEST_GAP = 20_000
MOST_WEIGHT = 100


@dataclass(frozen=True, slots=True)
class Alternative:
    """One answer of a gap; text and feedback as they are read."""

    fraction: int | str
    text: str
    feedback: str


def read_cloze(source: Source) -> dict[str, Any]:
    """The text with its gaps. Raises Broken, and Unsupported for gaps with several answers."""
    text = source.asked()
    pieces, blanks, at = list[str](), list[dict[str, Any]](), 0
    for found in START.finditer(text):
        if found.start() < at or not _is_type(found["type"]):
            continue
        end = _end(text, found.end())
        if end < 0:
            raise Broken(f"The gap “{text[found.start() : found.start() + 40]}” does not end.")
        key = f"b{len(blanks) + 1}"
        pieces += [unbracketed(text[at : found.start()]), f"[[{key}]]"]
        blanks.append({"key": key, **_blank(source, found, text[found.end() : end])})
        at = end + 1
    if not blanks:
        raise Broken("Its text has no gap.")
    pieces.append(unbracketed(text[at:]))
    return {"text": {source.language: "".join(pieces)}, "blanks": blanks}


def _is_type(name: str) -> bool:
    return name in CHOICE | SHUFFLED | SHORT | CASED | NUMBER or bool(SEVERAL.fullmatch(name))


def _end(text: str, start: int) -> int:
    """Where the gap's closing brace stands, or -1."""
    at = start
    while at < min(len(text), start + LONGEST_GAP):
        if text[at] == "\\":
            at += 1
        elif text[at] == "}":
            return at
        at += 1
    return -1


def _blank(source: Source, found: re.Match[str], inner: str) -> dict[str, Any]:
    kind = found["type"]
    if SEVERAL.fullmatch(kind):
        raise Unsupported(f"A gap of type {kind}: several answers in one gap have no place here.")
    weight = min(MOST_WEIGHT, int(found["weight"] or 1))
    if weight == 0 or (found["weight"] and weight != int(found["weight"])):
        source.drop(f"A gap that weighs {found['weight']} weighs {max(1, weight)}.")
    weighs = {"weight": weight} if weight > 1 else {}
    answers = [_alternative(raw) for raw in split_escaped(inner, "~")]
    answers = [each for at, each in enumerate(answers) if each.text or each.feedback or at]
    if kind in NUMBER:
        return {"type": "numeric", **_numbers(source, answers), **weighs}
    if kind in SHORT | CASED:
        return {"type": "short_answer", **_texts(source, answers, kind), **weighs}
    if kind in SHUFFLED:
        source.drop("The options of a gap keep their order.")
    return {"type": "choice", **_choices(source, answers), **weighs}


def split_escaped(text: str, mark: str) -> list[str]:
    """A text between marks that have no backslash before them."""
    parts, start, at = list[str](), 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == mark:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def _alternative(raw: str) -> Alternative:
    found = MARKED.match(raw)
    rest = raw[found.end() :] if found else raw
    fraction: int | str = 0
    if found and found["right"]:
        fraction = ALL
    elif found and found["percent"]:
        fraction = fraction_in(found["percent"])
    answer, *said = split_escaped(rest, "#")
    return Alternative(fraction, _free(answer), _free("#".join(said)))


def _free(text: str) -> str:
    return ESCAPED.sub(r"\1", text).strip()


def _said(source: Source, each: Alternative) -> dict[str, Any]:
    return {"feedback": {source.language: each.feedback}} if each.feedback else {}


def _earned(source: Source, each: Alternative) -> int | str:
    if Decimal(each.fraction) >= 0:
        return each.fraction
    source.drop(f"An answer that costs {each.fraction} % earns nothing.")
    return 0


def _accepted(
    source: Source, answers: list[Alternative], own: Callable[[str], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    found = [
        {**own(each.text), "fraction": _earned(source, each), **_said(source, each)}
        for each in answers
    ]
    return full_first(best_first(found))


def _texts(source: Source, answers: list[Alternative], kind: str) -> dict[str, Any]:
    def own(text: str) -> Mapping[str, Any]:
        if not text:
            raise Broken("An answer of a gap has no text.")
        return {"text": {source.language: " ".join(text.split())}}

    case = {"case": True} if kind in CASED else {}
    return {"answers": _accepted(source, answers, own), **case}


def _numbers(source: Source, answers: list[Alternative]) -> dict[str, Any]:
    return {"answers": _accepted(source, answers, lambda text: number_or_any(text, source.drop))}


def number_or_any(text: str, drop: Callable[[str], None]) -> dict[str, str]:
    """What `23.8:0.1` and `*` accept; drop: is told of a rounding. Raises Broken."""
    plain = text.replace(",", ".").replace("−", "-").replace(" ", "")
    if plain == "*":
        return {"kind": "any"}
    value, _colon, tolerance = plain.partition(":")
    number = near_number(tolerance or "0", drop).removeprefix("-")
    return {"value": near_number(value, drop)} | (
        {} if Decimal(number) == 0 else {"tolerance": number}
    )


def _choices(source: Source, answers: list[Alternative]) -> dict[str, Any]:
    options: list[dict[str, Any]] = []
    for at, each in enumerate(answers):
        if not each.text:
            raise Broken("An option of a gap has no text.")
        text = {"text": {source.language: each.text}}
        options.append({"key": option_key(at), **text, **_said(source, each)})
    return {"options": one_right(options, [each.fraction for each in answers])}
