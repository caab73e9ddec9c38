"""Moodle XML: every `<question>` of a file, as what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import Draft, Found, taken
from lms.interop.rules.gift import category_in
from lms.interop.rules.gift_text import cleaned, short_title
from lms.interop.rules.moodle_cloze import read_cloze
from lms.interop.rules.moodle_gaps import read_gaps
from lms.interop.rules.moodle_parts import Source, Unsupported, number_or_none
from lms.interop.rules.moodle_types import READERS, Read
from lms.interop.rules.xml_tree import Node, NotXml, tree_of

TYPES = {
    "multichoice": "single_choice", "truefalse": "true_false", "shortanswer": "short_answer",
    "numerical": "numeric", "matching": "matching", "match": "matching", "essay": "essay",
    "description": "description", "cloze": "cloze", "multianswer": "cloze",
    "ordering": "ordering", "oumultiresponse": "multiple_response", "gapselect": "cloze",
    "ddwtos": "cloze",
}  # fmt: skip
NO_PLACE = {
    "random": "it draws other questions of the Moodle site",
    "randomsamatch": "it is made of other questions of the Moodle site",
    "ddmarker": "its picture and its zones come without words for who cannot see them",
    "ddimageortext": "its picture and its zones come without words for who cannot see them",
    "calculated": "its numbers are drawn from formulas",
    "calculatedmulti": "its numbers are drawn from formulas",
    "calculatedsimple": "its numbers are drawn from formulas",
}
USUAL_PENALTIES = {Decimal(0), Decimal("0.1"), Decimal("0.3333333"), Decimal(1), Decimal("0.33333")}
FEEDBACKS = {
    "correctfeedback": "correct",
    "partiallycorrectfeedback": "partial",
    "incorrectfeedback": "incorrect",
}
MOST_POINTS = 100
LONGEST_REASON = 300


def read_moodle_xml(data: bytes, *, language: Language) -> list[Found]:
    """Every question of the file; an error where the file itself cannot be read.

    Of a file that breaks off, the questions before the break come with the error.
    """
    try:
        root = tree_of(data)
    except NotXml as error:
        before = _questions(error.before) if error.before else []
        whole = [node for node in before if node.is_whole]
        told = f"{error} What follows is not read." if whole else str(error)
        return [*_all(whole, language), Found(error.line, "", "", "error", (told,))]
    questions = _questions(root)
    if root.name != "quiz" and not questions:
        words = f"The file is no Moodle XML: it begins with <{root.name[:40]}>, not with <quiz>."
        return [Found(root.line, "", "", "error", (words,))]
    return _all(questions, language)


def _questions(root: Node) -> list[Node]:
    return [node for node in root.walk() if node.name == "question"]


def _all(questions: Sequence[Node], language: Language) -> list[Found]:
    """What becomes of each.

    A `<question type="category">` is no question: it names the place of those that follow.
    """
    found: list[Found] = []
    category: tuple[str, ...] = ()
    for node in questions:
        if _kind(node) == "category":
            category = _category(node)
        else:
            found.append(_found(node, category, language))
    return found


def _kind(node: Node) -> str:
    return node.attributes.get("type", "").strip().lower()


def _category(node: Node) -> tuple[str, ...]:
    """The names from the root down; Moodle writes `/` in a name twice, and its own root `top`."""
    inner = node.first("category")
    return category_in(" ".join(cleaned(inner.text()).split()) if inner else "")


def _found(node: Node, category: tuple[str, ...], language: Language) -> Found:
    kind, source = _kind(node), Source(node, language)
    title = _title(source)
    try:
        read = _read(kind, source)
        draft = Draft(
            read.type,
            {**_common(source, read), **read.body},
            title,
            cleaned(source.value("idnumber")).strip() or None,
            category,
            _tags(node),
        )
    except Unsupported as error:
        return Found(node.line, title, kind, "dropped", (*source.dropped, str(error)))
    except Broken as error:
        shown = error.kind or _named(kind, source)
        return Found(
            node.line, title, shown, "error", (*source.dropped, str(error)[:LONGEST_REASON])
        )
    return taken(node.line, draft, reasons=source.dropped)


def _named(kind: str, source: Source) -> str:
    """The type that it would have become."""
    if kind == "multichoice" and not source.says("single", default=True):
        return "multiple_response"
    return TYPES.get(kind, kind)


def _read(kind: str, source: Source) -> Read:
    if kind in READERS:
        return READERS[kind](source)
    if kind in ("cloze", "multianswer"):
        return Read("cloze", read_cloze(source))
    if kind in ("gapselect", "ddwtos"):
        return Read("cloze", read_gaps(source))
    reason = NO_PLACE.get(kind, "it has no place here")
    raise Unsupported(f"A question of type {kind[:60] or 'unnamed'}: {reason}.")


def _title(source: Source) -> str:
    name = source.node.first("name")
    inner = name.first("text") if name else None
    text = cleaned((inner or name).text()) if name else ""
    if text.strip():
        return short_title(text)
    asked = Source(source.node, source.language).plain(source.node.first("questiontext"))
    return short_title(asked)


def _common(source: Source, read: Read) -> dict[str, Any]:
    """The text, the explanation, the points and the feedback."""
    node = source.node
    body: dict[str, Any] = {} if "text" in read.body else {
        "text": {source.language: source.asked()}
    }  # fmt: skip
    body |= source.words(node.first("generalfeedback"), "explanation")
    if read.type != "description":
        body |= _mark(source, read)
    feedback: dict[str, Any] = {}
    for name, key in FEEDBACKS.items():
        feedback |= source.words(node.first(name), key)
    _name_dropped(source)
    return body | ({"feedback": feedback} if feedback else {})


def _mark(source: Source, read: Read) -> dict[str, int]:
    """Whole points from 1 to 100; for others, what is nearest, with a word on it.

    A text with gaps is worth what its gaps weigh: Moodle writes no mark for it.
    """
    weight = sum(blank.get("weight", 1) for blank in read.body.get("blanks", ()))
    is_moodle_cloze = _kind(source.node) in ("cloze", "multianswer")
    text = source.value("defaultgrade", str(weight) if is_moodle_cloze else "1")
    number = number_or_none(text)
    if number is None:
        source.drop(f"Its mark “{text[:40]}” is no number; it has 1 point.")
        return {}
    exact = Decimal(number)
    whole = min(MOST_POINTS, max(1, round(exact)))
    if whole != exact:
        source.drop(f"Its mark {text[:40]} became {whole}: points are whole, from 1 to 100.")
    return {"mark": whole} if whole != 1 else {}


def _name_dropped(source: Source) -> None:
    """What has no place here, where it would make a difference."""
    hints = [hint for hint in source.node.children("hint") if source.plain(hint)]
    penalty = number_or_none(source.value("penalty", "0"))
    if hints:
        source.drop(f"Its hints and its penalty for another try are dropped ({len(hints)}).")
    elif penalty is None or Decimal(penalty) not in USUAL_PENALTIES:
        source.drop(
            f"Its penalty for another try is dropped ({source.value('penalty', '0')[:20]})."
        )
    numbering = source.value("answernumbering", "abc")
    shuffled = source.says("shuffleanswers", default=False)
    if numbering not in ("abc", "none") and not shuffled:
        source.drop(f"The numbering of its options is dropped ({numbering[:20]}).")
    if source.node.first("image_base64") or source.value("image"):
        source.drop("An image is dropped (of an old file).")


def _tags(node: Node) -> tuple[str, ...]:
    tags = [tag for name in ("tags", "coursetags") for each in node.children(name)
            for tag in each.children("tag")]  # fmt: skip
    found = (" ".join(cleaned(tag.text()).split()) for tag in tags)
    return tuple(tag for tag in found if tag)
