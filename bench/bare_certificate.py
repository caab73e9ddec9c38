"""The least possible program that draws the certificate's page: ReportLab alone.

The same texts at the same places in the same font files, the same line work and the same square;
no shaping, no bidirectional order (so its Arabic cannot be read), no tags, no signature.
"""

from __future__ import annotations

from functools import cache

import segno
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from lms.certification.documents import words
from lms.certification.documents.guilloche import border, medallion, watermark
from lms.certification.rules import CertificateFacts, printed_code
from lms.core.pdf import A4_LANDSCAPE, MM
from lms.core.pdf.fonts import FOLDER
from lms.core.text import LANGUAGES, Language, Text

INK = Color(0.08, 0.13, 0.24)
FILES = {
    "Naskh": "NotoNaskhArabic-Regular", "NaskhBold": "NotoNaskhArabic-Bold",
    "Sans": "NotoSans-Regular", "SansBold": "NotoSans-Bold", "Mono": "NotoSansMono-Regular",
}  # fmt: skip


@cache
def register_fonts() -> None:
    """Each font file once a process."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, FOLDER / f"{file}.ttf"))


def bare_pdf(facts: CertificateFacts) -> bytes:
    """The page in ReportLab's own calls, one for each text."""
    register_fonts()
    page = Canvas("bare.pdf", pagesize=A4_LANDSCAPE, invariant=1, pageCompression=1)
    draw_lines(page)
    y = 510.0
    for text, size in texts_of(facts):
        for language in LANGUAGES:
            page.setFont(font_of(language, is_bold=size > 12), size)
            page.setFillColor(INK)
            page.drawString(76, y, text.in_(language))
            y -= size * 0.6
    draw_square(page, facts.verify_url)
    page.setFont("Mono", 19)
    page.drawString(588, 109, printed_code(facts.code))
    page.setFont("Sans", 10)
    page.drawString(588, 79, facts.public_url)
    page.showPage()
    return bytes(page.getpdfdata())


def texts_of(facts: CertificateFacts) -> list[tuple[Text, float]]:
    """Every text of the page in three languages, and its size."""
    name = Text(facts.name.in_("ar"), facts.name.in_("ckb"), facts.name.in_("en"))
    until = [words.printed_date(facts.valid_until)] if facts.valid_until else []
    return [
        (facts.course.issuer, 9.5), (words.HEADING, 36), (words.ISSUED_TO, 8.5), (name, 31),
        (words.COURSE, 8.5), (facts.course.title, 17),
        *((post, 9.5) for post in facts.course.posts),
        (words.ISSUE_DATE, 8.5), (words.printed_date(facts.issued_on), 12),
        (words.VALID_UNTIL, 8.5),
        *((day, 12) for day in until), (words.printed_hours(facts.course.hours), 12),
        (words.printed_version(facts.course.version), 12), (words.CHECK_AT, 8.5),
    ]  # fmt: skip


def font_of(language: Language, *, is_bold: bool) -> str:
    """The font of a language."""
    return ("Sans" if language == "en" else "Naskh") + ("Bold" if is_bold else "")


def draw_lines(page: Canvas) -> None:
    """Border, watermark and medallion, the border once and shown four times."""
    page.beginForm("border", 0, 0, *A4_LANDSCAPE)
    page._code.append(border())
    page.endForm()
    for across, up in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        page.saveState()
        page.transform(across, 0, 0, up, 0 if across > 0 else A4_LANDSCAPE[0],
                       0 if up > 0 else A4_LANDSCAPE[1])  # fmt: skip
        page.doForm("border")
        page.restoreState()
    for work, x, y in ((watermark(), 380, 297), (medallion(), 624, 483)):
        page.saveState()
        page.translate(x, y)
        page._code.append(work)
        page.restoreState()


def draw_square(page: Canvas, content: str) -> None:
    """The QR code, a rectangle for each dark module."""
    matrix = segno.make(content, error="m", micro=False, boost_error=False).matrix
    module = 26 * MM / len(matrix)
    page.setFillColorRGB(0, 0, 0)
    for row, cells in enumerate(matrix):
        for column, is_dark in enumerate(cells):
            if is_dark:
                page.rect(
                    588 + column * module, 206 - row * module, module, module, stroke=0, fill=1
                )
