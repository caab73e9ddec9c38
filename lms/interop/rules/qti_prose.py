"""The text in a QTI item, without its formats: lines as people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape

from lms.interop.rules.gift_text import cleaned
from lms.interop.rules.html import BLOCKS as HTML_BLOCKS
from lms.interop.rules.html import plain_text
from lms.interop.rules.xml_tree import Node

BLOCKS = HTML_BLOCKS | {"contentBody", "infoControl", "rubricBlock", "simpleChoice"}
ROWS_AND_LISTS = frozenset("table thead tbody tfoot caption tr td th ul ol li pre".split())
FEEDBACK = frozenset({"feedbackBlock", "feedbackInline", "modalFeedback"})
SILENT = frozenset({"annotation", "annotation-xml", "param", "source", "track", "rp", "rt"})
LEFT_OUT = {
    "rubricBlock": "A rubricBlock (instructions, or how to mark) is left out: “{text}”.",
    "catalogInfo": "A catalog of other forms, for accessibility, is left out.",
    "templateBlock": "A templateBlock is left out.",
    "templateInline": "A templateInline is left out.",
    "stylesheet": "The stylesheet “{file}” is left out.",
    "style": "A stylesheet is left out.",
    "script": "A script is left out.",
    "include": "An inclusion of “{file}” is left out.",
}
FILES = {
    "img": "The picture “{file}” is left out; the text keeps its alternative: “{alt}”.",
    "object": "The file “{file}” is left out.",
    "audio": "The sound “{file}” is left out.",
    "video": "The film “{file}” is left out.",
    "embed": "The file “{file}” is left out.",
    "iframe": "The page “{file}” is left out.",
    "picture": "A picture is left out.",
    "svg": "A drawing is left out; the text keeps its words.",
    "canvas": "A drawing is left out.",
    "math": "A formula is written as plain text.",
    "table": "A table is written as lines.",
    "a": "The link to “{file}” is left out; the text keeps its words.",
}
NO_ALT = "The picture “{file}” is left out; it has no text alternative."
SUPERSCRIPT = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
SHORT = 80


def prose(content: Iterable[Node | str], put: Mapping[int, str], dropped: dict[str, None]) -> str:
    """The text of nodes. put: what stands for a node, by its id; dropped gets new sentences."""
    html = "".join(_html(each, put, dropped) for each in content)
    text, named = plain_text(cleaned(html))
    for sentence in named:
        dropped.setdefault(sentence)
    return text


def _html(each: Node | str, put: Mapping[int, str], dropped: dict[str, None]) -> str:
    """As HTML, of which no more is left than what makes lines of it."""
    if isinstance(each, str):
        return escape(each, quote=False)
    if id(each) in put:
        return escape(put[id(each)], quote=False)
    if each.name in FEEDBACK or each.name in SILENT:
        return ""
    if each.name == "rubricBlock" and not each.one_line:
        return ""
    if each.name in LEFT_OUT and not is_for_all(each):
        _drop(LEFT_OUT[each.name], each, dropped)
        return ""
    if each.name in FILES and (each.name != "a" or _file(each)):
        is_bare = each.name == "img" and not each.get("alt")
        _drop(NO_ALT if is_bare else FILES[each.name], each, dropped)
    if each.name in FORMULAS and len(each.children()) == 2:
        one, other = (_html(part, put, dropped).strip() for part in each.children())
        return FORMULAS[each.name](one, other)
    inner = escape(each.get("alt"), quote=False) if each.name == "img" else ""
    inner += "".join(_html(one, put, dropped) for one in each.content)
    return _formed(each.name, inner)


def is_for_all(node: Node) -> bool:
    """Whether a rubricBlock is for who answers."""
    return node.name == "rubricBlock" and "candidate" in node.get("view").split()


def _formed(name: str, inner: str) -> str:
    if name in ROWS_AND_LISTS:
        return f"<{name}>{inner}</{name}>"
    if name in BLOCKS:
        return f"<div>{inner}</div>"
    if name == "br":
        return "<br>"
    if name == "msqrt":
        return f"√({inner.strip()})"
    if name == "sup" and inner.strip():
        return _raised(inner, SUPERSCRIPT, "^")
    return _raised(inner, SUBSCRIPT, "_") if name == "sub" and inner.strip() else inner


def _raised(inner: str, table: dict[int, int], mark: str) -> str:
    inner = " ".join(inner.split())
    is_known = all(ord(letter) in table for letter in inner)
    return inner.translate(table) if is_known else f"{mark}({inner})"


FORMULAS: Mapping[str, Callable[[str, str], str]] = {
    "mfrac": lambda over, under: f"({over})/({under})",
    "msup": lambda base, power: base + _raised(power, SUPERSCRIPT, "^"),
    "msub": lambda base, index: base + _raised(index, SUBSCRIPT, "_"),
}


def _drop(words: str, node: Node, dropped: dict[str, None]) -> None:
    facts = {"file": _file(node), "alt": node.get("alt"), "text": node.one_line}
    short = {name: _short(" ".join(cleaned(value).split())) for name, value in facts.items()}
    dropped.setdefault(words.format(**short))


def _file(node: Node) -> str:
    for name in ("src", "data", "href"):
        if node.get(name):
            return "data:" if node.get(name).startswith("data:") else node.get(name)
    return next((_file(each) for each in node.children("source", "object")), "")


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
