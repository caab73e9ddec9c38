"""QTI interactions in the middle of a text: gaps, typed or chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.gift_numbers import number_in
from lms.interop.rules.gift_parts import full_first
from lms.interop.rules.moodle_cloze import unbracketed
from lms.interop.rules.moodle_gaps import MOST
from lms.interop.rules.moodle_parts import Unsupported, best_first, number_or_none
from lms.interop.rules.percents import percent_in, percent_of
from lms.interop.rules.qti_feedback import inline_feedback
from lms.interop.rules.qti_parts import Item, Response
from lms.interop.rules.qti_types import Read
from lms.interop.rules.xml_tree import Node

NUMBERS = ("float", "integer")
INLINE = ("textentryinteraction", "inlinechoiceinteraction")
MARK = "\u2402{}\u2403"  # stands for a gap while the text is read
PLACE = "____"


def read_inline(item: Item, nodes: Sequence[Node]) -> Read:
    """One typed answer, or a text with gaps. Raises Broken."""
    if len(nodes) == 1 and nodes[0].name == "textentryinteraction":
        response = item.keyed(nodes[0])
        text = item.plain(item.body, {id(nodes[0]): PLACE})
        text = text.removesuffix(PLACE).rstrip() or text
        is_number = response.base_type in NUMBERS
        body = {"text": item.words(text), **_typed(item, response)}
        return Read("numeric" if is_number else "short_answer", body)
    blanks = [_blank(item, at, node) for at, node in enumerate(nodes, start=1)]
    return Read("cloze", {"text": item.words(_gapped(item, item.body, nodes)), "blanks": blanks})


def read_gap_match(item: Item, node: Node) -> Read:
    """Words to put into gaps: each gap has the list of them all. Raises Broken."""
    response, words = item.keyed(node), node.all("gaptext")
    if node.all("gapimg"):
        raise Unsupported("Pictures to put into gaps have no place here.")
    gaps = [each for each in node.walk() if each.name == "gap"]
    if max(len(gaps), len(words)) > MOST:
        raise Broken(f"It has more than {MOST} gaps, or words to put into them.")
    targets: dict[str, str] = {}
    for value in response.best:
        word, _space, gap = value.partition(" ")
        targets.setdefault(gap.strip(), word)
    blanks = [
        {"key": f"b{at}", "type": "choice", "options": _words(item, words, targets, gap)}
        for at, gap in enumerate(gaps, start=1)
    ]
    item.drop("A word may be chosen for more than one gap.")
    instead = {id(word): "" for word in words}
    text = _gapped(item, item.body, gaps, instead)
    return Read("cloze", {"text": item.words(text), "blanks": blanks})


def _words(
    item: Item, words: Sequence[Node], targets: dict[str, str], gap: Node
) -> list[dict[str, Any]]:
    named = gap.attributes.get("identifier", "")
    if named not in targets:
        raise Broken(f"The gap “{named[:40]}” has no word that belongs there.")
    return [
        {"key": option_key(at), "text": item.words(item.choice_text(word))}
        | ({"correct": True} if word.attributes.get("identifier") == targets[named] else {})
        for at, word in enumerate(words)
    ]


def _gapped(
    item: Item, node: Node, gaps: Sequence[Node], instead: dict[int, str] | None = None
) -> str:
    marks = {id(gap): MARK.format(at) for at, gap in enumerate(gaps, start=1)}
    text = unbracketed(item.plain(node, {**(instead or {}), **marks}))
    for at in range(1, len(gaps) + 1):
        text = text.replace(MARK.format(at), f"[[b{at}]]")
    return text


def _blank(item: Item, at: int, node: Node) -> dict[str, Any]:
    response = item.keyed(node)
    if node.name == "inlinechoiceinteraction":
        options = _choices(item, response, node)
        return {"key": f"b{at}", "type": "choice", "options": options}
    kind = "numeric" if response.base_type in NUMBERS else "short_answer"
    return {"key": f"b{at}", "type": kind, **_typed(item, response)}


def _choices(item: Item, response: Response, node: Node) -> list[dict[str, Any]]:
    choices = node.all("inlinechoice")
    names = [choice.attributes.get("identifier", "") for choice in choices]
    right = next(iter(response.best), "")
    if right not in names:
        raise Broken(f"The key names “{right[:40]}”, which is no choice.")
    return [
        {"key": option_key(at), "text": item.words(item.choice_text(choice))}
        | ({"correct": True} if name == right else {})
        | inline_feedback(item, choice)
        for at, (name, choice) in enumerate(zip(names, choices, strict=True))
    ]


def _typed(item: Item, response: Response) -> dict[str, Any]:
    """Accepted answers; those of a mapping earn their part of the most."""
    shares: dict[str, Fraction] = {}
    if item.scores_by_points(response):
        shares = {text: Fraction(points) for text, points in response.mapped.items() if text}
        best = max(shares.values(), default=Fraction(0))
        if best <= 0:
            raise Broken("The item has no key: no answer earns a point.")
        shares = {text: max(Fraction(0), share / best) for text, share in shares.items()}
    shares = shares or dict.fromkeys(response.values[:1], Fraction(1))
    if response.base_type in NUMBERS:
        reach = _tolerance(item, response)
        return {"answers": _accepted([(_number(t, reach), share) for t, share in shares.items()])}
    found = [({"text": item.words(_literal(t))}, share) for t, share in shares.items()]
    case = {"case": True} if _keeps_case(response, shares) else {}
    return {"answers": _accepted(found), **case}


def _accepted(found: Sequence[tuple[Mapping[str, Any], Fraction]]) -> list[dict[str, Any]]:
    answers = [{**own, "fraction": _percent(share)} for own, share in found]
    return full_first(best_first(answers))


def _keeps_case(response: Response, shares: dict[str, Fraction]) -> bool:
    """QTI compares texts letter by letter, but for a mapping that says otherwise."""
    return response.is_case_kept if set(shares) <= set(response.mapped) else True


def _literal(text: str) -> str:
    """A text in which a star is a star."""
    return text.replace("\\*", "*").replace("*", "\\*")


def _percent(share: Fraction) -> int | str:
    found = percent_in(percent_of(share))
    return 0 if found is None else found


def _number(text: str, reach: tuple[str, str]) -> dict[str, str]:
    kind, tolerance = reach
    plain = {"value": number_in(text)}
    if Decimal(tolerance) == 0:
        return plain
    return plain | {"tolerance": tolerance} | ({"kind": kind} if kind == "relative" else {})


def _tolerance(item: Item, response: Response) -> tuple[str, str]:
    """What `equal` of the response processing allows; by two numbers, the greater one."""
    processing = item.node.first("responseprocessing")
    for node in processing.walk() if processing else ():
        names = {each.attributes.get("identifier") for each in node.nodes()}
        if node.name != "equal" or response.identifier not in names:
            continue
        mode = node.attributes.get("tolerancemode", "exact")
        found = [number_or_none(part) for part in node.attributes.get("tolerance", "").split()]
        numbers = [number for number in found if number is not None]
        if mode not in ("absolute", "relative") or not numbers:
            continue
        if len(set(numbers)) > 1:
            item.drop("Two different tolerances: the greater one holds on both sides.")
        most = max(map(Decimal, numbers))
        reach = most / 100 if mode == "relative" else most
        return mode, f"{reach.normalize():f}".removeprefix("-")
    return "absolute", "0"
