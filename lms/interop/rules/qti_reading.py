"""One QTI item, read into a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lms.catalog.rules import UNGRADED
from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import Draft, Found, taken
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.gift_text import cleaned, short_title
from lms.interop.rules.qti_choices import labelled, read_choice
from lms.interop.rules.qti_feedback import verdict_feedback
from lms.interop.rules.qti_gaps import INLINE, LINE, read_gap_match, read_gaps
from lms.interop.rules.qti_item import Item
from lms.interop.rules.qti_open import read_essay, read_upload
from lms.interop.rules.qti_pairs import read_associate, read_match, read_order
from lms.interop.rules.qti_scoring import Scoring, scoring_of
from lms.interop.rules.xml_tree import Node

PICTURE = "It is answered on a picture, which does not come with it."
NO_LABELS = "It is answered on a picture, and not every area of it has a label in words."
IN_WORDS = "Its picture is left out: it is asked by the labels of its areas."
HOTSPOT = "hotspotInteraction"
NO_SUCH = "There are no questions of its kind here."
DROPPED = {
    "selectPointInteraction": PICTURE,
    "graphicOrderInteraction": PICTURE,
    "graphicAssociateInteraction": PICTURE,
    "graphicGapMatchInteraction": PICTURE,
    "positionObjectInteraction": PICTURE,
    "drawingInteraction": PICTURE,
    "sliderInteraction": NO_SUCH,
    "mediaInteraction": NO_SUCH,
    "endAttemptInteraction": NO_SUCH,
    "customInteraction": "It is answered by a program of its own, which is not run here.",
    "portableCustomInteraction": "It is answered by a program of its own, which is not run here.",
}
ASIDE = {
    "mediaInteraction": "Its sound or film is left out.",
    "endAttemptInteraction": "Its button “{title}”, which ends an attempt, is left out.",
}
BESIDE = {
    "stylesheet": "The stylesheet “{href}” is left out.",
    "assessmentStimulusRef": "The passage “{href}” that it refers to is left out.",
    "catalogInfo": "Its catalog of other forms, for accessibility, is left out.",
    "companionMaterialsInfo": "The list of materials that it needs is left out.",
    "itemFileInfo": "A file that belongs to it is left out.",
}


class Dropped(Exception):
    """A kind of question that is not here; the message says why."""


@dataclass(frozen=True, slots=True)
class _Read:
    answered: Answered
    put: dict[int, str]


def read_item(node: Node, *, language: Language, line: int, name: str = "") -> Found:
    """What becomes of an assessmentItem. name: of its file, where it has no title."""
    item = Item(node, language)
    identifier = _one_line(node.get("identifier"))
    title = short_title(_one_line(node.get("title"))) or identifier or short_title(name)
    kinds = [each.name for each in _interactions(item)]
    named = ", ".join(dict.fromkeys(kinds)) or "assessmentItem"
    try:
        draft = _draft(item, identifier, title)
    except Dropped as error:
        return Found(line, title, named, "dropped", (*item.reasons, str(error)))
    except Broken as error:
        return Found(line, title, error.kind or named, "error", (*item.reasons, str(error)))
    return taken(line, draft, reasons=tuple(item.reasons))


def _draft(item: Item, identifier: str, title: str) -> Draft:
    _check_plain(item)
    scoring = scoring_of(item)
    read = _read(item, scoring)
    asked = _asked(item, read)
    if not asked:
        if not title:
            raise Broken("It has no text.", kind=read.answered.type)
        item.say("It has no text: its title is asked.")
        asked = title
    body: dict[str, Any] = {"text": {item.language: asked}, **read.answered.parts}
    mark = item.mark()
    body |= {"mark": mark} if mark != 1 and read.answered.type not in UNGRADED else {}
    body |= verdict_feedback(item, scoring)
    _say_beside(item)
    return Draft(read.answered.type, body, title or short_title(asked), identifier or None)


def _check_plain(item: Item) -> None:
    """Raises Dropped for what differs from trainee to trainee, Broken where nothing is there."""
    if item.node.get("adaptive") == "true":
        raise Dropped("It is adaptive: it changes while it is answered.")
    if item.node.children("templateDeclaration", "templateProcessing"):
        raise Dropped("It is a template: its values are drawn at random.")
    if item.node.all("printedVariable"):
        raise Dropped("It shows a variable, which has no value here.")
    if not item.node.children("itemBody"):
        raise Broken("It has no itemBody.")


def _interactions(item: Item) -> list[Node]:
    """The interactions of the body; what stands inside of one is a part of it."""
    found = [each for each in item.body.walk() if each.name.endswith("Interaction")]
    inner = {id(each) for outer in found for each in outer.all()}
    return [each for each in found if id(each) not in inner]


def _read(item: Item, scoring: Scoring) -> _Read:
    """The answers, and what stands for each interaction in the text."""
    found = _interactions(item)
    main = [each for each in found if each.name not in ASIDE] or found
    for each in found:
        if each not in main:
            item.say(ASIDE[each.name].format(title=_one_line(each.get("title"))[:60]))
    aside = {id(each): "" for each in found}
    if not main:
        return _read_text(item)
    if all(each.name in INLINE for each in main):
        answered, put = read_gaps(item, main, scoring)
        return _Read(answered, aside | put)
    if len(main) > 1:
        names = ", ".join(each.name for each in main[:6])
        raise Dropped(f"It has several interactions in one item: {names}.")
    if main[0].name == HOTSPOT and not labelled(main[0]):
        raise Dropped(NO_LABELS)
    if main[0].name in DROPPED:
        raise Dropped(DROPPED[main[0].name])
    answered, put = _read_block(item, main[0], scoring)
    del aside[id(main[0])]
    return _Read(answered, aside | put)


def _read_text(item: Item) -> _Read:
    """Something to read. Raises Broken where something should be asked."""
    if item.node.all("correctResponse", "mapping"):
        raise Broken("It has a key, and nothing that could be answered.")
    item.say("It asks nothing: it is taken as something to read.")
    return _Read(Answered("description", {}), {})


def _read_block(item: Item, interaction: Node, scoring: Scoring) -> tuple[Answered, dict[int, str]]:
    """An interaction that stands by itself; the text keeps of it what it is not answered with."""
    if interaction.name == "gapMatchInteraction":
        return read_gap_match(item, interaction, scoring)
    if interaction.name == "hottextInteraction":
        return read_choice(item, interaction, scoring), {}
    answered = _read_listed(item, interaction, scoring)
    kept = interaction.children("prompt", "object")
    return answered, {id(each): "" for each in interaction.children() if each not in kept}


def _read_listed(item: Item, interaction: Node, scoring: Scoring) -> Answered:
    if interaction.name == HOTSPOT:
        item.say(IN_WORDS)
    if interaction.name in ("choiceInteraction", HOTSPOT):
        return read_choice(item, interaction, scoring)
    if interaction.name == "orderInteraction":
        return read_order(item, interaction, scoring)
    if interaction.name == "matchInteraction":
        return read_match(item, interaction, scoring)
    if interaction.name == "associateInteraction":
        return read_associate(item, interaction, scoring)
    if interaction.name == "extendedTextInteraction":
        return read_essay(item, interaction)
    if interaction.name == "uploadInteraction":
        return read_upload(item, interaction)
    raise Dropped(f"There is no interaction “{interaction.name[:60]}” in QTI that is read here.")


def _asked(item: Item, read: _Read) -> str:
    text = item.text(item.body.content, read.put)
    return "\n".join(line for line in text.split("\n") if line != LINE)


def _say_beside(item: Item) -> None:
    asked = {each.get("responseIdentifier") for each in item.body.walk()}
    for node in item.node.children("responseDeclaration"):
        if node.get("identifier") not in asked and node.children("correctResponse", "mapping"):
            item.say(
                f"The key of “{node.get('identifier')[:60]}”, which nothing asks, is left out."
            )
    for node in item.node.children(*BESIDE):
        href = _one_line(node.get("href"))[:80]
        item.say(BESIDE[node.name].format(href=href))
    if item.node.get("timeDependent") == "true":
        item.say("That it depends on time is left out.")


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())
