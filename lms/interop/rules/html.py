"""HTML of other systems as the plain text that people read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from lms.interop.rules.dropped import Dropped

BLOCKS = frozenset(
    "address article aside blockquote br center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody"
    " tfoot thead title tr ul caption prompt".split()
)
ROWS = frozenset("tr table thead tbody tfoot caption".split())
LISTS = frozenset("li ul ol".split())
SILENT = frozenset("script style template noscript".split())
MEDIA = frozenset("audio video iframe object embed applet svg canvas".split())
NAMED = {
    "script": "A script",
    "style": "A style sheet",
    "template": "A template of the page",
    "noscript": "What stands for a script",
}
SUPERSCRIPTS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:._-]{0,40}(?=[\s/>])")
ALT = re.compile(r"""\balt\s{0,9}=\s{0,9}(?:"([^"]{0,500})"|'([^']{0,500})')""", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
INDENTED = re.compile(r"\n[ \t]+\S")
TEX = re.compile(r"\\\(|\\\[|\$\$")
LONGEST_TAG = 4_000
LONGEST_NAME = 80


def plain_text(html: str) -> tuple[str, tuple[str, ...]]:
    """The text with its paragraphs and list items as lines, and sentences on what was dropped.

    Time grows with the length alone, whatever stands in the HTML.
    """
    reader = _Reader()
    reader.feed("".join(_whole_tags(html)))
    reader.close()
    text = reader.text()
    if TEX.search(text):
        reader.drop("A formula is kept as it is written in TeX.")
    return text, reader.dropped


def _whole_tags(html: str) -> Iterator[str]:
    """The HTML without comments and scripts; a `<` that begins no whole tag is written `&lt;`."""
    at, finder = 0, _Finder(html)
    while (start := html.find("<", at)) >= 0:
        yield html[at:start]
        if html.startswith("<!--", start):
            at = finder.after("-->", start + 4)
        elif html.startswith(("<!", "<?"), start):
            at = finder.after(">", start)
        else:
            found = TAG.match(html, start)
            end = finder.end_of_tag(found.end()) if found else -1
            if found is None or end < 0:
                yield "&lt;"
                at = start + 1
                continue
            yield _short(found[0], html[start:end])
            name = found[0].removeprefix("<").lower()
            at = finder.before(f"</{name}", end) if name in SILENT else end
    yield html[at:]


def _short(name: str, tag: str) -> str:
    """A tag; of one with a file in it, its name and what it shows."""
    if len(tag) <= LONGEST_TAG:
        return tag
    found = ALT.search(tag)
    alt = (found[1] or found[2] or "") if found else ""
    return f'{name} alt="{alt.replace(chr(34), "&quot;")}">'


class _Finder:
    """Looks ahead in a text; what is not there is looked for once."""

    def __init__(self, text: str) -> None:
        self._text, self._lower = text, text.lower() if text.isascii() else _lower(text)
        self._missing: set[str] = set()

    def _find(self, what: str, start: int) -> int:
        if what in self._missing:
            return -1
        found = self._lower.find(what, start)
        if found < 0:
            self._missing.add(what)
        return found

    def after(self, what: str, start: int) -> int:
        """Where the text goes on after the next of these; its end where there is none."""
        found = self._find(what, start)
        return len(self._text) if found < 0 else found + len(what)

    def before(self, what: str, start: int) -> int:
        """Where the next of these begins; `start` where there is none."""
        found = self._find(what, start)
        return start if found < 0 else found

    def end_of_tag(self, start: int) -> int:
        """Behind the `>` of a tag, quoted ones passed over; -1 where it has none."""
        end = self._find(">", start)
        while end >= 0:
            quotes = [at for q in "\"'" if (at := self._text.find(q, start, end)) >= 0]
            if not quotes:
                return end + 1
            first = min(quotes)
            closing = self._find(self._text[first], first + 1)
            if closing < 0:
                return end + 1
            start = closing + 1
            end = self._find(">", start) if start > end else end
        return -1


