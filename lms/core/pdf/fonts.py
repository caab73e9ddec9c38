"""The committed fonts, and the part of one that a document embeds.

A font is never changed after it is read: what a document needs of it is counted in that document's
own `Subset`, so threads share fonts without a lock and no page depends on what was printed before.
"""

from __future__ import annotations

import hashlib
import struct
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import uharfbuzz
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)

Family = Literal["regular", "bold", "mono"]

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
ARABIC, LATIN = 1.0, 0.9  # Noto Sans looks a tenth larger than Noto Naskh Arabic at one size
FAMILIES: dict[Family, tuple[tuple[str, float], ...]] = {
    "regular": (("NotoNaskhArabic-Regular", ARABIC), ("NotoSans-Regular", LATIN)),
    "bold": (("NotoNaskhArabic-Bold", ARABIC), ("NotoSans-Bold", LATIN)),
    "mono": (("NotoSansMono-Regular", ARABIC),),
}
DROPPED_TABLES = {  # what places glyphs by number does not need
    int.from_bytes(tag.encode(), "big")
    for tag in ("GDEF", "GPOS", "GSUB", "OS/2", "STAT", "cmap", "meta", "name", "post")
}
SYMBOLIC = 4  # of a font descriptor's flags: glyphs are addressed by number


class Font:
    """One font file, for shaping and measuring in thousandths of its size."""

    def __init__(self, name: str, scale: float) -> None:
        self.name, self.scale = name, scale
        self.face: Any = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FOLDER / f"{name}.ttf")))
        self.shaper: Any = uharfbuzz.Font(self.face)
        self.characters = frozenset(self.face.unicodes)

    def covers(self, character: str) -> bool:
        return ord(character) in self.characters

    def thousandths(self, units: float) -> float:
        return units * 1000 / float(self.face.upem)

    def width_of(self, glyph: int) -> float:
        return self.thousandths(self.shaper.get_glyph_h_advance(glyph))

    def metric(self, tag: uharfbuzz.OTMetricsTag) -> float:
        return self.thousandths(self.shaper.get_metric_position_with_fallback(tag))

    def box(self) -> list[float]:
        corners = struct.unpack(">4h", self.face.reference_table("head").data[36:44])
        return [self.thousandths(corner) for corner in corners]

    def file_with(self, glyphs: set[int]) -> tuple[bytes, dict[int, int]]:
        """A font file of these glyphs alone, and the number each of them has there."""
        wanted = uharfbuzz.SubsetInput()
        wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        wanted.glyph_set.update(glyphs)
        wanted.drop_table_tag_set.update(DROPPED_TABLES)
        plan = uharfbuzz.SubsetPlan(self.face, wanted)
        return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping)


@cache
def family(name: Family) -> tuple[Font, ...]:
    """The fonts of a family, the one for the Arabic script first."""
    return tuple(Font(file, scale) for file, scale in FAMILIES[name])


class Code(NamedTuple):
    """A glyph and the text it stands for: one glyph can be ي in one word and ی in another."""

    glyph: int
    source: str


class Subset:
    """What one document uses of one font, as a PDF composite font."""

    def __init__(self, font: Font, resource: str) -> None:
        self.font, self.resource = font, resource
        self.numbers: dict[Code, int] = {}

    def number(self, glyph: int, source: str) -> int:
        """The number that shows the glyph in this document's text and reads back as the source."""
        return self.numbers.setdefault(Code(glyph, source), len(self.numbers) + 1)

    def embedded_in(self, document: PDFDocument) -> PDFDictionary:
        data, renumbered = self.font.file_with({code.glyph for code in self.numbers})
        name = PDFName(f"{tag_of(data)}+{self.font.name}")
        glyphs = [0, *(renumbered[code.glyph] for code in self.numbers)]
        widths = [self.font.width_of(code.glyph) for code in self.numbers]
        descendant = PDFDictionary({
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": PDFDictionary({
                "Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0,
            }),
            "FontDescriptor": document.Reference(self._descriptor(document, name, data)),
            "W": PDFArray([1, PDFArray(widths)]),
            "CIDToGIDMap": stream(document, struct.pack(f">{len(glyphs)}H", *glyphs)),
        })  # fmt: skip
        return PDFDictionary({
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": name,
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([document.Reference(descendant)]),
            "ToUnicode": stream(document, to_unicode(self.numbers)),
        })  # fmt: skip

    def _descriptor(self, document: PDFDocument, name: PDFName, data: bytes) -> PDFDictionary:
        tags = uharfbuzz.OTMetricsTag
        return PDFDictionary({
            "Type": PDFName("FontDescriptor"),
            "FontName": name,
            "Flags": SYMBOLIC,
            "FontBBox": PDFArray(self.font.box()),
            "ItalicAngle": 0,
            "Ascent": self.font.metric(tags.HORIZONTAL_ASCENDER),
            "Descent": self.font.metric(tags.HORIZONTAL_DESCENDER),
            "CapHeight": self.font.metric(tags.CAP_HEIGHT),
            "StemV": 80,
            "FontFile2": stream(document, data, Length1=len(data)),
        })  # fmt: skip


def stream(document: PDFDocument, content: bytes, **entries: int) -> Any:
    """A compressed stream, as a reference to it."""
    return document.Reference(PDFStream(PDFDictionary(entries), content, [PDFZCompress]))


def tag_of(data: bytes) -> str:
    """Six capital letters that differ where the embedded files differ."""
    number = int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def utf16(text: str) -> str:
    """The text as a PDF map has it."""
    return text.encode("utf-16-be").hex().upper()


def to_unicode(numbers: dict[Code, int]) -> bytes:
    """The map that readers copy and search by, at most a hundred entries a block."""
    rows = [f"<{number:04X}> <{utf16(code.source)}>" for code, number in numbers.items()
            if code.source]  # fmt: skip
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
