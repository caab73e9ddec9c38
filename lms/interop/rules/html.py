"""HTML of another system as plain text, and what of it a text cannot hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

BLOCKS = frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figure figcaption footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split()
)
UNREAD = frozenset({"script", "style", "template", "noscript", "title"})
READ = BLOCKS | {"a", "br", "img", "td", "th"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
DROPPED = {
    "audio": "A sound",
    "video": "A video",
    "object": "An embedded object",
    "embed": "An embedded object",
    "iframe": "An embedded page",
    "svg": "A drawing",
    "math": "The layout of a formula",
    "script": "A script",
}
CELL, BULLET = "\u2003", "•"
MOST_NAMED = 60  # characters of a file's name in a sentence
MOST_SENTENCES = 12
NO_TAG = re.compile(r"<(?![^<>]*>)")  # "a < b", and what a file forgot to end: words all the same
ELEMENT = re.compile(rf"<({'|'.join(DROPPED)})\b", re.IGNORECASE)
LAID_OUT = re.compile(r"\$\$.+?\$\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)


class _Reader(HTMLParser):
    """Collects the words in the order of reading; `lines` are ended by blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block or a line break ends a line; what cannot be text is named."""
        found = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.parts.append(f" {found.get('alt', '').strip()} ")
            self.drop(f"An image{_named(found.get('src', ''))}.")
        elif tag == "a" and found.get("href", "").strip():
            self.drop(f"The address of a link{_named(found['href'])}.")
        elif tag in ("td", "th"):
            self.parts.append(CELL)
        elif tag == "br" or tag in BLOCKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append(f"{BULLET} ")

    def handle_endtag(self, tag: str) -> None:
        """The end of a block ends a line."""
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """A text to read."""
        self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def drop(self, sentence: str) -> None:
        """Name what a text cannot hold, once, and not without end."""
        if sentence not in self.dropped and len(self.dropped) < MOST_SENTENCES:
            self.dropped.append(sentence)


def plain_text(html: str) -> tuple[str, tuple[str, ...]]:
    """The text as it is read, blocks as lines, and sentences on what was dropped.

    The alternative text of an image stays. Formulas stay as they are written.
    """
    reader = _Reader()
    for found in dict.fromkeys(name.lower() for name in ELEMENT.findall(html)):
        reader.drop(f"{DROPPED[found]}.")
    # Python's parser takes too long over broken HTML: it reads what this one has put in order.
    reader.feed(
        nh3.clean(
            NO_TAG.sub("&lt;", html), tags=set(READ), clean_content_tags=set(UNREAD),
            attributes=ATTRIBUTES, link_rel=None,
        )
    )  # fmt: skip
    reader.close()
    lines = (_line(line) for line in "".join(reader.parts).split("\n"))
    text = "\n".join(line for line in lines if line not in ("", BULLET))
    if LAID_OUT.search(text):
        reader.drop("The layout of a formula: it stays as it is written.")
    return text, tuple(reader.dropped)


def _line(line: str) -> str:
    """A line without spaces too many; cells of a table two spaces apart."""
    cells = (" ".join(cell.split()) for cell in line.split(CELL))
    return "  ".join(cell for cell in cells if cell)


def _named(address: str) -> str:
    """` (figure.png)`, or nothing where it has no name to show."""
    name = address.strip().removeprefix("@@PLUGINFILE@@/")
    if not name or name.startswith("data:"):
        return ""
    return f" ({name[:MOST_NAMED]})"
