"""Questions of other systems written into a package's questions.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from lms.assessment.rules.drafts import slug_of
from lms.interop.rules.yaml_edit import Differs, edited, fields_of, listed, merging

FIRST = ("key", "type", "use", "tags", "text")
LAST = ("explanation",)


@dataclass(frozen=True, slots=True)
class ForPackage:
    """A question with the key that it has in the package, its texts in one language."""

    key: str
    type: str
    body: Mapping[str, Any]
    tags: tuple[str, ...] = ()
    use: str | None = None

    def content(self) -> dict[str, Any]:
        """The question as a package's list holds it, what is not known yet left out."""
        tags = list(dict.fromkeys(filter(None, map(slug_of, self.tags))))
        found = {"key": self.key, "type": self.type, "use": self.use, "tags": tags, **self.body}
        names = [*FIRST, *(name for name in self.body if name not in FIRST + LAST), *LAST]
        return {name: found[name] for name in names if found.get(name) not in (None, [])}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that cannot be written, and why."""

    key: str
    reason: str


class NotAList(Exception):
    """The file is not a list with a dash before each question."""


def keys_in(text: str) -> tuple[str, ...]:
    """The keys of a file's questions. Raises NotAList."""
    root = _root(text)
    return tuple(_keyed(root)) if root else ()


def written_into(text: str, questions: Sequence[ForPackage]) -> tuple[str, tuple[Refusal, ...]]:
    """The file's text with the questions in it, and those that do not fit what stands there.

    A new key is appended; a known one is given the further language. Nothing else of the file
    changes: comments and order stay. Raises NotAList.
    """
    refused, new = [], list[ForPackage]()
    for question in questions:
        standing = _keyed(root) if (root := _root(text)) else {}
        if question.key not in standing:
            new.append(question)
            continue
        try:
            text = _merged(text, standing[question.key], question)
        except Differs as error:
            words = f"the package's question differs at {error.place or 'its fields'}"
            refused.append(Refusal(question.key, words))
    return _appended(text, new), tuple(refused)


def _merged(text: str, node: Node, question: ForPackage) -> str:
    content = {name: value for name, value in question.content().items() if name != "tags"}
    if question.type == "matching":
        content["options"] = _in_their_order(node, content)
    merged = edited(text, list(merging(text, node, content)))
    now = _root(merged)
    found = _keyed(now).get(question.key) if now else None
    if found is None or list(merging(merged, found, content)):
        raise Differs("the layout of its lines")
    return merged


def _in_their_order(node: Node, content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The options to match in the order in which the package has them. Raises Differs.

    A file lists them by the stems that they belong to, a package as its author did.
    """
    standing = fields_of(node)
    known = {"stems", "options"} <= standing.keys()
    theirs = [_word_in(each, "match") for each in standing["stems"].value] if known else []
    ours = [stem["match"] for stem in content["stems"]]
    pairs = dict(zip(theirs, ours, strict=False))
    if len(theirs) != len(ours) or [pairs[key] for key in theirs] != ours:
        raise Differs("stems")
    options = {option["key"]: option for option in content["options"]}
    free = iter([option for key, option in options.items() if key not in ours])
    keys = [_word_in(each, "key") for each in standing["options"].value]
    if len(keys) != len(options) or len(set(pairs.values())) != len(pairs):
        raise Differs("options")
    return [options[pairs[key]] if key in pairs else next(free) for key in keys]


def _word_in(node: Node, name: str) -> str:
    found = fields_of(node).get(name) if isinstance(node, MappingNode) else None
    return str(found.value) if found else ""


def _appended(text: str, questions: Sequence[ForPackage]) -> str:
    if not questions:
        return text
    root = _root(text)
    if root and not root.value:
        text = text[: root.start_mark.index] + text[root.end_mark.index :]
    elif root and root.flow_style:
        raise NotAList
    indent = root.start_mark.column if root and root.value else 0
    text = text.rstrip() + "\n" if text.strip() else ""
    before = len(root.value) if root else 0
    lines = [line for each in questions for line in listed(each.content(), indent)]
    appended = text + "".join(f"{line}\n" for line in lines)
    now = _root(appended)
    if now is None or len(now.value) != before + len(questions):
        raise NotAList
    return appended


def _root(text: str) -> SequenceNode | None:
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise NotAList from error
    if root is not None and not isinstance(root, SequenceNode):
        raise NotAList
    return root


def _keyed(root: SequenceNode) -> dict[str, Node]:
    return dict(_pairs(root))


def _pairs(root: SequenceNode) -> Iterator[tuple[str, Node]]:
    for node in root.value:
        if not isinstance(node, MappingNode):
            raise NotAList
        for key, value in node.value:
            if key.value == "key":
                yield str(value.value), node


__all__ = ["ForPackage", "NotAList", "Refusal", "keys_in", "written_into"]
