"""Edits of a YAML file that leave every other character where it is.

Only block and flow collections, plain, quoted and block scalars are met in packages; whoever
edits reads the result again and compares, so that what was not foreseen is refused, not written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lms.core.text import LANGUAGES

NOT_RIGHT = {"correct": ("false",), "fraction": ("0", "100")}  # as if it were not written
BARE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


class Differs(Exception):
    """What is to be merged has another shape than what stands; `place` says where."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters from `start` to `end` replaced by `text`."""

    start: int
    end: int
    text: str


def edited(text: str, edits: list[Edit]) -> str:
    """The text with its edits made; of two at one place the earlier stands first."""
    numbered = sorted(enumerate(edits), key=lambda pair: (pair[1].start, pair[0]), reverse=True)
    for _number, edit in numbered:
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def merging(text: str, node: Node, added: Any, place: str = "") -> Iterator[Edit]:
    """Edits by which a node holds the added texts too. Raises Differs.

    Lists are merged line by line, a text language by language; keys are the file's own.
    """
    if isinstance(added, Mapping):
        if not isinstance(node, MappingNode):
            raise Differs(place)
        yield from _merging_mapping(text, node, added, place)
    elif isinstance(added, list | tuple):
        if not isinstance(node, SequenceNode) or len(node.value) != len(added):
            raise Differs(place)
        for at, (inner, value) in enumerate(zip(node.value, added, strict=True)):
            yield from merging(text, inner, value, f"{place}.{at}".strip("."))
    elif not isinstance(node, ScalarNode) or not _is_same(node, added):
        raise Differs(place)


def _merging_mapping(
    text: str, node: MappingNode, added: Mapping[str, Any], place: str
) -> Iterator[Edit]:
    standing = fields_of(node)
    _refuse_other_key(standing, added, place)
    is_text = added.keys() <= set(LANGUAGES)
    missing = {name: value for name, value in added.items() if name not in standing}
    for name, value in added.items():
        inner = f"{place}.{name}".strip(".")
        if name in missing or name in ("key", "match"):
            continue
        found = standing[name]
        if is_text and isinstance(found, ScalarNode):
            yield from _replacing(found, str(value))
        else:
            yield from merging(text, found, value, inner)
    for name in missing:
        if not is_text and not _is_texts(missing[name]):
            raise Differs(f"{place}.{name}".strip("."))
    if missing:
        yield _inserting(text, node, missing)


def fields_of(node: Node) -> dict[str, Node]:
    """The fields of a mapping by name."""
    return {str(key.value): value for key, value in node.value}


def _refuse_other_key(standing: Mapping[str, Node], added: Mapping[str, Any], place: str) -> None:
    """Raises Differs where what stands is right, or earns a part, and what is added is not."""
    for name, plain in NOT_RIGHT.items():
        if name in standing and name not in added and str(standing[name].value) not in plain:
            raise Differs(f"{place}.{name}".strip("."))


def _is_texts(value: Any) -> bool:
    """Whether a field that one language alone has may be added: a text, or a number of texts."""
    return isinstance(value, Mapping)


def _is_same(node: ScalarNode, value: Any) -> bool:
    written = json.dumps(value) if isinstance(value, bool | int) else str(value)
    return str(node.value) == written


def _replacing(node: ScalarNode, text: str) -> Iterator[Edit]:
    if str(node.value) != text:
        if node.style in ("|", ">"):
            raise Differs("a text in a block (|); write it in quotes")
        yield Edit(node.start_mark.index, node.end_mark.index, quoted(text))


def _inserting(text: str, node: MappingNode, missing: Mapping[str, Any]) -> Edit:
    if node.flow_style:
        end = node.end_mark.index - 1
        start = len(text[:end].rstrip())
        comma = ", " if node.value and text[start - 1] != "," else " " if node.value else ""
        fields = ", ".join(f"{name}: {flow(value)}" for name, value in missing.items())
        return Edit(start, start, comma + fields)
    indent = node.value[0][0].start_mark.column
    at = _end_of_line(text, _end_of(node))
    lines = [line for name, value in missing.items() for line in block(name, value, indent)]
    return Edit(at, at, "".join(f"\n{line}" for line in lines))


def _end_of(node: Node) -> int:
    """Where the last thing that is written of a node ends."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end_of(last[1] if isinstance(last, tuple) else last)
    end: int = node.end_mark.index
    return end


def _end_of_line(text: str, end: int) -> int:
    stop = len(text[:end].rstrip())
    found = text.find("\n", stop)
    return len(text) if found < 0 else found


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def quoted(text: str) -> str:
    """A text as YAML holds it on one line, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def block(name: str, value: Any, indent: int) -> Iterator[str]:
    """The lines of a field, as packages are written by hand."""
    margin = " " * indent
    if isinstance(value, Mapping) and value:
        yield f"{margin}{name}:"
        for inner, content in value.items():
            yield from block(inner, content, indent + 2)
    elif isinstance(value, list | tuple) and value and not isinstance(value[0], str):
        yield f"{margin}{name}:"
        for item in value:
            yield from listed(item, indent + 2)
    else:
        yield f"{margin}{name}: {_scalar(name, value)}"


def listed(item: Mapping[str, Any], indent: int) -> Iterator[str]:
    """The lines of a mapping in a list."""
    lines = [line for name, value in item.items() for line in block(name, value, indent + 2)]
    yield " " * indent + "- " + lines[0].lstrip()
    yield from lines[1:]


def _scalar(name: str, value: Any) -> str:
    is_word = isinstance(value, str) and name in ("key", "type", "match", "grading", "kind", "use")
    return str(value) if is_word and _is_bare(str(value)) else flow(value)


def _is_bare(word: str) -> bool:
    return (
        set(word) <= BARE and any(map(str.isalpha, word)) and word not in ("true", "false", "null")
    )
