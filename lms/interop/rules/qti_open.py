"""What a trainer marks in QTI: texts and files."""

from __future__ import annotations

from lms.interop.rules.broken import Broken
from lms.interop.rules.found import words
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.qti_item import Item
from lms.interop.rules.rubric import ADDED, plain_rubric
from lms.interop.rules.xml_tree import Node

FILES = {"image": "image", "text": "text"}
NO_SUCH_FILES = "Files of the type {type} are not taken here: pictures are."


def read_essay(item: Item, interaction: Node) -> Answered:
    """A text to write, with a plain rubric; a model answer becomes the explanation."""
    item.say(ADDED)
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
    return Answered("essay", {"rubric": plain_rubric(item.language), **said})


def read_upload(item: Item, interaction: Node) -> Answered:
    """A file to give, with a plain rubric."""
    item.say(ADDED)
    wanted = interaction.get("type").split()
    accept = list(dict.fromkeys(FILES[name] for each in wanted
                                if (name := each.partition("/")[0]) in FILES))  # fmt: skip
    for each in wanted:
        if each.partition("/")[0] not in FILES:
            item.say(NO_SUCH_FILES.format(type=each[:60]))
    return Answered(
        "file_evidence", {"rubric": plain_rubric(item.language), "accept": accept or ["image"]}
    )
