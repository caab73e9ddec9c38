"""Slips on paper: twelve strips to an A4 page, to be cut along the lines. No name on any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.ids import grouped
from lms.core.pdf import A4, BLACK, INK, MM, Document, Style, tint
from lms.core.text import Language

COLUMNS, ROWS = 2, 6
STRIPS_A_PAGE = COLUMNS * ROWS
MARGIN = 8 * MM
STRIP_WIDTH = (A4[0] - 2 * MARGIN) / COLUMNS
STRIP_HEIGHT = (A4[1] - 2 * MARGIN) / ROWS
PADDING = 5 * MM


@dataclass(frozen=True, slots=True)
class Strip:
    """What is printed for one person. number: roster number or trainee code, to hand it out by."""

    number: str
    login_code: str
    setup_code: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class StripWords:
    """The words around the codes, in one language."""

    title: str
    login_code: str
    setup_code: str
    valid_until: str
    how: str
    address: str


def slips_sheet(strips: Sequence[Strip], words: StripWords, language: Language) -> bytes:
    """The strips as a PDF; equal strips give equal bytes."""
    page = Document(words.title, language)
    for place, strip in enumerate(strips):
        on_page = place % STRIPS_A_PAGE
        if place and not on_page:
            page.new_page()
        row, column = divmod(on_page, COLUMNS)
        top = A4[1] - MARGIN - row * STRIP_HEIGHT
        draw_strip(page, MARGIN + column * STRIP_WIDTH, top, strip, words)
    return page.bytes()


def draw_strip(page: Document, x: float, top: float, strip: Strip, words: StripWords) -> None:
    """One strip whose upper start corner is x, top."""
    small, plain = Style(8, tint(INK)), Style(9, tint(INK), "bold")
    code = Style(12, tint(BLACK), "mono")
    start, end = x + PADDING, x + STRIP_WIDTH - PADDING
    page.line(start, top - 7 * MM, words.title, plain)
    page.line(end, top - 7 * MM, strip.number, Style(11, tint(BLACK), "mono"), language="en",
              align="end")  # fmt: skip
    page.line(start, top - 14 * MM, words.login_code, small)
    page.line(end, top - 14 * MM, grouped(strip.login_code), code, language="en", align="end")
    page.line(start, top - 21 * MM, words.setup_code, small)
    page.line(end, top - 21 * MM, grouped(strip.setup_code), code, language="en", align="end")
    page.line(start, top - 28 * MM, words.valid_until, small)
    page.line(end, top - 28 * MM, strip.valid_until, small, align="end")
    width = STRIP_WIDTH - 2 * PADDING
    below = page.paragraph(start, top - 34 * MM, words.how, Style(7.5, tint(INK)), width=width)
    page.line(start, below - 4 * MM, words.address, Style(7.5, tint(INK)), language="en")
    page.rule(x, top - STRIP_HEIGHT, STRIP_WIDTH, thickness=0.3)
