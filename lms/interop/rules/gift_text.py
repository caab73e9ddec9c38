r"""The texts of a GIFT file: escapes, formats, line ends.

Source: Moodle's question/format/gift and the grammar of fuhrmanator/GIFT-grammar-PEG.js. A line end
inside a text is a space, as people wrap lines; `\n` is a new line.
"""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt

from lms.core.text import Language
from lms.interop.rules.html import plain_text

ESCAPABLE = "\\:#={}~n"
HELD = {each: chr(0xE000 + at) for at, each in enumerate(ESCAPABLE)}
RELEASED = str.maketrans({held: "\n" if each == "n" else each for each, held in HELD.items()})
ESCAPE = re.compile(r"\\([\\:#={}~n])")
FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
HTML = re.compile(
    r"</?(?:a|abbr|audio|b|big|blockquote|br|center|code|dd|del|div|dl|dt|em|embed|figure|font"
    r"|h[1-6]|hr|i|iframe|img|ins|kbd|li|math|object|ol|p|pre|s|script|small|source|span|strike"
    r"|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video)\b[^<>]*>"
    r"|&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});",
    re.IGNORECASE,
)
LONGEST_TITLE = 120


class Texts:
    """The texts of one question as they are read; `dropped`: what was left out on the way.

    The format of the question's own text holds for those that name none.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.dropped: list[str] = []
        self._format = "moodle"

    def drop(self, sentence: str) -> None:
        """Name what is dropped or changed, once."""
        if sentence not in self.dropped:
            self.dropped.append(sentence)

    def asked(self, raw: str) -> str:
        """The question's own text, whose format holds for the others."""
        found = FORMAT.match(raw)
        self._format = found[1].lower() if found else "moodle"
        return self.plain(raw)

    def plain(self, raw: str) -> str:
        """A text as it is read, whatever its format."""
        form, raw = self._split(raw.strip())
        if form == "markdown":
            return self._from_html(rendered(raw.translate(RELEASED)))
        if form == "html" or (form == "moodle" and HTML.search(raw.translate(RELEASED))):
            return self._from_html(raw.translate(RELEASED))
        return unwrapped(raw)

    def typed(self, raw: str) -> str:
        """What is to be typed: as it stands, unless its own format says that it is HTML."""
        return self.plain(raw) if FORMAT.match(raw.strip()) else unwrapped(raw)

    def match(self, raw: str) -> str:
        """What a line is matched with, or a piece of the file to show: never a format."""
        return unwrapped(raw)

    def _split(self, raw: str) -> tuple[str, str]:
        found = FORMAT.match(raw)
        return (found[1].lower(), raw[found.end() :]) if found else (self._format, raw)

    def _from_html(self, html: str) -> str:
        text, dropped = plain_text(html)
        self.dropped += [each for each in dropped if each not in self.dropped]
        return text.strip()


def rendered(markdown: str) -> str:
    """Markdown as HTML."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return str(parser.render(markdown))


def held(text: str) -> str:
    """A text whose escaped characters are out of the way of what looks for them."""
    return ESCAPE.sub(lambda found: HELD[found[1]], text)


def unwrapped(raw: str) -> str:
    """A text without formats: its escapes undone, a line end of the file being a space."""
    lines = (line.strip() for line in raw.split("\n"))
    return " ".join(line for line in lines if line).translate(RELEASED).strip()


def cleaned(text: str) -> str:
    """A file's text with one kind of line end and without what no database or page can hold."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(map(_clean, lines))


def _clean(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return "\n" if character == "\n" else " "
    return "\ufffd" if category in ("Cs", "Co") else character


def short_title(text: str) -> str:
    """A text as a title: one line, its end cut off where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def unbracketed(text: str) -> str:
    """Words between gaps, in which nothing looks like a gap."""
    return text.replace("[[", "[ [")
