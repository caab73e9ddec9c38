"""Lesson Markdown to safe HTML: a small, closed language that refuses what it does not know.

CommonMark with tables, callouts (`::: must`, `::: note`, `::: source`), anchors on headings
(`## Heading {#anchor}`) and passages in another language (`[passage]{lang=ar}`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from typing import Any, Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

CONTAINERS = ("must", "note", "source")
SOURCE_LABEL = {"ar": "المصدر:", "ckb": "سەرچاوە:", "en": "Source:"}
RESERVED_ANCHORS = {"main"}  # ids that every page already has
ANCHORED = re.compile(r"(?s)^(?P<text>.*\S)\s+\{#(?P<anchor>[a-z][a-z0-9-]*)\}$")
SPAN_LANGUAGE = re.compile(r"\{lang=(ar|ckb|en)\}")
LEFT_OVER = re.compile(r"\]\(|[{}]")
FENCE = re.compile(r"^\s*(:{3,})\s*(.*?)\s*$")

KNOWN_BLOCKS = {
    "paragraph", "heading", "bullet_list", "ordered_list", "list_item", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", *(f"container_{name}" for name in CONTAINERS),
}  # fmt: skip
KNOWN_INLINE = {
    "text", "softbreak", "hardbreak", "strong", "em", "link", "code_inline", "span", "text_special",
}  # fmt: skip
NO_HTML = "HTML is not allowed; write Markdown"
NOT_KNOWN = {
    "html_block": NO_HTML,
    "html_inline": NO_HTML,
    "image": "an image is not part of the format; describe it in words",
    "fence": "a code block is not part of a lesson; write a paragraph",
    "code_block": "an indented line is read as code; remove the spaces before it",
    "hr": "a horizontal rule is not part of a lesson; use a heading",
}

TABLE = '<div class="scroll" tabindex="0" role="group">\n<table class="table">\n'
TAGS = {
    "p", "h2", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
    "strong", "em", "a", "code", "span", "div", "br",
}  # fmt: skip
ATTRIBUTES = {
    "h2": {"id"},
    "a": {"href"},
    "p": {"class"},
    "ol": {"start"},
    "table": {"class"},
    "span": {"lang", "dir"},
    "div": {"class", "data-kind", "tabindex", "role"},
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML and the headings in it, as (anchor, text) in order."""

    html: str
    headings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text in one language; language is None for the lesson's own. Blocks count from 0."""

    line: int
    block: int
    language: str | None
    text: str


BlockKind = Literal["heading", "paragraph", "item", "title", "callout", "source"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text to be printed, without mark-up. marker: of a list's item, `•` or `1.`."""

    kind: BlockKind
    text: str
    marker: str = ""


class MarkdownProblems(ValueError):
    """Everything that is wrong in one text, as (line, words), lines from 1."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {line}: {words}" for line, words in problems))
        self.problems = tuple(sorted(set(problems)))


def render(markdown: str, language: str) -> Rendered:
    """The lesson as HTML for a page in `language`. Raises MarkdownProblems, with every line."""
    tokens = _known_tokens(markdown)
    _mark_callouts(tokens)
    parser = _parser()
    html = parser.renderer.render(tokens, parser.options, {"language": language})
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Rendered(safe.strip(), tuple(_headings(tokens)))


def passages(markdown: str) -> tuple[Passage, ...]:
    """The readable text, run by run, each with its language. Raises MarkdownProblems."""
    blocks = (token for token in _known_tokens(markdown) if token.type == "inline")
    return tuple(run for number, block in enumerate(blocks) for run in _runs(block, number))


def blocks(markdown: str) -> Iterator[Block]:
    """The text piece by piece: a callout's title apart, a row of a table as one paragraph.

    Raises MarkdownProblems.
    """
    lists: list[int | None] = []  # of each list that is open, the next number; None for bullets
    marker, container = "", ""
    row: list[str] = []
    tokens = [Token("start", "", 0), *_known_tokens(markdown)]
    for at, token in enumerate(tokens[1:], 1):
        before = tokens[at - 1]
        if token.type.endswith("_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else None)
        elif token.type.endswith("_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            marker, lists[-1] = _marker(lists[-1])
        elif token.type.startswith("container_"):
            container = "" if token.type.endswith("_close") else token.type.split("_")[1]
        elif token.type == "tr_close":
            yield Block("paragraph", " · ".join(row))
            row = []
        elif token.type == "inline" and before.type in ("td_open", "th_open"):
            row.append(_plain(token))
        elif token.type == "inline":
            is_title = tokens[at - 2].type == f"container_{container}_open"
            kind = _kind(before, container, is_title=is_title, is_item=bool(lists))
            yield Block(kind, _plain(token), marker)
            marker = ""


def _marker(number: int | None) -> tuple[str, int | None]:
    return ("•", None) if number is None else (f"{number}.", number + 1)


def _kind(before: Token, container: str, *, is_title: bool, is_item: bool) -> BlockKind:
    if before.type == "heading_open":
        return "heading"
    if container == "source":
        return "source"
    if container and is_title:
        return "title"
    if is_item:
        return "item"
    return "callout" if container else "paragraph"


def _plain(block: Token) -> str:
    """The readable text of a block on one line."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in block.children or ()
    ).strip()


