"""What a page's parts are, for readers aloud: a structure tree beside the content.

Source: ISO 32000-2, 14.7 and 14.8.

Elements stand in the order in which they were drawn, so a page is drawn in the order in which it is
to be read. Whatever is drawn outside an element is marked as an artifact: it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFPage,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from lms.core.text import Language

Role = Literal["H1", "H2", "H3", "P", "Figure"]
ARTIFACT, END = "/Artifact BMC", "EMC"


@dataclass(slots=True)
class Element:
    """One paragraph, heading or figure. places: (page, number of its marked content), from 0.

    lines: its text as it is read. Glyphs stand from left to right, so without it Arabic and Sorani
    would be read aloud backwards; in the content itself it would turn what is copied around.
    """

    role: Role
    language: Language
    alt: str = ""
    lines: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)


class Tags:
    """The elements of one document while it is drawn."""

    def __init__(self) -> None:
        self._elements: list[Element] = []
        self._marked = [0]

    def element(self, role: Role, language: Language, alt: str = "") -> Element:
        """The next element in the order of reading."""
        made = Element(role, language, alt)
        self._elements.append(made)
        return made

    def begin(self, element: Element) -> str:
        """The operator before a part of an element; `END` stands behind it."""
        number = self._marked[-1]
        self._marked[-1] += 1
        element.places.append((len(self._marked) - 1, number))
        return f"/{element.role} <</MCID {number}>> BDC"

    def next_page(self) -> None:
        """What follows is on the next page."""
        self._marked.append(0)

    def put_into(self, document: PDFDocument) -> None:
        """Give the finished document its tree, and each page the way back into it."""
        drawn = [one for one in self._elements if one.places]
        root, whole = PDFDictionary({}), PDFDictionary({})
        root_there, whole_there = document.Reference(root), document.Reference(whole)
        pages = [PDFObjectReference(f"Page{n + 1}") for n in range(len(self._marked))]
        made = [document.Reference(as_object(one, whole_there, pages)) for one in drawn]
        whole.dict.update({
            "Type": PDFName("StructElem"), "S": PDFName("Document"), "P": root_there,
            "K": PDFArray(made),
        })  # fmt: skip
        root.dict.update({
            "Type": PDFName("StructTreeRoot"), "K": PDFArray([whole_there]),
            "ParentTree": self._ways_back(document, drawn, made),
            "ParentTreeNextKey": len(pages),
        })  # fmt: skip
        document.Catalog.StructTreeRoot = root_there
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        for number in range(len(pages)):
            tie(document.idToObject[f"Page{number + 1}"], number)

    def _ways_back(
        self, document: PDFDocument, drawn: list[Element], made: list[PDFObjectReference]
    ) -> PDFObjectReference:
        """Of each page the elements of its marked contents, by their numbers."""
        of_pages: list[list[PDFObjectReference]] = [[None] * count for count in self._marked]
        for one, there in zip(drawn, made, strict=True):
            for page, number in one.places:
                of_pages[page][number] = there
        pairs = [
            part for page, owners in enumerate(of_pages)
            for part in (page, document.Reference(PDFArray(owners)))
        ]  # fmt: skip
        return document.Reference(PDFDictionary({"Nums": PDFArray(pairs)}))


def as_object(
    one: Element, parent: PDFObjectReference, pages: list[PDFObjectReference]
) -> PDFDictionary:
    """An element as the file has it."""
    parts = [
        PDFDictionary({"Type": PDFName("MCR"), "Pg": pages[page], "MCID": number})
        for page, number in one.places
    ]
    entries = {
        "Type": PDFName("StructElem"), "S": PDFName(one.role), "P": parent,
        "Pg": pages[one.places[0][0]], "Lang": PDFString(one.language), "K": PDFArray(parts),
    }  # fmt: skip
    if one.alt:
        entries["Alt"] = PDFString(one.alt)
    if one.lines and one.language != "en":
        entries["ActualText"] = PDFString(" ".join(one.lines))
    return PDFDictionary(entries)


def tie(page: PDFPage, number: int) -> None:
    """Let a page lead into the tree, and be walked through in the tree's order."""
    page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
    page.StructParents, page.Tabs = number, PDFName("S")


def describe(document: PDFDocument, *, title: str, language: Language, dated: date) -> None:
    """Title, language and day as XMP, and what the colours mean; put no name into the title.

    The colours are sRGB. Nothing is claimed of PDF/A or PDF/UA: a program that checks it does.
    """
    catalog = document.Catalog
    described = xmp(title, language, dated).encode()
    catalog.Metadata = PDFStream(
        PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}), described, []
    )
    profile = document.Reference(PDFStream(PDFDictionary({"N": 3}), srgb(), [PDFZCompress]))
    intent = PDFDictionary({
        "Type": PDFName("OutputIntent"), "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB"), "DestOutputProfile": profile,
    })  # fmt: skip
    catalog.__NoDefault__ = [*type(catalog).__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = PDFArray([intent])


@cache
def srgb() -> bytes:
    """The colour profile, as LittleCMS makes it (Pillow's `ImageCms.createProfile`)."""
    return (Path(__file__).parent / "srgb.icc").read_bytes()


def xmp(title: str, language: Language, dated: date) -> str:
    """The metadata packet (ISO 16684-1)."""
    title = escape(title)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li>'
        f'<rdf:li xml:lang="{language}">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{dated}T00:00:00Z</xmp:CreateDate>"
        f"<xmp:ModifyDate>{dated}T00:00:00Z</xmp:ModifyDate>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    )
