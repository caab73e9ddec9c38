"""YAML 1.2 with the line of every field, and without what can surprise or bite.

Refused, all at once: duplicate keys, aliases (a few lines of them fill the memory), tags of
other types, keys that are not words. A date stays the text it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lms.catalog.package.problems import Problem

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
Place = tuple[str | int, ...]

LONGEST_FILE_BYTES = 2_000_000
BOOLEANS = {"true": True, "false": False}
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")


@dataclass(slots=True)
class Document:
    """A file's plain content and where each part of it stands."""

    file: str
    content: Plain = None
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Sequence[str | int]) -> int:
        """The line of `place`, or of the nearest part above it that is written."""
        parts = tuple(place)
        while parts and parts not in self.lines:
            parts = parts[:-1]
        return self.lines.get(parts, 1)

    def problem(self, place: Sequence[str | int], words: str) -> Problem:
        """A problem at `place`, the field being named as in `units.0.key`."""
        return Problem(self.file, self.line(place), ".".join(map(str, place)), words)


def read_yaml(path: Path, file: str) -> Document:
    """The file's content; `document.problems` is empty when it could be read whole."""
    document = Document(file)
    text = read_text(path, document)
    if text is None:
        return document
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        words = f"this is not YAML: {error.problem}; check indentation, quotes and colons"
        document.problems.append(Problem(file, line, "", words))
    except (YAMLError, ValueError) as error:
        document.problems.append(Problem(file, 1, "", f"this is not YAML: {error}"))
    except RecursionError:
        document.problems.append(Problem(file, 1, "", "nested too deep; write it flatter"))
    else:
        if root is None:
            document.problems.append(Problem(file, 1, "", "the file is empty; write its content"))
        else:
            document.content = _Builder(document).build(root, ())
    return document


def read_text(path: Path, document: Document) -> str | None:
    """The file as NFC text, or None with the problem noted."""
    words = None
    try:
        if path.is_symlink():
            words = "a symbolic link is not read; copy the file here"
        elif path.stat().st_size > LONGEST_FILE_BYTES:
            words = f"the file is larger than {LONGEST_FILE_BYTES} bytes; split the unit"
        else:
            return unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        words = "the file is missing; write it"
    except UnicodeDecodeError:
        words = "the file is not UTF-8; save it as UTF-8"
    document.problems.append(Problem(document.file, 1, "", words))
    return None


class _Builder:
    """Plain values from YAML nodes, noting every line and every problem."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: set[int] = set()

    def build(self, node: Node, place: Place) -> Plain:
        self.document.lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in self.seen or node.anchor:
            self.refuse(place, "anchors and aliases (& and *) are not read; write the text again")
            return None
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self.mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.build(item, (*place, at)) for at, item in enumerate(node.value)]
        if isinstance(node, ScalarNode):
            return self.scalar(node, place)
        raise TypeError(f"no YAML node: {node!r}")

    def mapping(self, node: MappingNode, place: Place) -> Plain:
        content: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode) or not str(key_node.tag).endswith(":str"):
                self.refuse(place, f"a field is named by a word, not by {key[:30]}", line)
            elif key in content:
                first = self.document.lines[(*place, key)]
                words = f"“{key}” is written twice (first on line {first}); remove one"
                self.refuse((*place, key), words, line)
            else:
                self.document.lines[(*place, key)] = line
                content[key] = self.build(value_node, (*place, key))
        return content

    def scalar(self, node: ScalarNode, place: Place) -> Plain:
        kind, text = str(node.tag).rpartition(":")[2], str(node.value)
        if kind in ("str", "timestamp"):
            return text
        if kind == "null":
            return None
        if kind == "bool" and text.lower() in BOOLEANS:
            return BOOLEANS[text.lower()]
        if kind == "int" and INTEGER.fullmatch(text):
            return int(text)
        if kind == "float" and FLOAT.fullmatch(text):
            return float(text)
        self.refuse(place, f"“{text[:30]}” is read as {kind}; put it in quotes")
        return None

    def refuse(self, place: Place, words: str, line: int | None = None) -> None:
        found = self.document.problem(place, words)
        at = found.line if line is None else line
        self.document.problems.append(Problem(found.file, at, found.field, words))
