"""Forty names as a PDF shows them, held against HarfBuzz's own program and against Chromium.

Each piece of a line, of one direction and font, is a span of the same font file in the browser.
"""

from __future__ import annotations

import base64
import html
import io
import subprocess
from dataclasses import dataclass

import pytest
from PIL import Image, ImageChops, ImageFilter

from lms.core.pdf import Document, Style
from lms.core.pdf.bidi import visual_runs
from lms.core.pdf.fonts import FOLDER, family
from lms.core.pdf.shaping import base_direction, shaped, with_fonts
from tests.core.pdf.names import NAMES

SIZE, DPI = 31, 200  # points of the certificate's large line; dots of the picture
WIDTH, HEIGHT, LEFT = 1100, 80, 40
INK = 128
MOST = 0.01  # of the ink may differ


@dataclass(frozen=True)
class Piece:
    """Characters of one direction and font, where they stand in the text."""

    start: int
    text: str
    font: object
    direction: str


def pieces_of(text, language):
    """The pieces of a line, the leftmost first."""
    taken, found = set(), []
    for run in visual_runs(text, base_direction(language)):
        fonts = family("bold") if run.direction == "rtl" else family("bold")[::-1]
        start = next(
            place
            for place in range(len(text))
            if text.startswith(run.text, place) and place not in taken
        )
        taken |= set(range(start, start + len(run.text)))
        own = []
        for place, (character, font) in enumerate(with_fonts(run.text, fonts), start):
            if own and own[-1].font is font:
                own[-1] = Piece(own[-1].start, own[-1].text + character, font, run.direction)
            else:
                own.append(Piece(place, character, font, run.direction))
        found += own if run.direction == "ltr" else own[::-1]
    return found


def harfbuzz(piece, language):
    """The glyphs that HarfBuzz's program gives, by number, from left to right."""
    said = subprocess.run(
        ["hb-shape", "--no-glyph-names", "--no-clusters", "--no-positions", "--bot", "--eot",
         "--remove-default-ignorables", f"--direction={piece.direction}",
         f"--language={language}", f"--text={piece.text}", FOLDER / f"{piece.font.name}.ttf"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    return [int(number) for number in said.strip("[]").split("|")]


@pytest.mark.parametrize(("text", "language"), NAMES)
def test_the_glyphs_are_harfbuzzs_own(text, language):
    runs = shaped(text, language, weight="bold").runs
    pieces = pieces_of(text, language)
    assert [run.font for run in runs] == [piece.font for piece in pieces]
    for run, piece in zip(runs, pieces, strict=True):
        ours = [glyph.number for cluster in run.clusters for glyph in cluster.glyphs]
        assert ours == harfbuzz(piece, language), piece.text


def page_of_names():
    """All names, each a line of its own with a span for each piece."""
    faces = "".join(
        f"@font-face{{font-family:F{place};size-adjust:{font.scale:.0%};src:url(data:font/ttf;"
        f"base64,{base64.b64encode((FOLDER / f'{font.name}.ttf').read_bytes()).decode()})}}"
        f".f{place}{{font-family:F{place}}}"
        for place, font in enumerate(family("bold"))
    )
    lines = []
    for number, (text, language) in enumerate(NAMES):
        spans = "".join(
            f'<span class="f{family("bold").index(piece.font)}">{html.escape(piece.text)}</span>'
            for piece in sorted(pieces_of(text, language), key=lambda piece: piece.start)
        )
        lines.append(
            f'<p id="n{number}" lang="{language}" dir="{base_direction(language)}">{spans}</p>'
        )
    return (
        f"<!doctype html><meta charset=utf-8><style>{faces}body{{margin:0;background:#fff}}"
        f"p{{margin:0;padding:0 {LEFT}px;height:{HEIGHT}px;line-height:{HEIGHT}px;"
        f"font-size:{SIZE}px;white-space:pre;width:{WIDTH - 2 * LEFT}px}}</style>{''.join(lines)}"
    )


@pytest.fixture(scope="module")
def browser_page(chromium):
    """Chromium's page of all names, 200 dots to the inch where a point is a pixel."""
    view = {"width": WIDTH, "height": HEIGHT * len(NAMES)}
    page = chromium.new_page(device_scale_factor=DPI / 72, viewport=view)
    page.set_content(page_of_names())
    page.evaluate("document.fonts.ready")
    yield page
    page.close()


def test_the_runs_stand_in_chromiums_order(browser_page):
    for number, (text, language) in enumerate(NAMES):
        lefts = browser_page.evaluate(
            "line => [...line.children].map(span => span.getBoundingClientRect().left)",
            browser_page.query_selector(f"#n{number}"),
        )
        ours = pieces_of(text, language)
        logical = sorted(ours, key=lambda piece: piece.start)
        theirs = [logical[place] for place in sorted(range(len(lefts)), key=lefts.__getitem__)]
        assert theirs == ours, text


def drawn(text, language):
    """The certificate's line as poppler draws it."""
    document = Document("Names", language, (WIDTH, HEIGHT))
    document.line(LEFT, 30, text, Style(SIZE, weight="bold"))
    picture = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-gray", "-"],
        input=document.bytes(), capture_output=True, check=True,
    ).stdout  # fmt: skip
    return Image.open(io.BytesIO(picture)).convert("L")


def inked(picture):
    """The part of a picture that holds ink."""
    return picture.crop(picture.point(lambda value: 255 if value < 200 else 0).getbbox())


def on_paper(picture, like, x, y):
    """The ink on a sheet large enough for both, its blur of one pixel done."""
    size = (max(picture.width, like.width) + 8, max(picture.height, like.height) + 8)
    sheet = Image.new("L", size, 255)
    sheet.paste(picture, (4 + x, 4 + y))
    return sheet.filter(ImageFilter.BoxBlur(1))


def share_that_differs(ours, theirs):
    """The share of our ink that has more than half of its darkness elsewhere, best laid.

    Two programs place the same outline up to half a dot apart and shade its edge differently:
    where the one is dark and the other light, by more than half, the shapes themselves differ.
    """
    still = on_paper(ours, theirs, 0, 0)
    ink = sum(still.histogram()[:INK])
    steps = (-2, -1, 0, 1, 2)
    return min(
        sum(ImageChops.difference(still, on_paper(theirs, ours, x, y)).histogram()[INK:]) / ink
        for x in steps
        for y in steps
    )


def test_the_picture_is_chromiums(browser_page):
    shares = {}
    for number, (text, language) in enumerate(NAMES):
        picture = browser_page.locator(f"#n{number}").screenshot()
        theirs = inked(Image.open(io.BytesIO(picture)).convert("L"))
        shares[text] = share_that_differs(inked(drawn(text, language)), theirs)
    assert {text: share for text, share in shares.items() if share > MOST} == {}


def test_there_are_forty_and_the_measure_sees_a_wrong_letter():
    assert len(set(NAMES)) == 40
    right, wrong = inked(drawn("نور سامي جميل", "ar")), inked(drawn("نور سامي جمبل", "ar"))
    assert share_that_differs(right, wrong) > MOST
    assert share_that_differs(right, right) == 0