@cache
def _parser() -> MarkdownIt:
    # html is on so that tags become tokens, which are refused: off, they would pass as text.
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    for name in CONTAINERS:
        container_plugin(parser, name)
    parser.inline.ruler.before("link", "span", _span)
    parser.core.ruler.before("inline", "anchors", _read_anchors)
    for kind in ("must", "note"):
        opening = f'<div class="callout" data-kind="{kind}">\n'
        parser.add_render_rule(f"container_{kind}_open", _always(opening))
        parser.add_render_rule(f"container_{kind}_close", _always("</div>\n"))
    parser.add_render_rule("container_source_open", _open_source)
    parser.add_render_rule("container_source_close", _always("</span></p>\n"))
    parser.add_render_rule("table_open", _always(TABLE))
    parser.add_render_rule("table_close", _always("</table>\n</div>\n"))
    return parser


def _span(state: StateInline, silent: bool) -> bool:
    """Read `[passage]{lang=ar}`."""
    if state.src[state.pos] != "[":
        return False
    start, end = state.pos, parseLinkLabel(state, state.pos)
    language = SPAN_LANGUAGE.match(state.src, end + 1) if end >= 0 else None
    if language is None:
        return False
    if not silent:
        code, limit = language[1], state.posMax
        opening = state.push("span_open", "span", 1)
        opening.attrs = {"lang": code, "dir": "ltr" if code == "en" else "rtl"}
        state.pos, state.posMax = start + 1, end
        state.md.inline.tokenize(state)
        state.posMax = limit
        state.push("span_close", "span", -1)
    state.pos = language.end()
    return True


def _read_anchors(state: StateCore) -> None:
    for opening, inline in pairwise(state.tokens):
        if opening.type == "heading_open" and (match := ANCHORED.match(inline.content)):
            opening.attrs = {"id": match["anchor"]}
            inline.content = match["text"]


