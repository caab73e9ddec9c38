"""Each type of Moodle question as one of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from lms.assessment.rules.typed import share_of
from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.gift_numbers import number_in
from lms.interop.rules.gift_parts import Answered, full_first
from lms.interop.rules.moodle_cloze import read_cloze, read_gaps
from lms.interop.rules.moodle_parts import Question
from lms.interop.rules.percents import ALL, is_even
from lms.interop.rules.rubric import ADDED, plain_rubric

GRADINGS = {
    "ALL_OR_NOTHING": "exact", "-1": "exact",
    "RELATIVE_NEXT_EXCLUDE_LAST": "adjacent", "1": "adjacent",
    "LONGEST_ORDERED_SUBSET": "longest", "5": "longest",
}  # fmt: skip
UNIT_NEEDED = frozenset({"1", "2"})
MOST_FILES = 5
MOST_WORDS = 3000
NO_ALTERNATIVE = (
    "Its places are on a picture without words for them, so nobody could answer it without seeing"
    " or without a mouse."
)
DROPPED = {
    "ddmarker": NO_ALTERNATIVE,
    "ddimageortext": NO_ALTERNATIVE,
    "random": "A draw from a category is a quiz's own matter.",
    "randomsamatch": "A draw from a category is a quiz's own matter.",
    "calculated": "Its numbers are made by formulas, which are not read.",
    "calculatedsimple": "Its numbers are made by formulas, which are not read.",
    "calculatedmulti": "Its numbers are made by formulas, which are not read.",
}


def weighed_options(found: Sequence[tuple[int | str, dict[str, Any]]]) -> dict[str, Any]:
    """Options of which any number is chosen, by weights. Raises Broken."""
    shares = [share_of(percent) for percent, _ in found]
    if not any(share > 0 for share in shares):
        raise Broken("No answer is marked as right.")
    if is_even(shares):
        options = [
            option | ({"correct": True} if share > 0 else {})
            for share, (_, option) in zip(shares, found, strict=True)
        ]
        return {"options": options}
    options = [option | ({"fraction": percent} if percent else {}) for percent, option in found]
    return {"grading": "weights", "options": options}


def single_options(found: Sequence[tuple[int | str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Options of which one is chosen: the first that earns all is the right one. Raises Broken."""
    right = next((at for at, (percent, _) in enumerate(found) if percent == ALL), None)
    if right is None:
        raise Broken("No answer earns 100 %.")
    options = []
    for at, (percent, option) in enumerate(found):
        more = {"correct": True} if at == right else {"fraction": percent} if percent else {}
        options.append(option | more)
    return options


def _multichoice(asked: Question) -> Answered:
    found = [
        (asked.percent(each), _option(asked, at, each))
        for at, each in enumerate(asked.element.findall("answer"))
    ]
    shuffle = {} if asked.is_set("shuffleanswers", default=True) else {"shuffle": False}
    if asked.is_set("single", default=True):
        return Answered("single_choice", {"options": single_options(found), **shuffle})
    return Answered("multiple_response", weighed_options(found) | shuffle)


def _option(asked: Question, at: int, element: Element) -> dict[str, Any]:
    text = asked.text(element)
    if not text:
        raise Broken("An answer has no text.")
    return {"key": option_key(at), "text": asked.words(text), **asked.said(element)}


def _truefalse(asked: Question) -> Answered:
    parts: dict[str, Any] = {}
    for each in asked.element.findall("answer"):
        name = asked.text(each, default="plain_text").strip().lower()
        if name not in ("true", "false"):
            raise Broken(f"“{name[:60]}” is neither true nor false.")
        if asked.percent(each) == ALL:
            parts["answer"] = name == "true"
        if said := asked.said(each):
            parts[f"feedback_{name}"] = said["feedback"]
    if "answer" not in parts:
        raise Broken("No answer earns 100 %.")
    return Answered("true_false", parts)


def _shortanswer(asked: Question) -> Answered:
    answers = [
        {"fraction": asked.percent(each), "text": asked.words(_pattern(asked, each)),
         **asked.said(each)}
        for each in asked.element.findall("answer")
    ]  # fmt: skip
    case = {"case": True} if asked.is_set("usecase") else {}
    return Answered("short_answer", {"answers": full_first(answers), **case})


def _pattern(asked: Question, element: Element) -> str:
    """What is to be typed: Moodle compares the text as it stands, whatever its format."""
    text = asked.text(element, default="plain_text")
    if not text:
        raise Broken("An answer has no text.")
    return " ".join(text.split())


