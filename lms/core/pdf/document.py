"""A document to print: lines, paragraphs and codes at places on pages, out as bytes.

The door for every room that prints. Text is plain: no mark-up is read, so a name may hold `<`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from lms.core.pdf.fonts import Family
from lms.core.pdf.ink import BLACK, INK, tint
from lms.core.pdf.qr import qr_operators
from lms.core.pdf.shaping import Line, base_direction, fitted, shaped, wrapped
from lms.core.pdf.tags import ARTIFACT, END, Element, Role, Tags, describe
from lms.core.pdf.writer import PageFonts, line_operators, number
from lms.core.text import Language

rl_config.useA85 = 0  # binary streams: a fifth smaller

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A4_LANDSCAPE = (297 * MM, 210 * MM)
LEADING = {"ltr": 1.3, "rtl": 1.55}  # the Arabic script reaches higher and lower

Align = Literal["start", "middle", "end"]
Pdf = bytes  # inside Document the word bytes is its method


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; size in points, colour as `ink.tint` gives it."""

    size: float
    colour: str = tint(INK)
    weight: Family = "regular"

    def of_size(self, size: float) -> Style:
        """The same in another size."""
        return replace(self, size=size)


class Page(Canvas):
    """ReportLab's canvas, without the Helvetica that it names on every page and never embeds."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class Document:
    """Pages measured from the side where the document's language starts.

    x: points from that side's edge (the right in Arabic and Sorani), so one layout serves all
    languages and mirrors itself; y: points from the lower edge, baselines for text. Equal calls
    give equal bytes, on any day and after any other document. The metadata say the title, the
    language and `dated` (a day; else 1 January 2000): put no name into the title.
    Texts are tagged for readers aloud, in the order in which they are drawn, each with its
    language and its role: a paragraph unless another is named. Line work says nothing there.
    Every text method may raise CharacterNotPrintable.
    """

    def __init__(
        self,
        title: str,
        language: Language,
        pagesize: tuple[float, float] = A4,
        *,
        dated: date = date(2000, 1, 1),
    ) -> None:
        self.language = language
        self.width, self.height = pagesize
        self.is_mirrored = base_direction(language) == "rtl"
        self._fonts, self._tags = PageFonts(), Tags()
        self._title, self._dated = title, dated
        self._forms = 0
        self._page = Page(
            "document.pdf", pagesize=pagesize, invariant=1, pdfVersion=(1, 7), pageCompression=1,
            lang=language,
        )  # fmt: skip
        for entry in ("Author", "Subject", "Creator", "Producer"):  # else "anonymous" and the like
            getattr(self._page, f"set{entry}")("")
        self._page.setTitle(title)
        self._page.setViewerPreference("DisplayDocTitle", "true")
        self._page._doc._timeStamp.YMDhms = (dated.year, dated.month, dated.day, 0, 0, 0)

    # ------------------------------------------------------------------ text
    def shaped(self, text: str, style: Style, language: Language | None = None) -> Line:
        """A line to be measured before it is drawn."""
        return shaped(text, language or self.language, weight=style.weight)

    def line(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        language: Language | None = None,
        align: Align = "start",
        role: Role = "P",
    ) -> float:
        """Draw one line, never broken, that starts, has its middle or ends at x; its width."""
        shaped_line = self.shaped(text, style, language)
        return self.put(x, y, shaped_line, style, align=align, role=role)

    def put(
        self,
        x: float,
        y: float,
        line: Line,
        style: Style,
        *,
        align: Align = "start",
        role: Role = "P",
        element: Element | None = None,
    ) -> float:
        """Draw a line that is already shaped; its width. element: what it is a part of."""
        element = element or self._tags.element(role, line.language)
        element.lines.append(line.text)
        width = line.width(style.size)
        back = {"start": 0.0, "middle": width / 2, "end": width}[align]
        left = self._x(x) - (width - back if self.is_mirrored else back)
        self._write(self._tags.begin(element), f"{style.colour} rg")
        self._write(*line_operators(line, self._fonts, x=left, y=y, size=style.size), END)
        return width

    def fitted(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        width: float,
        language: Language | None = None,
        align: Align = "start",
        role: Role = "P",
    ) -> float:
        """One line, shrunk to 70 % at most, else two; the baseline of the last.

        Raises TextTooLong.
        """
        language = language or self.language
        lines, size = fitted(text, language, weight=style.weight, size=style.size, width=width)
        return self._stack(x, y, lines, style.of_size(size), align, role)

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        width: float,
        language: Language | None = None,
        align: Align = "start",
        role: Role = "P",
    ) -> float:
        """As many lines as the text needs, the first at y; the baseline of the last.

        A newline in the text begins a new line. Turning the page is the caller's: see `lines_of`.
        """
        lines = self.lines_of(text, style, width=width, language=language)
        return self._stack(x, y, lines, style, align, role)

    def lines_of(
        self, text: str, style: Style, *, width: float, language: Language | None = None
    ) -> tuple[Line, ...]:
        """The lines that `paragraph` would draw, to count them first."""
        language = language or self.language
        return wrapped(text, language, weight=style.weight, size=style.size, width=width)

    def leading(self, line: Line, style: Style) -> float:
        """How far the baseline after a line lies below it."""
        return style.size * LEADING[base_direction(line.language)]

    def _stack(
        self, x: float, y: float, lines: Sequence[Line], style: Style, align: Align, role: Role
    ) -> float:
        element = self._tags.element(role, lines[0].language)
        for place, line in enumerate(lines):
            y -= self.leading(line, style) if place else 0
            self.put(x, y, line, style, align=align, element=element)
        return y

    def aside(self, x: float, y: float, text: str, style: Style, *, align: Align = "start") -> None:
        """A line for the eye alone, as a page's number: readers aloud pass over it."""
        line = self.shaped(text, style)
        width = line.width(style.size)
        left = self._x(x) - (width if self.is_mirrored else 0)
        left += (width if self.is_mirrored else -width) if align == "end" else 0
        self._write(ARTIFACT, f"{style.colour} rg")
        self._write(*line_operators(line, self._fonts, x=left, y=y, size=style.size), END)

    # ------------------------------------------------------------------ lines and codes
    def rule(
        self, x: float, y: float, length: float, *, thickness: float = 0.5, colour: str = tint(INK)
    ) -> None:
        """A level line from x on."""
        end = -length if self.is_mirrored else length
        self.draw(f"{colour} RG {number(thickness)} w 0 0 m {number(end)} 0 l S", x, y)

    def qr(self, x: float, y: float, content: str, *, side: float, alt: str) -> None:
        """A QR code of level M whose lower start corner is x, y; leave side / 6 free around it.

        alt: what it says, for readers aloud.
        """
        left = -side if self.is_mirrored else 0.0
        boxes = qr_operators(content, side)
        figure = self._tags.element("Figure", self.language, alt)
        self._draw(f"1 0 0 1 {number(left)} 0 cm {tint(BLACK)} rg {boxes}", x, y,
                   begin=self._tags.begin(figure))  # fmt: skip

    def draw(self, operators: str, x: float = 0.0, y: float = 0.0) -> None:
        """Line work in PDF operators, with x, y as its origin; not mirrored itself."""
        self._draw(operators, x, y, begin=ARTIFACT)

    def _draw(self, operators: str, x: float, y: float, *, begin: str) -> None:
        place = f"1 0 0 1 {number(self._x(x))} {number(y)} cm"
        self._write(f"{begin} q {place} {operators} Q {END}")

    def frame(self, quarter: str) -> None:
        """The lower left quarter of a frame, shown mirrored in all four corners."""
        self._forms += 1
        name = f"frame{self._forms}"
        self._page.beginForm(name, 0, 0, self.width, self.height)
        self._write(quarter)
        self._page.endForm()
        for across, up in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
            self._page.saveState()
            self._page.transform(
                across, 0, 0, up, 0 if across > 0 else self.width, 0 if up > 0 else self.height
            )
            self._write(ARTIFACT)
            self._page.doForm(name)
            self._write(END)
            self._page.restoreState()

    def stamp(self, texts: Sequence[tuple[str, Language]], style: Style, *, gap: float) -> None:
        """Words aslant over the middle of the page, gap points apart; what is under them stays.

        With alpha the joins of Arabic letters would show twice; darkening shows them once.
        """
        page = self._page
        self._write(ARTIFACT)
        page.saveState()
        page.setBlendMode("Darken")
        page.translate(self.width / 2, self.height / 2)
        page.rotate(20)
        self._write(f"{style.colour} rg")
        for place, (text, language) in enumerate(texts):
            line = self.shaped(text, style, language)
            left, y = -line.width(style.size) / 2, gap * ((len(texts) - 1) / 2 - place)
            y -= style.size / 4
            self._write(*line_operators(line, self._fonts, x=left, y=y, size=style.size))
        page.restoreState()
        self._write(END)

    # ------------------------------------------------------------------ pages
    def new_page(self) -> None:
        """End this page; what follows is drawn on the next."""
        self._end_page()
        self._tags.next_page()

    def bytes(self) -> Pdf:
        """The finished file; the document cannot be used afterwards."""
        self._end_page()
        self._fonts.embed(self._page._doc)
        self._tags.put_into(self._page._doc)
        describe(self._page._doc, title=self._title, language=self.language, dated=self._dated)
        pdf: Pdf = self._page.getpdfdata()
        return pdf

    def _end_page(self) -> None:
        self._page._doc.updateSignature("\n".join(self._page._code))
        self._page.showPage()

    def _x(self, x: float) -> float:
        return self.width - x if self.is_mirrored else x

    def _write(self, *operators: str) -> None:
        self._page._code.extend(operators)
