"""XML of another system as a tree that knows its lines: no entities, no depth without end."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

LINE = "\0line"  # no attribute of a file can be called so
DEEPEST = 100


class NotXml(Exception):
    """The bytes cannot be read as XML. line: where."""

    def __init__(self, words: str, line: int = 1) -> None:
        super().__init__(words)
        self.line = line


class _Lined(TreeBuilder):
    """Notes the line of each element. line_now: says where the parser stands."""

    parser: DefusedXMLParser

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Raises NotXml where elements stand in one another without end."""
        self._depth += 1
        line = int(self.parser.parser.CurrentLineNumber)
        if self._depth > DEEPEST:
            raise NotXml(f"Elements stand in one another more than {DEEPEST} deep.", line)
        return super().start(tag, {**attrs, LINE: str(line)})

    def end(self, tag: str) -> Element:
        """An element ends."""
        self._depth -= 1
        return super().end(tag)


def tree_in(data: bytes) -> Element:
    """The first element. Raises NotXml."""
    builder = _Lined()
    builder.parser = DefusedXMLParser(target=builder, forbid_dtd=False)
    try:
        builder.parser.feed(data)
        root: Element = builder.parser.close()
    except ParseError as error:
        raise NotXml(f"It is no XML: {error}.", error.position[0]) from error
    except DefusedXmlException as error:
        raise NotXml("It declares entities of its own, which are not read.") from error
    except (LookupError, ValueError) as error:
        raise NotXml("Its encoding is not known.") from error
    return root


def line_of(element: Element) -> int:
    """The line on which an element begins, from 1."""
    return int(element.get(LINE, "1"))


def inner_text(element: Element | None) -> str:
    """The text of an element, tags in it written out as they stood."""
    if element is None:
        return ""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        attributes = "".join(
            f' {name}="{value}"' for name, value in child.attrib.items() if name != LINE
        )
        yield f"<{child.tag}{attributes}>"
        yield from _pieces(child)
        yield f"</{child.tag}>"
        yield child.tail or ""
