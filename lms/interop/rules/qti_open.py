"""What a trainer marks in QTI: texts and files."""

from __future__ import annotations

from typing import Any

from lms.interop.rules.broken import Broken
from lms.interop.rules.found import words
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.qti_item import Item
from lms.interop.rules.qti_prose import is_for_all
from lms.interop.rules.rubric import added, plain_rubric
from lms.interop.rules.xml_tree import Node

ANY_FILE = "Pictures and text are taken; any file was allowed."
FILES = {"image": "image", "text": "text"}
NO_SUCH_FILES = "Files of the type {type} are not taken here: pictures are."


def read_essay(item: Item, interaction: Node) -> Answered:
    """A text to write, with a plain rubric; a model answer becomes the explanation."""
    rubric = _rubric(item)
    try:
        model = "\n".join(item.declaration(interaction).correct)
    except Broken:
        model = ""
    if interaction.get("maxStrings") not in ("", "0", "1"):
        item.say(f"That {interaction.get('maxStrings')[:9]} texts are asked is left out: one is.")
    said = {"explanation": words(model, item.language)} if model else {}
    if model:
        item.say("Its model answer is kept as its explanation.")
    start = interaction.get("placeholderText")
    if start:
        item.say(f"What stands in its empty field is left out: “{start[:60]}”.")
    return Answered("essay", {"rubric": rubric, **said})


def read_upload(item: Item, interaction: Node) -> Answered:
    """A file to give, with a plain rubric."""
    rubric = _rubric(item)
    wanted = interaction.get("type").split()
    accept = list(dict.fromkeys(FILES[name] for each in wanted
                                if (name := each.partition("/")[0]) in FILES))  # fmt: skip
    for each in wanted:
        if each.partition("/")[0] not in FILES:
            item.say(NO_SUCH_FILES.format(type=each[:60]))
    if not wanted:
        item.say(ANY_FILE)
        accept = list(FILES.values())
    return Answered("file_evidence", {"rubric": rubric, "accept": accept or ["image"]})


def _rubric(item: Item) -> list[dict[str, Any]]:
    """A plain rubric, about what the item tells its scorers to look at."""
    told = [
        each
        for each in item.body.all("rubricBlock")
        if "scorer" in each.get("view").split() and each.one_line and not is_for_all(each)
    ]
    looked_at = "\n".join(filter(None, (item.text(each.content) for each in told)))
    item.say(added(looked_at))
    for each in told:
        each.content.clear()
    return plain_rubric(item.language, looked_at)
