"""XML files as a tree that knows its lines; entities and what lies outside are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import entities, escape
from io import BytesIO
from xml.sax import SAXException, SAXParseException
from xml.sax.expatreader import ExpatParser
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, InputSource, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

DEEPEST = 200
MOST_NODES = 500_000
EMPTY = frozenset("br hr img input source track wbr col embed area".split())
OF_XML = frozenset("amp lt gt quot apos".split())
NAMED = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z][A-Za-z0-9]{1,31});", re.DOTALL
)


class NotXml(Exception):
    """The bytes are no XML that is read here. line: where it breaks; before: what came before."""

    def __init__(self, words: str, line: int = 1, before: Node | None = None) -> None:
        super().__init__(words)
        self.line, self.before = line, before


@dataclass(slots=True, eq=False)
class Node:
    """An element. name: without its prefix; line: where it begins, from 1; no two are equal.

    is_whole: its end was read.
    """

    name: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    content: list[Node | str] = field(default_factory=list)
    is_whole: bool = True

    def get(self, name: str) -> str:
        """An attribute without space round it, empty where there is none."""
        return self.attributes.get(name, "").strip()

    def children(self, *names: str) -> list[Node]:
        """The elements directly below, of these names or all."""
        inner = (part for part in self.content if isinstance(part, Node))
        return [part for part in inner if not names or part.name in names]

    def first(self, name: str) -> Node | None:
        """The first element of a name directly below."""
        return next(iter(self.children(name)), None)

    def first_line(self, name: str) -> str:
        """The text of the first element of a name directly below, on one line."""
        found = self.first(name)
        return found.one_line if found else ""

    def all(self, *names: str) -> list[Node]:
        """The elements anywhere below, of these names or all, in the order of the file."""
        below = (each for each in self.walk() if each is not self)
        return [each for each in below if not names or each.name in names]

    def walk(self) -> Iterator[Node]:
        """The element and all below it, in the order of the file."""
        left = [self]
        while left:
            node = left.pop()
            yield node
            left += reversed(node.children())

    def text(self) -> str:
        """The text of the element and of all below it."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.content)

    @property
    def one_line(self) -> str:
        """Its text on one line."""
        return " ".join(self.text().split())

    def markup(self) -> str:
        """What is in the element, as HTML."""
        return "".join(
            escape(part, quote=False) if isinstance(part, str) else part.as_html()
            for part in self.content
        )

    def as_html(self) -> str:
        """The element itself, as HTML."""
        given = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        if self.name in EMPTY:
            return f"<{self.name}{given}>"
        return f"<{self.name}{given}>{self.markup()}</{self.name}>"


def local_name(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def tree_of(
    data: bytes, *, named: Callable[[str], str] = local_name, most: int = MOST_NODES
) -> Node:
    """The root element. named: how its names are written; most: elements in all.

    HTML's entities are known without a DTD; one that is named is not fetched. Raises NotXml, with
    a sentence, for everything that is not safe to read.
    """
    begun = data.lstrip(b" \t\r\n")
    builder = _Builder(named, most, data[: len(data) - len(begun)].count(b"\n"))
    try:
        _parse(NAMED.sub(_numbered, begun), builder)
    except DefusedXmlException as error:
        raise NotXml("The file declares entities, which are not read.", builder.line) from error
    except SAXParseException as error:
        line = builder.lines_before + (error.getLineNumber() or 1)
        words = f"The file is no XML from line {line} on: {error.getMessage()}."
        raise NotXml(words, line, builder.root) from error
    except (SAXException, ValueError, LookupError, OverflowError) as error:
        raise NotXml(f"The file is no XML that can be read: {error}.", builder.line) from error
    finally:
        builder.let_go()
    if builder.root is None:
        raise NotXml("The file is empty.")
    return builder.root


def _parse(data: bytes, builder: _Builder) -> None:
    parser: ExpatParser = _Parser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(builder)
    source = InputSource()
    source.setByteStream(BytesIO(data))
    parser.parse(source)


def _numbered(found: re.Match[bytes]) -> bytes:
    """An entity of HTML as XML writes it without a DTD; anything else as it is."""
    name = (found[1] or b"").decode()
    letters = entities.html5.get(f"{name};") if name and name not in OF_XML else None
    return "".join(f"&#{ord(each)};" for each in letters).encode() if letters else found[0]


class _Parser(DefusedExpatParser):
    """Entities are refused; a DTD outside the file is passed over, unread."""

    def defused_external_entity_ref_handler(  # type: ignore[override]  # expat goes on at 1
        self, context: str, base: str | None, sysid: str | None, pubid: str | None
    ) -> int:
        """Go on without what lies outside: no entity can be declared that would need it."""
        return 1


class _Builder(ContentHandler):
    """Puts the tree together."""

    def __init__(self, named: Callable[[str], str], most: int, lines_before: int) -> None:
        super().__init__()
        self.root: Node | None = None
        self.lines_before, self.line = lines_before, 1
        self._named, self._most = named, most
        self._open: list[Node] = []
        self._count = 0
        self._where: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        """Keep what knows the line."""
        self._where = locator

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802
        """Begin an element."""
        at = self._where.getLineNumber() if self._where else 1
        self.line = self.lines_before + max(1, at or 1)
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > self._most:
            raise SAXException("it is nested too deeply or has too many elements")
        given = {self._named(local_name(key)): value for key, value in attrs.items()}
        node = Node(self._named(local_name(name)), self.line, given, is_whole=False)
        if self._open:
            self._open[-1].content.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        """End it."""
        self._open.pop().is_whole = True

    def characters(self, content: str) -> None:
        """Text, in as many pieces as the parser likes."""
        if self._open:
            self._open[-1].content.append(content)

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        """An entity that only a DTD would explain: HTML's are known."""
        self.characters(entities.html5.get(f"{name};", f"&{name};"))

    def let_go(self) -> None:
        """Nothing is held once the parser is done."""
        self._open.clear()
