"""QTI 2.1, 2.2 and 3.0: items of a file or of a content package, as what becomes of each."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote

from lms.core.archives import Limits, is_archive, names_in, read_archive
from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import Draft, Found, taken
from lms.interop.rules.gift_text import cleaned, short_title
from lms.interop.rules.moodle_parts import Unsupported
from lms.interop.rules.qti_feedback import add_modal_feedback
from lms.interop.rules.qti_inline import INLINE, read_gap_match, read_inline
from lms.interop.rules.qti_parts import Item, alike
from lms.interop.rules.qti_types import READERS, Read, points_of_item
from lms.interop.rules.xml_tree import Node, NotXml, tree_of

LIMITS = Limits(files=5_000, file_bytes=20_000_000, parts=12, hidden=True)
ITEM = "assessmentitem"
NO_PLACE = {
    "hotspotinteraction": "its picture and its regions come without words",
    "selectpointinteraction": "its picture comes without words",
    "graphicorderinteraction": "its picture comes without words",
    "graphicassociateinteraction": "its picture comes without words",
    "graphicgapmatchinteraction": "its picture comes without words",
    "positionobjectinteraction": "its picture comes without words",
}
OLD = ("questestinterop", "item", "assessment", "section")
LONGEST_REASON = 300


def read_qti(data: bytes, *, language: Language) -> list[Found]:
    """Every item of a file or a zip. Raises ArchiveRefused for a zip that is not safe to read."""
    if is_archive(data):
        return _packed(data, language)
    return _items(data, language, "")


def _packed(data: bytes, language: Language) -> list[Found]:
    """Items by their root, whatever the manifest calls them; what it names and is not there too."""
    names = names_in(data, LIMITS)
    found, wanted = list[Found](), set[str]()
    for name, content in read_archive(data, LIMITS, is_wanted=_is_xml):
        if PurePosixPath(name).name.lower() == "imsmanifest.xml":
            wanted |= _named_items(name, content)
        else:
            found += _items(content, language, name)
    for name in sorted(wanted - set(names)):
        found.append(Found(1, name, "", "error", ("The manifest names it; it is not there.",)))
    for name in names:
        if name.lower().endswith((".zip", ".imscc", ".tar", ".gz")):
            words = "An archive in the archive is not opened."
            found.append(Found(1, name, "archive", "dropped", (words,)))
    if not found:
        return [Found(1, "", "", "error", ("The archive has no QTI item in it.",))]
    return found


def _is_xml(name: str) -> bool:
    path = PurePosixPath(name)
    is_shadow = path.name.startswith("._") or "__MACOSX" in path.parts
    return path.suffix.lower() in (".xml", ".qti") and not is_shadow


def _named_items(name: str, content: bytes) -> set[str]:
    """The files that a manifest calls items."""
    try:
        root = alike(tree_of(content))
    except NotXml:
        return set()
    folder, found = PurePosixPath(name).parent, set()
    for node in root.walk():
        href = unquote(node.attributes.get("href", ""))
        if node.name == "resource" and "imsqti_item" in node.attributes.get("type", "") and href:
            found.add(str(folder / href))
    return found


def _items(data: bytes, language: Language, name: str) -> list[Found]:
    """Every item of an XML file; in an archive, nothing of a file that holds something else."""
    try:
        root = alike(tree_of(data))
    except NotXml as error:
        return [Found(error.line, name, "", "error", (str(error),))]
    items = [node for node in root.walk() if node.name == ITEM]
    if items:
        return [_found(node, language) for node in items]
    if root.name in OLD:
        words = "QTI 1.2 is not read; export the file as QTI 2.1 or later."
        return [Found(root.line, name, "QTI 1.2", "dropped", (words,))]
    if name:
        return []
    words = f"The file is no QTI item: it begins with <{root.name[:40]}>."
    return [Found(root.line, "", "", "error", (words,))]


def _found(node: Node, language: Language) -> Found:
    item = Item(node, language)
    named = node.attributes.get("identifier", "")
    title = short_title(cleaned(node.attributes.get("title", "") or named))
    kind = ""
    try:
        interactions = _interactions(item)
        kind = ", ".join(dict.fromkeys(each.name for each in interactions))
        read = _read(item, interactions)
        body = read.body | (points_of_item(item) if read.type != "description" else {})
        add_modal_feedback(item, body, read.names)
    except Unsupported as error:
        return Found(node.line, title, kind or ITEM, "dropped", (*item.dropped, str(error)))
    except Broken as error:
        return Found(
            node.line, title, kind or ITEM, "error", (*item.dropped, str(error)[:LONGEST_REASON])
        )
    _name_dropped(item)
    draft = Draft(read.type, body, title or short_title(body["text"][language]), named or None)
    return taken(node.line, draft, reasons=item.dropped)


def _interactions(item: Item) -> list[Node]:
    if item.node.attributes.get("adaptive") == "true":
        raise Unsupported("An adaptive item has no place here.")
    names = {node.name for node in item.node.nodes()}
    if names & {"templatedeclaration", "templateprocessing"}:
        raise Unsupported("An item made from a template has no place here.")
    return [node for node in item.body.walk() if node.name.endswith("interaction")]


def _read(item: Item, interactions: list[Node]) -> Read:
    if not interactions:
        text = item.plain(item.body)
        if not text:
            raise Broken("It has no text and asks nothing.")
        return Read("description", {"text": item.words(text)})
    kinds = {node.name for node in interactions}
    if kinds <= set(INLINE):
        return read_inline(item, interactions)
    if len(interactions) > 1:
        raise Unsupported("An item that asks several things has no place here.")
    (node,) = interactions
    if node.name == "gapmatchinteraction":
        return read_gap_match(item, node)
    if node.name in READERS:
        return READERS[node.name](item, node)
    reason = NO_PLACE.get(node.name, "it has no place here")
    raise Unsupported(f"An interaction of type {node.name[:60]}: {reason}.")


def _name_dropped(item: Item) -> None:
    """What stands beside the body and has no place here."""
    for node in item.node.nodes():
        if node.name == "stylesheet":
            item.drop("A style sheet is dropped.")
        elif node.name == "rubricblock":
            item.drop("A rubric block is dropped.")
        elif node.name == "companionmaterialsinfo":
            item.drop("Companion materials are dropped.")
