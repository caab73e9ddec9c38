"""QTI interactions that are a question of their own, one reader each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.assessment.rules.questions import QuestionType
from lms.interop.rules.broken import Broken
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.moodle_marked import ADDED, one_criterion
from lms.interop.rules.moodle_parts import Unsupported, number_or_none
from lms.interop.rules.percents import percent_in, percent_of
from lms.interop.rules.qti_feedback import inline_feedback
from lms.interop.rules.qti_parts import Item, Response
from lms.interop.rules.xml_tree import Node


@dataclass(frozen=True, slots=True)
class Read:
    """A type, its part of the body, and the item's own names of the options."""

    type: QuestionType
    body: dict[str, Any]
    names: tuple[str, ...] = ()


def _named(node: Node) -> str:
    return node.attributes.get("identifier", "")


def _shuffle(node: Node) -> dict[str, bool]:
    return {} if node.attributes.get("shuffle", "false") == "true" else {"shuffle": False}


def _choice(item: Item, node: Node) -> Read:
    response, choices = item.keyed(node), node.all("simplechoice")
    names = tuple(_named(choice) for choice in choices)
    options = [_option(item, at, choice) for at, choice in enumerate(choices)]
    unknown = sorted(set(response.values) - set(names))
    if unknown:
        raise Broken(f"The key names “{unknown[0][:40]}”, which is no choice.")
    if not _shuffle(node):
        _keep_last(item, choices, options)
    body = {**item.asked(node), **_shuffle(node)}
    is_single = response.cardinality == "single" or node.attributes.get("maxchoices") == "1"
    if is_single:
        return Read("single_choice", body | {"options": _single(item, response, names, options)},
                    names)  # fmt: skip
    return Read("multiple_response", body | _multiple(item, response, names, options), names)


def _option(item: Item, at: int, choice: Node) -> dict[str, Any]:
    text = item.words(item.choice_text(choice))
    return {"key": option_key(at), "text": text, **inline_feedback(item, choice)}


def _keep_last(item: Item, choices: list[Node], options: list[dict[str, Any]]) -> None:
    """Choices that stay where they are: at the end they may, elsewhere they are shuffled."""
    fixed = [choice.attributes.get("fixed") == "true" for choice in choices]
    end = len(fixed)
    while end and fixed[end - 1]:
        end -= 1
        options[end]["last"] = True
    if any(fixed[:end]):
        item.drop("That a choice before the last stays where it is.")


