"""Shaped lines as a page's content: which glyphs, where, and what they read back as.

What a glyph reads back as is in the font's ToUnicode map. ActualText around clusters was tried on
lines of all three languages: poppler and pypdf found not one word more, so there is none.
"""

from __future__ import annotations

from reportlab.pdfbase.pdfdoc import PDFDocument

from lms.core.pdf.fonts import Font, Subset, to_unicode
from lms.core.pdf.shaping import Cluster, Line, ShapedRun

SHARED_FONTS = "BasicFonts"  # ReportLab's name of the font dictionary that all pages refer to


class PageFonts:
    """The fonts of one document: each embedded once, with no glyph that is not shown."""

    def __init__(self) -> None:
        self._subsets: dict[Font, Subset] = {}

    def subset(self, font: Font) -> Subset:
        """The document's part of a font, begun at its first use."""
        if font not in self._subsets:
            self._subsets[font] = Subset(font, f"F{len(self._subsets) + 1}")
        return self._subsets[font]

    def embed(self, document: PDFDocument) -> None:
        """Put every font into the finished document, and its text into the document's /ID."""
        shared = document.idToObject[SHARED_FONTS].dict
        for subset in self._subsets.values():
            shared[subset.resource] = document.Reference(subset.embedded_in(document))
            document.updateSignature(to_unicode(subset.numbers))


def line_operators(line: Line, fonts: PageFonts, *, x: float, y: float, size: float) -> list[str]:
    """The text operators of a line whose left end stands at x on the baseline y, in points."""
    found: list[str] = []
    for run in line.runs:
        written = WrittenRun(fonts.subset(run.font), size * run.font.scale)
        found += written.operators(run, x, y)
        x += run.em_width * size
    return found


def number(value: float) -> str:
    """A number as PDF has it: three decimals at most, never an exponent, never minus nought."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


class WrittenRun:
    """One run on its way into operators: glyphs gather until something other than a glyph comes."""

    def __init__(self, subset: Subset, size: float) -> None:
        self._subset, self._size = subset, size
        self._out: list[str] = []
        self._shown: list[str] = []
        self._rise = 0.0
        self._owed = 0.0  # thousandths that the pen stands too far to the right

    def operators(self, run: ShapedRun, x: float, y: float) -> list[str]:
        """The text object that shows the run from x, y on."""
        self._out += ["BT", f"/{self._subset.resource} {number(self._size)} Tf"]
        self._out.append(f"1 0 0 1 {number(x)} {number(y)} Tm")
        for cluster in run.clusters:
            self._write(cluster)
        self._flush()
        if self._rise:  # text state outlives the text object
            self._out.append("0 Ts")
        return [*self._out, "ET"]

    def _write(self, cluster: Cluster) -> None:
        for glyph in cluster.glyphs:
            if glyph.y_offset != self._rise:
                self._flush()
                self._rise = glyph.y_offset
                self._out.append(f"{number(self._rise * self._size / 1000)} Ts")
            move = number(self._owed - glyph.x_offset)
            if move != "0":
                self._shown.append(move)
            self._shown.append(f"<{self._subset.number(glyph.number, glyph.source):04X}>")
            self._owed = glyph.width - glyph.advance + glyph.x_offset

    def _flush(self) -> None:
        if self._shown:
            self._out.append(f"[{''.join(self._shown)}] TJ".replace("><", ""))
            self._shown = []
