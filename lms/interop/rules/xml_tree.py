"""XML files as a tree that knows its lines; entities and what lies outside are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


class NotXml(Exception):
    """The bytes are no XML that is read here; line: where it breaks."""

    def __init__(self, words: str, line: int = 1) -> None:
        super().__init__(words)
        self.line = line


@dataclass(slots=True)
class Node:
    """An element. name: without its prefix; line: where it begins, from 1."""

    name: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    parts: list[Node | str] = field(default_factory=list)

    def all(self, name: str) -> list[Node]:
        """The elements of a name directly below."""
        return [part for part in self.parts if isinstance(part, Node) and part.name == name]

    def first(self, name: str) -> Node | None:
        """The first element of a name directly below."""
        found = (part for part in self.parts if isinstance(part, Node) and part.name == name)
        return next(found, None)

    def nodes(self) -> list[Node]:
        """Every element directly below."""
        return [part for part in self.parts if isinstance(part, Node)]

    def walk(self) -> Iterator[Node]:
        """The element and all below it, in order."""
        left = [self]
        while left:
            node = left.pop()
            yield node
            left += reversed(node.nodes())

    def text(self) -> str:
        """The text of the element and of all below it."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)

    def markup(self) -> str:
        """What is in the element, as HTML."""
        return "".join(
            escape(part, quote=False) if isinstance(part, str) else part.as_html()
            for part in self.parts
        )

    def as_html(self) -> str:
        """The element itself, as HTML."""
        given = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        if self.name in EMPTY:
            return f"<{self.name}{given}>"
        return f"<{self.name}{given}>{self.markup()}</{self.name}>"


def tree_of(data: bytes) -> Node:
    """The root element. Raises NotXml, with a sentence, for everything that is not safe to read."""
    builder = _Builder()
    parser: ExpatParser = DefusedExpatParser(
        forbid_dtd=False, forbid_entities=True, forbid_external=True
    )
    parser.setContentHandler(builder)
    source = InputSource()
    source.setByteStream(BytesIO(data.lstrip(b" \t\r\n")))
    try:
        parser.parse(source)
    except DefusedXmlException as error:
        raise NotXml("The file declares entities, which are not read.", builder.line) from error
    except SAXParseException as error:
        words = f"The file is no XML from line {error.getLineNumber()} on: {error.getMessage()}."
        raise NotXml(words, error.getLineNumber() or 1) from error
    except (SAXException, ValueError, LookupError, OverflowError) as error:
        raise NotXml(f"The file is no XML that can be read: {error}.", builder.line) from error
    finally:
        builder.let_go()
    if builder.root is None:
        raise NotXml("The file is empty.")
    return builder.root


class _Builder(ContentHandler):
    """Puts the tree together."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self.line = 1
        self._open: list[Node] = []
        self._count = 0
        self._where: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        """Keep what knows the line."""
        self._where = locator

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802
        """Begin an element."""
        self.line = max(1, (self._where.getLineNumber() if self._where else 1) or 1)
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > MOST_NODES:
            raise SAXException("it is nested too deeply or has too many elements")
        node = Node(_local(name), self.line, {_local(key): value for key, value in attrs.items()})
        if self._open:
            self._open[-1].parts.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        """End it."""
        self._open.pop()

    def characters(self, content: str) -> None:
        """Text, in as many pieces as the parser likes."""
        if self._open:
            self._open[-1].parts.append(content)

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        """An entity that only a DTD would explain: HTML's are known."""
        self.characters(entities.html5.get(f"{name};", f"&{name};"))

    def let_go(self) -> None:
        """Nothing is held once the parser is done."""
        self._open.clear()


def _local(name: str) -> str:
    return name.rpartition(":")[2]