def _single(
    item: Item, response: Response, names: tuple[str, ...], options: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    shares = _shares(item, response, names)
    if shares is None:
        right = names.index(response.values[0])
        if len(response.values) > 1:
            raise Broken("One may be chosen, and several are right.")
    else:
        best = max(shares)
        shares = [share / best for share in shares]
        right = shares.index(Fraction(1))
    for at, option in enumerate(options):
        if at == right:
            option["correct"] = True
        elif shares is not None and shares[at]:
            option["fraction"] = _percent(item, shares[at])
    return options


def _multiple(
    item: Item, response: Response, names: tuple[str, ...], options: list[dict[str, Any]]
) -> dict[str, Any]:
    shares = _shares(item, response, names)
    if shares is None:
        right = set(response.values)
        for option, name in zip(options, names, strict=True):
            option |= {"correct": True} if name in right else {}
        return {"grading": "all_or_nothing", "options": options}
    total = sum(share for share in shares if share > 0)
    for option, share in zip(options, shares, strict=True):
        option |= {"fraction": _percent(item, share / total)} if share else {}
    return {"grading": "weights", "options": options}


def _shares(item: Item, response: Response, names: tuple[str, ...]) -> list[Fraction] | None:
    """The points of each choice where points count, else nothing. Raises Broken."""
    if not item.scores_by_points(response):
        return None
    shares = [Fraction(response.mapped.get(name, response.default)) for name in names]
    if max(shares, default=Fraction(0)) <= 0:
        raise Broken("The item has no key: no choice earns a point.")
    return shares


def _percent(item: Item, share: Fraction) -> int | str:
    if share < -1:
        item.drop("A choice costs as much as the whole question earns, and no more.")
    return percent_in(percent_of(max(share, Fraction(-1)))) or 0


def _order(item: Item, node: Node) -> Read:
    response, choices = item.keyed(node), {_named(each): each for each in node.all("simplechoice")}
    if sorted(response.values) != sorted(choices):
        raise Broken("The right order does not name each item once.")
    items = [
        {"key": f"i{at}", "text": item.words(item.choice_text(choices[name]))}
        for at, name in enumerate(response.values, start=1)
    ]
    return Read("ordering", {**item.asked(node), "items": items, "grading": "exact"})


def _pairs(response: Response) -> list[tuple[str, str]]:
    """The right pairs, or those that earn points. Raises Broken."""
    pairs = [tuple(value.split()) for value in response.best]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise Broken("The key is not made of pairs.")
    return [(pair[0], pair[1]) for pair in pairs]


def _match(item: Item, node: Node) -> Read:
    sets = node.all("simplematchset")
    if len(sets) != 2:
        raise Broken("Two sets to match are needed.")
    first, second = ({_named(each): each for each in one.all("simpleassociablechoice")}
                     for one in sets)  # fmt: skip
    return _matched(item, node, first, second)


def _associate(item: Item, node: Node) -> Read:
    every = {_named(each): each for each in node.all("simpleassociablechoice")}
    firsts = {left for left, _right in _pairs(item.keyed(node))}
    first = {name: each for name, each in every.items() if name in firsts}
    second = {name: each for name, each in every.items() if name not in firsts}
    item.drop("Its pairs have a side to start from: one of each pair is the line to match.")
    return _matched(item, node, first, second)


def _matched(item: Item, node: Node, first: Mapping[str, Node], second: Mapping[str, Node]) -> Read:
    response = item.keyed(node)
    pairs = _pairs(response)
    if len({response.mapped.get(value) for value in response.best}) > 1:
        item.drop("Each of its pairs earns alike.")
    targets = dict(pairs)
    if len(targets) < len(pairs):
        raise Unsupported("A line that matches several others has no place here.")
    strange = [name for pair in pairs for name, side in zip(pair, (first, second), strict=True)
               if name not in side]  # fmt: skip
    if strange:
        raise Broken(f"The key names “{strange[0][:40]}”, which is not there to match.")
    if len(targets) < len(first):
        raise Unsupported("A line that matches nothing has no place here.")
    keys = {name: f"o{at}" for at, name in enumerate(second, start=1)}
    stems = [
        {"key": f"s{at}", "match": keys[targets[name]], "text": item.words(item.choice_text(each))}
        for at, (name, each) in enumerate(first.items(), start=1)
    ]
    options = [{"key": keys[name], "text": item.words(item.choice_text(each))}
               for name, each in second.items()]  # fmt: skip
    body = {**item.asked(node), "stems": stems, "options": options, **_shuffle(node)}
    return Read("matching", body)


def _extended(item: Item, node: Node) -> Read:
    body = {**item.asked(node), "rubric": _rubric(item)}
    return Read("essay", body)


def _upload(item: Item, node: Node) -> Read:
    body = {**item.asked(node), "rubric": _rubric(item)}
    named = node.attributes.get("type", "").lower()
    kinds = {"image": "image/", "pdf": "pdf", "text": "text/"}
    accept = [kind for kind, part in kinds.items() if part in named]
    if not accept:
        accept = list(kinds)
        item.drop(f"Pictures, PDF and text are taken ({named[:60] or 'any file'} was allowed).")
    return Read("file_evidence", body | {"accept": accept})


def _rubric(item: Item) -> list[dict[str, Any]]:
    mark = points_of_item(item).get("mark", 1)
    item.drop(ADDED.format(mark=mark))
    return one_criterion(item.language, mark)


def points_of_item(item: Item) -> dict[str, int]:
    """The most points, where the item says so: whole ones from 1 to 100."""
    outcomes = {_named(node): node for node in item.node.all("outcomedeclaration")}
    score, most = outcomes.get("SCORE"), outcomes.get("MAXSCORE")
    text = score.attributes.get("normalmaximum", "") if score else ""
    default = most.first("defaultvalue") if most else None
    text = (default.text() if default else text).strip()
    points = Fraction(number_or_none(text or "1") or "0")
    whole = min(100, max(1, round(points)))
    if whole != points:
        item.drop(f"Its points {text[:20]} became {whole}: points are whole, from 1 to 100.")
    return {"mark": whole} if whole != 1 else {}


READERS: Mapping[str, Callable[[Item, Node], Read]] = {
    "choiceinteraction": _choice,
    "orderinteraction": _order,
    "matchinteraction": _match,
    "associateinteraction": _associate,
    "extendedtextinteraction": _extended,
    "uploadinteraction": _upload,
}
