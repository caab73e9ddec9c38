"""The XML of QTI 2.1, 2.2 and 3.0 under one set of names: those of 2.1, in camel case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from lms.interop.rules.broken import Broken

DEEPEST = 60
MOST_NODES = 50_000
HYPHEN = re.compile(r"-([a-z0-9])")
UNREADABLE = (ValueError, LookupError, OverflowError, AssertionError)


@dataclass(slots=True, eq=False)
class Node:
    """An element: its name and attributes without namespaces, `qti-` and hyphens."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list[Node | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, empty where there is none."""
        return self.attributes.get(name, "").strip()

    def children(self, *names: str) -> list[Node]:
        """The elements directly in it, of these names or all."""
        inner = (each for each in self.content if isinstance(each, Node))
        return [each for each in inner if not names or each.name in names]

    def all(self, *names: str) -> list[Node]:
        """The elements anywhere in it, of these names or all, in the order of the file."""
        return [each for each in self.walk() if each is not self and (
            not names or each.name in names
        )]  # fmt: skip

    def walk(self) -> Iterator[Node]:
        """It and everything in it, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children())

    @property
    def text(self) -> str:
        """All the letters in it, on one line."""
        found = list[str]()
        waiting: list[Node | str] = [self]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                found.append(each)
            else:
                waiting += reversed(each.content)
        return " ".join("".join(found).split())


class _Builder:
    """What the parser tells it, as nodes; never deeper or more of them than the limits."""

    def __init__(self, lines_before: int = 0) -> None:
        self.lines_before = lines_before
        self.top = Node("", {}, 1)
        self.open = [self.top]
        self.count = 0
        self.parser: DefusedXMLParser | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > DEEPEST or self.count > MOST_NODES:
            raise Broken("Its elements are nested too deeply, or there are too many of them.")
        line = self.parser.parser.CurrentLineNumber if self.parser else 1
        line += self.lines_before
        plain = {_camel(_local(name)): value for name, value in attributes.items()}
        node = Node(_name(tag), plain, line)
        self.open[-1].content.append(node)
        self.open.append(node)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].content.append(text)

    def close(self) -> None:
        pass


def parse_xml(data: bytes) -> Node:
    """The root of a file. Raises Broken, with a sentence, for what cannot be read safely."""
    begun = data.lstrip(b" \t\r\n")  # a file may begin with blank lines
    builder = _Builder(data[: len(data) - len(begun)].count(b"\n"))
    parser = DefusedXMLParser(target=builder)
    builder.parser = parser
    try:
        parser.feed(begun)
        parser.close()
    except DefusedXmlException as error:
        raise Broken("It declares entities or refers to other files, which is not read.") from error
    except ParseError as error:
        raise Broken(f"It is not well-formed XML: {error}.") from error
    except UNREADABLE as error:
        raise Broken("It is not readable as XML: its encoding or its form is unknown.") from error
    return builder.top.children()[0]


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def _name(tag: str) -> str:
    local = _local(tag)
    return _camel(local.removeprefix("qti-")) if local.startswith("qti-") else local


def _camel(name: str) -> str:
    return HYPHEN.sub(lambda found: found[1].upper(), name)
