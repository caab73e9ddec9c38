"""Texts with gaps in Moodle XML: embedded answers, and words to choose or to drag in.

Source: Moodle's question/type/multianswer, and its documentation "Embedded Answers (Cloze)".
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.gift_numbers import number_in
from lms.interop.rules.gift_parts import Answered, full_first
from lms.interop.rules.gift_text import cleaned
from lms.interop.rules.moodle_parts import Question
from lms.interop.rules.percents import ALL, percent_in
from lms.interop.rules.xml_tree import inner_text

KINDS = {
    "SHORTANSWER": "short", "SA": "short", "MW": "short",
    "SHORTANSWER_C": "case", "SAC": "case", "MWC": "case",
    "NUMERICAL": "number", "NM": "number",
    "MULTICHOICE": "choice", "MC": "choice", "MULTICHOICE_V": "choice", "MCV": "choice",
    "MULTICHOICE_H": "choice", "MCH": "choice", "MULTICHOICE_S": "choice", "MCS": "choice",
    "MULTICHOICE_VS": "choice", "MCVS": "choice", "MULTICHOICE_HS": "choice", "MCHS": "choice",
    "MULTIRESPONSE": "several", "MR": "several", "MULTIRESPONSE_H": "several", "MRH": "several",
    "MULTIRESPONSE_S": "several", "MRS": "several", "MULTIRESPONSE_HS": "several",
    "MRHS": "several",
}  # fmt: skip
EMBEDDED = re.compile(r"\{([0-9]{0,3}):([A-Z_]{2,16}):((?:\\[^\n]|[^\\}])*)\}")
ANSWER = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
SHARE = re.compile(r"%(-?[0-9.]{1,12})%")
FEEDBACK = re.compile(r"(?<!\\)#")
ESCAPED = re.compile(r"\\([~#}\\{/\"=%])")
NUMBERED = re.compile(r"\[\[([0-9]{1,3})\]\]")
MOST_WEIGHT = 100


def read_cloze(asked: Question) -> Answered:
    """Gaps written inside the text, with their answers. Raises Broken."""
    element = asked.element.find("questiontext")
    raw = cleaned(inner_text(element.find("text")) if element is not None else "")
    form = (element.get("format") if element is not None else None) or "html"
    blanks: list[dict[str, Any]] = []

    def gap(found: re.Match[str]) -> str:
        key = f"b{len(blanks) + 1}"
        blanks.append({"key": key, **_blank(asked, found, form)})
        return f"[[{key}]]"

    text = EMBEDDED.sub(gap, raw)
    if not blanks:
        raise Broken("It has no gap, as in {1:SHORTANSWER:=right}.")
    if element is not None:
        asked.text(element)  # names the files that come with it
    return Answered("cloze", {"text": asked.words(asked.read(text, form)), "blanks": blanks})


def _blank(asked: Question, found: re.Match[str], form: str) -> dict[str, Any]:
    weight, kind = int(found[1] or "1"), KINDS.get(found[2])
    if kind is None or kind == "several":
        raise Broken(f"A gap of the kind {found[2]} is not known here.")
    if not 1 <= weight <= MOST_WEIGHT:
        raise Broken(f"A gap weighs {weight}; from 1 to {MOST_WEIGHT} is possible.")
    answers = [_answer(asked, raw, form) for raw in ANSWER.findall(found[3])]
    heavy = {"weight": weight} if weight != 1 else {}
    if kind == "choice":
        return {"type": "choice", **heavy, "options": _options(asked, answers)}
    if kind == "number":
        numbers = [_number(text) | rest for text, rest in answers]
        return {"type": "numeric", **heavy, "answers": full_first(numbers)}
    case = {"case": True} if kind == "case" else {}
    typed = [{"text": asked.words(" ".join(text.split()))} | rest for text, rest in answers]
    return {"type": "short_answer", **heavy, **case, "answers": full_first(typed)}


def _answer(asked: Question, raw: str, form: str) -> tuple[str, dict[str, Any]]:
    """An answer's text, and its share and feedback as a body holds them. Raises Broken."""
    raw = raw.strip()
    percent: int | str | None = 0
    if raw.startswith("="):
        percent, raw = ALL, raw[1:]
    elif share := SHARE.match(raw):
        percent, raw = percent_in(share[1]), raw[share.end() :]
    if percent is None:
        raise Broken(f"“{raw[:60]}” has no percentage from -100 to 100.")
    text, said = [*FEEDBACK.split(raw, maxsplit=1), ""][:2]
    rest: dict[str, Any] = {"fraction": percent}
    feedback = asked.read(ESCAPED.sub(r"\1", said), form) if said else ""
    if feedback:
        rest["feedback"] = asked.words(feedback)
    return asked.read(ESCAPED.sub(r"\1", text), form), rest


def _options(asked: Question, answers: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    right = next((at for at, (_, rest) in enumerate(answers) if rest["fraction"] == ALL), None)
    if right is None:
        raise Broken("A gap has no answer that earns 100 %.")
    options = []
    for at, (text, rest) in enumerate(answers):
        percent = rest.pop("fraction")
        more = {"correct": True} if at == right else {"fraction": percent} if percent else {}
        options.append({"key": option_key(at), "text": asked.words(text), **more, **rest})
    return options


def _number(text: str) -> dict[str, Any]:
    if text == "*":
        return {"kind": "any"}
    value, _colon, tolerance = text.partition(":")
    plain = {"value": number_in(value.replace(",", "."))}
    reach = number_in(tolerance) if tolerance.strip() else "0"
    return plain | ({"tolerance": reach} if reach.strip("0.") else {})


def read_gaps(asked: Question) -> Answered:
    """Numbered gaps, each filled with a word of its group: chosen or dragged. Raises Broken."""
    choices = [
        (_word(asked, each), (each.findtext("group") or "1").strip())
        for each in [*asked.element.findall("selectoption"), *asked.element.findall("dragbox")]
    ]
    blanks: list[dict[str, Any]] = []

    def gap(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(choices):
            raise Broken(f"The gap [[{number}]] has no word.")
        key, group = f"b{len(blanks) + 1}", choices[number - 1][1]
        options = [
            {"key": option_key(at), "text": asked.words(text)}
            | ({"correct": True} if at == number - 1 else {})
            for at, (text, own) in enumerate(choices)
            if own == group
        ]
        blanks.append({"key": key, "type": "choice", "options": options})
        return f"[[{key}]]"

    text = NUMBERED.sub(gap, asked.text(asked.element.find("questiontext")))
    if not blanks:
        raise Broken("It has no gap, as in [[1]].")
    if asked.element.get("type") == "ddwtos":
        asked.drop("That words are dragged: they are chosen from a list.")
    return Answered("cloze", {"text": asked.words(text), "blanks": blanks})


def _word(asked: Question, element: Element) -> str:
    text = asked.text(element)
    if not text:
        raise Broken("A word to choose is empty.")
    return text
