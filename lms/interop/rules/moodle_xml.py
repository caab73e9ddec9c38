"""Moodle XML: each question of a file, and what becomes of it.

Source: Moodle's question/format/xml/format.php.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import Draft, Found, taken
from lms.interop.rules.gift import category_in
from lms.interop.rules.gift_parts import Answered
from lms.interop.rules.gift_text import short_title
from lms.interop.rules.moodle_parts import Question
from lms.interop.rules.moodle_types import DROPPED, READERS
from lms.interop.rules.xml_tree import NotXml, line_of, tree_in


def read_moodle_xml(data: bytes, *, language: Language) -> list[Found]:
    """Every question of a file, in its order; categories hold for what follows them."""
    try:
        root = tree_in(data)
    except NotXml as error:
        return [Found(error.line, "", "", "error", (str(error),))]
    if root.tag != "quiz":
        words = f"It is no Moodle XML: it begins with <{str(root.tag)[:60]}>, not with <quiz>."
        return [Found(line_of(root), "", "", "error", (words,))]
    category: tuple[str, ...] = ()
    found = []
    for element in root:
        if element.tag != "question":
            words = f"<{str(element.tag)[:60]}> is no question."
            found.append(Found(line_of(element), "", str(element.tag), "dropped", (words,)))
        elif element.get("type") == "category":
            category = category_in(element.findtext("category/text") or "")
        else:
            found.append(_found(element, category, language))
    return found


def _found(element: Element, category: tuple[str, ...], language: Language) -> Found:
    kind = element.get("type", "")
    asked = Question(element, language)
    line, title = line_of(element), asked.title
    reader = READERS.get(kind)
    if reader is None:
        words = DROPPED.get(kind, f"Questions of type “{kind}” are not known here.")
        return Found(line, title, kind, "dropped", (words,))
    try:
        answered: Answered = reader(asked)
    except Broken as error:
        return Found(line, title, error.kind or kind, "error", (*asked.dropped, str(error)))
    body = {**asked.common(), **answered.parts}
    draft = Draft(
        type=answered.type,
        body=body,
        title=title or short_title(next(iter(body["text"].values()))),
        idnumber=asked.plain("idnumber") or None,
        category=category,
        tags=asked.tags,
    )
    return taken(line, draft, reasons=tuple(asked.dropped))
