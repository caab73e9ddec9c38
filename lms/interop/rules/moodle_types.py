"""The types of Moodle XML, one reader each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.assessment.rules.questions import QuestionType
from lms.assessment.rules.typed import share_of
from lms.core.text import western_digits
from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_answers import GRADINGS
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.gift_numbers import near_number
from lms.interop.rules.gift_parts import full_first
from lms.interop.rules.gift_text import cleaned
from lms.interop.rules.moodle_marked import read_essay
from lms.interop.rules.moodle_parts import Source, best_first, number_or_none, one_right
from lms.interop.rules.percents import ALL, added_up, is_even
from lms.interop.rules.xml_tree import Node


@dataclass(frozen=True, slots=True)
class Read:
    """A type and its part of the body."""

    type: QuestionType
    body: dict[str, Any]


def _multichoice(source: Source) -> Read:
    answers = source.answers()
    shares = [source.earned(answer) for answer in answers]
    options = [_option(source, at, answer) for at, answer in enumerate(answers)]
    shuffle = {} if source.says("shuffleanswers", default=False) else {"shuffle": False}
    if source.says("single", default=True):
        return Read("single_choice", {"options": one_right(options, shares), **shuffle})
    weighed = _weighed(options, added_up(shares, source.drop))
    return Read("multiple_response", {**weighed, **shuffle})


def _oumultiresponse(source: Source) -> Read:
    """Moodle takes points only where more are chosen than are right; here wrong ones cost."""
    answers = source.answers()
    options = [_option(source, at, answer) for at, answer in enumerate(answers)]
    for option, answer in zip(options, answers, strict=True):
        option |= {"correct": True} if Decimal(source.earned(answer)) > 0 else {}
    source.drop("Its grading became ours: the right options chosen, less the wrong ones.")
    shuffle = {} if source.says("shuffleanswers", default=False) else {"shuffle": False}
    return Read("multiple_response", {"options": options, **shuffle})


def _option(source: Source, at: int, answer: Node) -> dict[str, Any]:
    text = source.words(_with_format(source, answer), "text")
    if not text:
        raise Broken(f"Option {at + 1} has no text.")
    return {"key": option_key(at), **text, **source.words(answer.first("feedback"), "feedback")}


def _with_format(source: Source, answer: Node) -> Node:
    """An answer; where it names no format, in that of the question."""
    if "format" in answer.attributes or not source.asked_format:
        return answer
    given = {**answer.attributes, "format": source.asked_format}
    return Node(answer.name, answer.line, given, answer.content)


def _weighed(options: list[dict[str, Any]], percents: list[int | str]) -> dict[str, Any]:
    """By weights; where these say what `partial_floor0` says, that."""
    shares = [share_of(percent) for percent in percents]
    if is_even(shares):
        for option, share in zip(options, shares, strict=True):
            option |= {"correct": True} if share > 0 else {}
        return {"options": options}
    for option, percent in zip(options, percents, strict=True):
        option |= {"fraction": percent} if percent else {}
    return {"grading": "weights", "options": options}


def _truefalse(source: Source) -> Read:
    """By the words true and false; in old files, of other languages, by their order."""
    body: dict[str, Any] = {}
    for at, answer in enumerate(source.answers()[:2]):
        inner = answer.first("text")
        said = (inner.text() if inner else answer.text()).strip().lower()
        if said not in ("true", "false"):
            said = "false" if at else "true"
        if source.earned(answer) == ALL:
            body.setdefault("answer", said == "true")
        body |= source.words(answer.first("feedback"), f"feedback_{said}")
    if "answer" not in body:
        raise Broken("Neither true nor false earns 100 %.")
    return Read("true_false", body)


def _answered(source: Source, answer: Node, **own: Any) -> dict[str, Any]:
    fraction = source.earned(answer)
    if Decimal(fraction) < 0:
        source.drop(f"An answer that costs {fraction} % earns nothing.")
        fraction = 0
    return {**own, "fraction": fraction, **source.words(answer.first("feedback"), "feedback")}


def _typed(answer: Node) -> str:
    inner = answer.first("text")
    if inner is not None:
        return " ".join(cleaned(inner.text()).split())
    own = (part for part in answer.content if isinstance(part, str))
    return " ".join(cleaned("".join(own)).split())


def _shortanswer(source: Source) -> Read:
    answers = []
    for answer in source.answers():
        text = _typed(answer)
        if not text:
            raise Broken("An answer has no text.")
        answers.append(_answered(source, answer, text={source.language: text}))
    case = {"case": True} if source.says("usecase", default=False) else {}
    return Read("short_answer", {"answers": full_first(best_first(answers)), **case})


def _numerical(source: Source) -> Read:
    answers = []
    for answer in source.answers():
        text = western_digits(_typed(answer)).replace("−", "-").replace(" ", "")
        own = {"kind": "any"} if text in ("*", "") else {
            "value": near_number(text, source.drop), **_tolerance(source, answer)
        }  # fmt: skip
        answers.append(_answered(source, answer, **own))
    if source.plain(source.node.first("instructions")):
        source.drop("Its instructions on units are dropped.")
    body = {"answers": full_first(best_first(answers)), **_units(source)}
    return Read("numeric", body)


def _tolerance(source: Source, answer: Node) -> dict[str, str]:
    node = answer.first("tolerance")
    number = near_number(node.text().strip() or "0", source.drop) if node else "0"
    number = number.removeprefix("-")
    return {} if Decimal(number) == 0 else {"tolerance": number}


def _units(source: Source) -> dict[str, Any]:
    """The units, the base first; whether one is needed."""
    listed = source.node.first("units")
    found = [pair for node in (listed.children("unit") if listed else []) if (pair := _unit(node))]
    if not found:
        return {}
    base = next((pair for pair in found if Decimal(pair[1]) == 1), None)
    if base is None:
        source.drop("Its units are dropped: none of them makes one of the answer.")
        return {}
    ordered = [base, *(pair for pair in found if pair is not base)]
    units = [_written_unit(name, factor, source) for name, factor in ordered]
    needed = source.value("unitgradingtype", "0") in ("1", "2")
    if needed:
        source.drop("An answer without its unit earns nothing; Moodle took a part of the mark.")
    if source.value("showunits") in ("1", "2"):
        source.drop("The unit is typed with the number, not chosen from a list.")
    return {"units": units, **({"unit_needed": True} if needed else {})}


def _unit(node: Node) -> tuple[str, str] | None:
    name, factor = node.first("unit_name"), node.first("multiplier")
    text = " ".join(cleaned(name.text()).split()) if name else ""
    number = number_or_none(factor.text().strip()) if factor else "1"
    if not text:
        return None
    if number is None or Decimal(number) <= 0:
        raise Broken(f"The unit “{text[:40]}” has no multiplier above 0.")
    return text, number


def _written_unit(name: str, factor: str, source: Source) -> dict[str, Any]:
    unit: dict[str, Any] = {"text": {source.language: name}}
    return unit if Decimal(factor) == 1 else unit | {"per_base": factor}


def _matching(source: Source) -> Read:
    stems, options = list[dict[str, Any]](), dict[str, str]()
    pairs = source.node.children("subquestion")
    if not pairs:
        raise Broken("It has no pairs.")
    for pair in pairs:
        stem, answer = source.words(_with_format(source, pair), "text"), pair.first("answer")
        option = source.plain(Node("answer", pair.line, {"format": "plain_text"}, answer.content)
                              if answer else None)  # fmt: skip
        if not option and not stem:
            continue
        if not option:
            raise Broken("A line to match has nothing that belongs to it.")
        key = options.setdefault(option, f"o{len(options) + 1}")
        if stem:
            stems.append({"key": f"s{len(stems) + 1}", "match": key, **stem})
    listed = [{"key": key, "text": {source.language: text}} for text, key in options.items()]
    shuffle = {} if source.says("shuffleanswers", default=True) else {"shuffle": False}
    return Read("matching", {"stems": stems, "options": listed, **shuffle})


def _ordering(source: Source) -> Read:
    order = sorted(source.answers(), key=lambda answer: _place(answer))
    items = [
        {"key": f"i{at}", **source.words(_with_format(source, answer), "text")}
        for at, answer in enumerate(order, start=1)
    ]
    if any("text" not in item for item in items):
        raise Broken("An item has no text.")
    if any(source.plain(answer.first("feedback")) for answer in order):
        source.drop("The feedback to single items is dropped.")
    if source.value("selecttype", "ALL") not in ("ALL", "0"):
        source.drop(f"Every item is shown, not {source.value('selectcount', 'some')} of them.")
    named = source.value("gradingtype")
    grading = GRADINGS.get(named, "")
    if not grading:
        source.drop(f"Its grading ({named[:60] or 'none named'}) became adjacent.")
    return Read("ordering", {"items": items, **({"grading": grading} if grading else {})})


def _place(answer: Node) -> Fraction:
    """Where an item stands: Moodle writes 1, 2, 3 as its fraction."""
    number = number_or_none(answer.attributes.get("fraction", "0").strip())
    return Fraction(number or "0")


def _description(_source: Source) -> Read:
    return Read("description", {})


def _essay(source: Source) -> Read:
    return Read(*read_essay(source))


READERS: Mapping[str, Callable[[Source], Read]] = {
    "multichoice": _multichoice,
    "oumultiresponse": _oumultiresponse,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "description": _description,
}