def _numerical(asked: Question) -> Answered:
    answers = [
        {"fraction": asked.percent(each), **_number(asked, each), **asked.said(each)}
        for each in asked.element.findall("answer")
    ]
    parts: dict[str, Any] = {"answers": full_first(answers)}
    units = _units(asked)
    if units:
        parts["units"] = units
        if asked.plain("unitgradingtype") in UNIT_NEEDED:
            parts["unit_needed"] = True
            if asked.plain("unitpenalty") not in ("", "1", "1.0000000"):
                asked.drop("What a wrong unit costs: without a right one nothing is earned.")
    return Answered("numeric", parts)


def _number(asked: Question, element: Element) -> dict[str, Any]:
    raw = asked.text(element, default="plain_text").replace(",", ".")
    if raw == "*":
        return {"kind": "any"}
    tolerance = number_in((element.findtext("tolerance") or "0").strip() or "0")
    if tolerance.startswith("-"):
        raise Broken(f"“{tolerance}” is no tolerance: it is below nothing.")
    plain = {"value": number_in(raw)}
    return plain | ({"tolerance": tolerance} if Decimal(tolerance) else {})


def _units(asked: Question) -> list[dict[str, Any]]:
    """The units, the one that the numbers are in first."""
    found = []
    for each in asked.element.findall("units/unit"):
        name = " ".join((each.findtext("unit_name") or "").split())
        try:
            many = number_in((each.findtext("multiplier") or "1").strip())
        except Broken:
            many = "0"
        if not name or Decimal(many) <= 0:
            asked.drop(f"A unit that could not be read ({name[:60]}).")
        else:
            found.append((Decimal(many) != 1, name, many))
    if found and all(is_other for is_other, _, _ in found):
        asked.drop("Its units: none of them is the one of its numbers (multiplier 1).")
        return []
    ordered = sorted(found, key=lambda unit: unit[0])
    return [
        {"text": asked.words(name)} | ({"per_base": many} if is_other else {})
        for is_other, name, many in ordered
    ]


def _matching(asked: Question) -> Answered:
    pairs = []
    for each in asked.element.findall("subquestion"):
        match = " ".join(asked.text(each.find("answer"), default="plain_text").split())
        if not match:
            raise Broken("A line has nothing that it is matched with.")
        pairs.append((asked.text(each), match))
    keys = {text: option_key(at) for at, text in enumerate(dict.fromkeys(m for _, m in pairs))}
    stems = [
        {"key": f"s{at}", "text": asked.words(stem), "match": keys[match]}
        for at, (stem, match) in enumerate((pair for pair in pairs if pair[0]), start=1)
    ]
    options = [{"key": key, "text": asked.words(text)} for text, key in keys.items()]
    shuffle = {} if asked.is_set("shuffleanswers", default=True) else {"shuffle": False}
    return Answered("matching", {"stems": stems, "options": options, **shuffle})


def _essay(asked: Question) -> Answered:
    files = _whole(asked, "attachments")
    if asked.plain("graderinfo/text"):
        asked.drop("Its notes for who marks it.")
    asked.drop(ADDED)
    rubric = {"rubric": plain_rubric(asked.language)}
    is_file = files != 0 and asked.plain("responseformat") == "noinline"
    if is_file:
        count = min(files, MOST_FILES) if files > 0 else MOST_FILES
        return Answered("file_evidence", {**rubric, "max_files": count})
    if files:
        asked.drop("That files may come with the text.")
    template = asked.text(asked.element.find("responsetemplate"))
    more: dict[str, Any] = {"template": asked.words(template)} if template else {}
    for name, path in (("min_words", "minwordlimit"), ("max_words", "maxwordlimit")):
        number = _whole(asked, path)
        if 1 <= number <= MOST_WORDS:
            more[name] = number
    return Answered("essay", rubric | more)


def _whole(asked: Question, path: str) -> int:
    found = asked.plain(path)
    return int(found) if re.fullmatch(r"-?[0-9]{1,6}", found) else 0


def _ordering(asked: Question) -> Answered:
    items = [
        {"key": f"i{at}", "text": asked.words(asked.text(each))}
        for at, each in enumerate(asked.element.findall("answer"), start=1)
    ]
    named = asked.plain("gradingtype")
    grading = GRADINGS.get(named, "adjacent")
    if named not in GRADINGS:
        asked.drop(f"Its grading ({named or 'none named'}): neighbours in order earn a part.")
    if asked.plain("selecttype").upper() not in ("", "ALL", "0"):
        asked.drop("That only some of its lines are shown: all are.")
    return Answered(
        "ordering", {"items": items} | ({} if grading == "adjacent" else {"grading": grading})
    )


def _description(_asked: Question) -> Answered:
    return Answered("description", {})


READERS: Mapping[str, Callable[[Question], Answered]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "essay": _essay,
    "ordering": _ordering,
    "description": _description,
    "cloze": read_cloze,
    "multianswer": read_cloze,
    "gapselect": read_gaps,
    "ddwtos": read_gaps,
}