def _lower(text: str) -> str:
    """Small letters, none of them longer than it was."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


class _Reader(HTMLParser):
    """Collects lines and what is dropped on the way."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._dropped = Dropped()
        self._lines: list[str] = []
        self._line: list[str] = []
        self._lists: list[int | None] = []
        self._raised = self._math = self._preformatted = 0
        self._cells = 0
        self._is_in_cell = self._is_at_bullet = False

    def drop(self, sentence: str) -> None:
        """Name what is dropped."""
        self._dropped.add(sentence)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Everything that was named."""
        return self._dropped.sentences

    def text(self) -> str:
        """The lines that have something on them."""
        self._end_line()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a picture, a formula."""
        name, given = tag.rpartition(":")[2], dict(attrs)
        self._break(name)
        if name in SILENT:
            self.drop(f"{NAMED[name]} is dropped.")
        elif name == "math":
            self._math += 1
            self.drop("A formula is kept as the letters that stand in it.")
        elif name == "img" or (name == "image" and "src" in given):
            self._picture(given)
        elif name in MEDIA:
            source = given.get("src") or given.get("data") or ""
            self.drop(f"Media is dropped ({_named(source) or name}).")
        elif name == "a" and given.get("href"):
            self.drop(f"The address of a link is dropped ({_cut(given['href'] or '')}).")
        self._structure(name)

    def _structure(self, name: str) -> None:
        if name in ("ul", "ol"):
            self._lists.append(0 if name == "ol" else None)
        elif name == "li":
            self._line.append(self._bullet())
            self._is_at_bullet = True
        elif name in ("td", "th"):
            self._line.append(" | " if self._cells else " ")
            self._cells, self._is_in_cell = self._cells + 1, True
        elif name == "pre":
            self._preformatted += 1
        elif name == "sup":
            self._raised += 1

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return ""
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

    def _picture(self, given: dict[str, str | None]) -> None:
        alt = SPACES.sub(" ", given.get("alt") or "").strip()
        named = alt or _named(given.get("src") or "")
        self.drop(f"An image is dropped ({_cut(named) or 'without a name'}).")
        if alt:
            self._line.append(f" {alt} ")

    def handle_endtag(self, tag: str) -> None:
        """End a line, a list, a formula."""
        name = tag.rpartition(":")[2]
        self._break(name)
        if name in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif name == "sup" and self._raised:
            self._raised -= 1
        elif name == "math" and self._math:
            self._math -= 1
        elif name == "pre" and self._preformatted:
            self._preformatted -= 1
        elif name in ("td", "th"):
            self._is_in_cell = False

    def handle_data(self, data: str) -> None:
        """Words; raised digits as they are written in plain text."""
        self._is_at_bullet = self._is_at_bullet and not data.strip()
        if self._raised:
            data = data.translate(SUPERSCRIPTS)
        if self._preformatted and not self._is_in_cell:
            self._keep_lines(data)
        else:
            self._line.append(f" {data.strip()} " if self._math else data)

    def _keep_lines(self, data: str) -> None:
        *whole, rest = data.split("\n")
        for line in whole:
            self._line.append(line)
            self._end_line()
        self._line.append(rest)
        if INDENTED.search(data):
            self.drop("The indentation of its lines is dropped.")

    def _break(self, name: str) -> None:
        """A new line where a block begins or ends; in a cell of a table, a space.

        What begins with an item of a list stands on its line.
        """
        if name not in BLOCKS or (self._is_at_bullet and name not in LISTS):
            return
        if self._is_in_cell and name not in ROWS:
            self._line.append(" ")
        else:
            self._is_in_cell = self._is_at_bullet = False
            self._end_line()

    def _end_line(self) -> None:
        line = SPACES.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if self._cells and not line.strip("| "):
            line = ""
        self._cells = 0
        if (line and line.strip("-") != "") or (line and not self._lists):
            self._lines.append(line)


def _named(source: str) -> str:
    """The name of a file in its address."""
    return "" if source.startswith("data:") else _cut(source.partition("?")[0].rpartition("/")[2])


def _cut(text: str) -> str:
    line = " ".join(text[: 4 * LONGEST_NAME].split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"
