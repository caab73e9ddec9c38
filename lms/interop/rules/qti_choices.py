"""QTI's choices and hot texts: one option to choose, or all that are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from lms.assessment.rules.typed import share_of
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import words
from lms.interop.rules.gift_choices import option_key
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.percents import ALL, percent_in, percent_of
from lms.interop.rules.qti_feedback import choice_feedback
from lms.interop.rules.qti_item import NO_KEY, Declaration, Item, Mapped
from lms.interop.rules.qti_scoring import Scoring, say_scoring
from lms.interop.rules.xml_tree import Node

MOST_OF_A_KIND = 100
Options = list[dict[str, Any]]
NOT_WHOLE = "Its mapping cannot be brought to 100 %: all the right options must be chosen instead."
OPINION = "It has neither a key nor scoring: it is asked as an opinion, and never counted."
CLAMPED = "An option that takes more than the whole question away takes all of it away."


def read_choice(item: Item, interaction: Node, scoring: Scoring) -> Answered:
    """The options of a choiceInteraction or a hottextInteraction. Raises Broken."""
    is_hot = interaction.name == "hottextInteraction"
    choices = labelled(interaction) or interaction.all("hottext" if is_hot else "simpleChoice")
    found = item.declaration(interaction)
    is_single = found.cardinality == "single" or interaction.get("maxChoices") == "1"
    kind = "single_choice" if is_single else "multiple_response"
    if len(choices) < 2:
        raise Broken("It has fewer than two choices.", kind=kind)
    options = options_of(item, choices)
    if is_single and _is_opinion(item, found, scoring):
        item.say(OPINION)
        return Answered("likert", {"scale": _scale(item, options)})
    if is_single:
        mark_one(item, choices, options, found, scoring)
    is_kept = interaction.get("shuffle") != "true" or all(map(_is_fixed, choices))
    shuffled = {"shuffle": False} if is_kept and not is_hot else {}
    if not is_kept and not is_hot:
        _keep_last(item, choices, options)
    if is_single:
        return Answered("single_choice", {"options": options, **shuffled})
    grading = _mark_many(item, choices, options, found, scoring)
    _say_limits(item, interaction)
    return Answered("multiple_response", {"options": options, "grading": grading, **shuffled})


def labelled(interaction: Node) -> list[Node]:
    """The areas of a picture with their labels; nothing where one of them has none."""
    areas = interaction.children("hotspotChoice")
    labels = [each.get("hotspotLabel") or each.get("ariaLabel") for each in areas]
    if not all(labels):
        return []
    return [
        Node(area.name, area.line, area.attributes, [label])
        for area, label in zip(areas, labels, strict=True)
    ]


def _is_opinion(item: Item, found: Declaration, scoring: Scoring) -> bool:
    """Whether nothing in an item says that it is scored."""
    outcomes = [each.get("identifier") for each in item.node.children("outcomeDeclaration")]
    has_key = bool(found.correct) or found.mapping is not None
    return not has_key and not scoring.is_given and "SCORE" not in outcomes


def _scale(item: Item, options: Options) -> Options:
    if any("feedback" in option for option in options):
        item.say("The feedback to its lines is left out.")
    return [{"key": option["key"], "text": option["text"]} for option in options]


def options_of(item: Item, choices: Sequence[Node]) -> Options:
    """The options without their key. Raises Broken where one has no text."""
    check_lines(choices)
    options = []
    for at, choice in enumerate(choices):
        text = item.text(choice.content)
        if not text:
            raise Broken(f"The choice “{choice.get('identifier')}” has no text.")
        said = choice_feedback(item, choice)
        feedback = {"feedback": words(said, item.language)} if said else {}
        options.append({"key": option_key(at), "text": words(text, item.language), **feedback})
    return options


def check_lines(nodes: Sequence[Node], name: str = "identifier") -> None:
    """Raises Broken for more of a kind than anybody could answer, and for two of one name."""
    if len(nodes) > MOST_OF_A_KIND:
        raise Broken(f"It has {len(nodes)} “{nodes[0].name}”; {MOST_OF_A_KIND} are the most.")
    for found, count in Counter(each.get(name) for each in nodes).items():
        if found and count > 1:
            raise Broken(f"{count} “{nodes[0].name}” have the same {name}, “{found[:60]}”.")


def mark_one(
    item: Item, choices: Sequence[Node], options: Options, found: Declaration, scoring: Scoring
) -> None:
    """Mark the one right option, and what others earn beside it. Raises Broken."""
    by_mapping = scoring.goes_by_mapping(found)
    say_scoring(item, scoring, found, by_mapping=by_mapping)
    names = [choice.get("identifier") for choice in choices]
    if not by_mapping or found.mapping is None:
        right = known_key(found, names)
        if len(right) > 1:
            raise Broken("One choice may be made, and its key names more than one.")
        options[names.index(right[0])]["correct"] = True
        return
    values = [found.mapping.value(name) for name in names]
    best = max(values)
    if best <= 0:
        raise Broken("By its mapping no choice earns anything.")
    full = [name for name, value in zip(names, values, strict=True) if value == best]
    right_one = next((name for name in full if name in found.correct), full[0])
    for name, option, value in zip(names, options, values, strict=True):
        if name == right_one:
            option["correct"] = True
        elif value:
            option["fraction"] = _percent(item, value / best)


def known_key(found: Declaration, names: Sequence[str]) -> tuple[str, ...]:
    """The correct response, which names some of the choices. Raises Broken."""
    if not found.correct:
        raise Broken(NO_KEY)
    for each in found.correct:
        if each not in names:
            raise Broken(f"Its key names “{each[:60]}”, which is none of the choices.")
    return tuple(dict.fromkeys(found.correct))


def _mark_many(
    item: Item, choices: Sequence[Node], options: Options, found: Declaration, scoring: Scoring
) -> str:
    """Mark the right options; gives how they are graded. Raises Broken."""
    by_mapping = scoring.goes_by_mapping(found)
    say_scoring(item, scoring, found, by_mapping=by_mapping)
    names = [choice.get("identifier") for choice in choices]
    if by_mapping and found.mapping is not None:
        percents = _weights(item, found.mapping, names)
        if percents:
            for option, percent in zip(options, percents, strict=True):
                option |= {"fraction": percent} if percent else {}
            return "weights"
        item.say(NOT_WHOLE)
    right = known_key(found, names) if found.correct else _positive(found.mapping, names)
    for name, option in zip(names, options, strict=True):
        if name in right:
            option["correct"] = True
    return "all_or_nothing"


def _positive(mapping: Mapped | None, names: Sequence[str]) -> list[str]:
    right = [name for name in names if mapping is not None and mapping.value(name) > 0]
    if not right:
        raise Broken(NO_KEY)
    return right


def _weights(item: Item, mapping: Mapped, names: Sequence[str]) -> list[int | str]:
    """What each option earns, in percent of all; nothing where that cannot be written."""
    values = [mapping.value(name) for name in names]
    whole = sum((value for value in values if value > 0), Fraction(0))
    if whole <= 0 or (mapping.upper is not None and mapping.upper < whole):
        return []
    percents = [_percent(item, value / whole) for value in values]
    total = sum((share_of(each) for each in percents if share_of(each) > 0), Fraction(0))
    return percents if total == 1 else []


def _percent(item: Item, share: Fraction) -> int | str:
    if share < -1:
        item.say(CLAMPED)
        return -ALL
    return percent_in(percent_of(share)) or 0


def _is_fixed(choice: Node) -> bool:
    return choice.get("fixed") == "true"


def _keep_last(item: Item, choices: Sequence[Node], options: Options) -> None:
    """A fixed choice stays last where it is; elsewhere that is said."""
    is_fixed = list(map(_is_fixed, choices))
    at = len(choices)
    while at and is_fixed[at - 1]:
        at -= 1
        options[at]["last"] = True
    if any(is_fixed[:at]):
        item.say("That a choice before others keeps its place is left out.")


def _say_limits(item: Item, interaction: Node) -> None:
    most, least = interaction.get("maxChoices"), interaction.get("minChoices")
    if most not in ("", "0") and most != str(len(interaction.all("simpleChoice", "hottext"))):
        item.say(f"That at most {most[:9]} may be chosen is left out.")
    if least not in ("", "0", "1"):
        item.say(f"That at least {least[:9]} must be chosen is left out.")
