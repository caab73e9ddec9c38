"""QTI 2.1, 2.2 and 3.0: an item, or a zip with a package of items, and what becomes of each.

Source: the information models of 1EdTech; examples of 1EdTech, TAO, OpenOLAT and Cito.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from lms.core.archives import ArchiveRefused, Limits, is_zip, read_files
from lms.core.text import Language
from lms.interop.rules.broken import Broken
from lms.interop.rules.found import Found, Verdict
from lms.interop.rules.qti_reading import read_item
from lms.interop.rules.qti_xml import parse_xml
from lms.interop.rules.xml_tree import Node

PACKAGE = Limits(
    archive_bytes=20_000_000, total_bytes=100_000_000, file_bytes=20_000_000, files=5_000,
    parts=12, name=255, hidden=True,
)  # fmt: skip
MANIFEST = "imsmanifest.xml"
ITEMS = (".xml", ".qti")
ARCHIVES = (".zip", ".imscc")
UNKNOWN = "unknown"
BY_NAME = "The items are read in the order of the zip."
OLD = "It is QTI 1.2, which is not read here: save it as QTI 2.1, 2.2 or 3.0."
OTHERS = {
    "assessmentTest": "A test's order, sections and rules are left out; its items are read alone.",
    "assessmentSection": "A test's section is left out; its items are read alone.",
    "assessmentStimulus": "A passage that items refer to is left out.",
    "outcomeDeclaration": "It declares an outcome, and asks nothing.",
    "responseProcessing": "It says how to score, and asks nothing.",
    "questestinterop": OLD,
    "manifest": "It lists a package's files; give the package itself, as a zip.",
}


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a package. number: its place. is_named: the manifest calls it an item."""

    name: str
    number: int
    data: bytes | None
    is_named: bool


def read_qti(data: bytes, *, language: Language) -> list[Found]:
    """Every item of a file or a package; of a package, `line` is the item's place in it."""
    if not is_zip(data):
        return _read_file(data, language)
    try:
        files = read_files(data, PACKAGE, suffixes=(*ITEMS, *ARCHIVES))
    except ArchiveRefused as error:
        return [Found(1, "", "zip", "error", (str(error),))]
    found = [each for file in _ordered(files) for each in _read_packed(file, language)]
    return found or [Found(1, "", "zip", "error", ("The zip holds no QTI item.",))]


def _read_file(data: bytes, language: Language) -> list[Found]:
    try:
        root = parse_xml(data)
    except Broken as error:
        return [Found(1, "", UNKNOWN, "error", (str(error),))]
    items = _items(root)
    if items:
        return [read_item(each, language=language, line=each.line) for each in items]
    words = OTHERS.get(root.name, f"Its root “{root.name[:60]}” is none of QTI's.")
    verdict: Verdict = "dropped" if root.name in OTHERS else "error"
    kind = "QTI 1.2" if words == OLD else root.name[:60]
    return [Found(1, root.get("title")[:120], kind, verdict, (words,))]


def _items(root: Node) -> list[Node]:
    """The items; what stands inside of one is a part of it."""
    found = [each for each in root.walk() if each.name == "assessmentItem"]
    inner = {id(each) for outer in found for each in outer.all("assessmentItem")}
    return [each for each in found if id(each) not in inner]


def _ordered(files: dict[str, bytes]) -> Iterator[_File]:
    """A package's files: the items in the manifest's order, then the others."""
    named = list(dict.fromkeys(_named_items(files)))
    names = [*named, *(name for name in files if name not in named)]
    for number, name in enumerate(names, start=1):
        yield _File(name, number, files.get(name), name in named)


def _named_items(files: dict[str, bytes]) -> Iterator[str]:
    """The items that manifests name."""
    for name, data in files.items():
        if PurePosixPath(name).name != MANIFEST:
            continue
        try:
            root = parse_xml(data)
        except Broken:
            continue
        for resource in root.all("resource"):
            is_item = resource.get("type").startswith("imsqti_item")
            if is_item and resource.get("href"):
                yield str(PurePosixPath(name).parent / unquote(resource.get("href")))


def _read_packed(file: _File, language: Language) -> list[Found]:
    """What becomes of a file: nothing is said of one that is neither QTI nor named as an item."""
    path = PurePosixPath(file.name)
    if any(part.startswith(".") or part == "__MACOSX" for part in path.parts):
        return []
    if path.suffix.lower() in ARCHIVES:
        return [_refused(file, "zip", "An archive inside of an archive is not opened.", "dropped")]
    if file.data is None:
        return [_refused(file, UNKNOWN, "The manifest names it; the zip does not hold it.")]
    try:
        root = parse_xml(file.data)
    except Broken as error:
        return [_unreadable(file, error)]
    items = _items(root)
    if items:
        return [
            read_item(each, language=language, line=file.number, name=path.stem) for each in items
        ]
    if path.name == MANIFEST:
        return []
    if root.name in OTHERS:
        kind = "QTI 1.2" if root.name == "questestinterop" else root.name
        return [_refused(file, kind, OTHERS[root.name], "dropped")]
    words = f"The manifest calls it an item; its root is “{root.name[:60]}”."
    return [_refused(file, root.name[:60], words)] if file.is_named else []


def _unreadable(file: _File, error: Broken) -> Found:
    """A file that is no XML; a manifest is not needed."""
    if PurePosixPath(file.name).name == MANIFEST:
        return _refused(file, "manifest", f"{error} {BY_NAME}", "dropped")
    return _refused(file, UNKNOWN, str(error))


def _refused(file: _File, kind: str, words: str, verdict: Verdict = "error") -> Found:
    return Found(file.number, file.name[-120:], kind, verdict, (words,))