def _known_tokens(markdown: str) -> list[Token]:
    problems = list(_container_problems(markdown.splitlines()))
    tokens = _parser().parse(markdown)
    anchors: set[str] = {str(token.attrs["id"]) for token in tokens if "id" in token.attrs}
    problems += _token_problems(tokens, anchors)
    problems += _heading_problems(tokens)
    problems += _callout_problems(tokens)
    if problems:
        raise MarkdownProblems(problems)
    return tokens


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _container_problems(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    opened_at = 0
    for number, fence in ((n, FENCE.match(line)) for n, line in enumerate(lines, 1)):
        if fence is None:
            continue
        if fence[1] != ":::":
            yield number, "a callout is opened and closed by exactly three colons"
        elif not fence[2] and not opened_at:
            yield number, "this ::: closes nothing; remove it or write `::: must` above"
        elif fence[2] and opened_at:
            yield number, f"the callout of line {opened_at} is not closed; write ::: before this"
        elif fence[2] and fence[2] not in CONTAINERS:
            yield number, f"unknown callout “{fence[2]}”; write must, note or source"
        opened_at = number if fence[2] else 0
    if opened_at:
        yield opened_at, "this callout is not closed; write ::: after its text"


def _token_problems(tokens: Sequence[Token], anchors: set[str]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "inline":
            yield from _inline_problems(token, anchors)
        elif name not in KNOWN_BLOCKS:
            yield _line(token), NOT_KNOWN.get(name, f"{name} is not part of the format")


def _inline_problems(block: Token, anchors: set[str]) -> Iterator[tuple[int, str]]:
    line = _line(block)
    for child in block.children or ():
        name = child.type.removesuffix("_open").removesuffix("_close")
        if name not in KNOWN_INLINE:
            yield line, NOT_KNOWN.get(name, f"{name} is not part of the format")
        elif name == "text" and LEFT_OVER.search(child.content):
            yield line, f"“{child.content.strip()[:40]}” is read as plain text; mend its brackets"
        elif child.type == "link_open" and (words := _link_problem(child, anchors)):
            yield line, words
        line += name in ("softbreak", "hardbreak")


def _link_problem(link: Token, anchors: set[str]) -> str | None:
    target = str(link.attrs.get("href", ""))
    if target.startswith("#"):
        return None if target[1:] in anchors else f"no heading has the anchor {target}"
    if target.startswith(("https://", "mailto:")):
        return None
    return f"a link goes to https:, mailto: or #anchor, not to “{target[:60]}”"


def _heading_problems(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for token in tokens:
        if token.type != "heading_open":
            continue
        anchor = str(token.attrs.get("id", ""))
        if token.tag != "h2":
            yield _line(token), "every heading is a level-2 heading; write ## before it"
        elif not anchor:
            yield _line(token), "the heading has no anchor; end it with {#short-name}"
        elif anchor in seen | RESERVED_ANCHORS:
            yield _line(token), f"the anchor #{anchor} is taken; choose another"
        seen.add(anchor)


def _callout_problems(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for place, token in enumerate(tokens):
        if not re.fullmatch(r"container_\w+_open", token.type):
            continue
        end = next(n for n in range(place, len(tokens)) if _closes(tokens[n], token))
        blocks = [t for t in tokens[place:end] if t.level == token.level + 1 and t.nesting >= 0]
        first = tokens[place + 2].content if len(blocks) else ""
        if not blocks or blocks[0].type != "paragraph_open":
            yield _line(token), "the callout begins with a line of text"
        elif token.type == "container_source_open":
            if len(blocks) > 1 or "\n" in first:
                yield _line(token), "a source is one line of text"
        elif len(blocks) == 1 or "\n" in first:
            yield _line(token), "a callout is a title line, an empty line, and the text"


def _closes(token: Token, opening: Token) -> bool:
    name = opening.type.replace("_open", "_close")
    return token.type == name and token.level == opening.level


def _mark_callouts(tokens: Sequence[Token]) -> None:
    """The title's class, a source's own paragraph, and no inline style on cells."""
    for token, after in pairwise(tokens):
        if token.type in ("container_must_open", "container_note_open"):
            after.attrs = {"class": "callout-title"}
        elif token.type == "container_source_open":
            after.hidden = True
        elif after.type == "container_source_close":
            token.hidden = True
        elif token.type in ("th_open", "td_open"):
            token.attrs = {}


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            yield str(opening.attrs["id"]), "".join(run.text for run in _runs(inline, 0))


def _runs(block: Token, number: int) -> Iterator[Passage]:
    line, languages = _line(block), [None]
    for child in block.children or ():
        if child.type == "span_open":
            languages.append(child.attrs["lang"])  # type: ignore[arg-type]
        elif child.type == "span_close":
            languages.pop()
        elif child.content:
            yield Passage(line, number, languages[-1], child.content)
        line += child.type in ("softbreak", "hardbreak")


def _always(html: str) -> Callable[..., str]:
    return lambda *_arguments: html


def _open_source(_self: Any, _tokens: Sequence[Token], _at: int, _options: Any, env: Any) -> str:
    label = escape(SOURCE_LABEL[env["language"]])
    return f'<p class="source"><span><strong>{label}</strong> '
