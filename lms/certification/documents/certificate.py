"""The certificate's page: A4 landscape, one layout for three leading languages.

Measured from the side where the leading language starts, so Arabic and Sorani mirror English.
Code, dates, Latin names and the address each stand on a line of their own: no reader of PDF text
keeps a line of both directions in order.
"""

from __future__ import annotations

from collections.abc import Sequence

from lms.certification.documents.guilloche import WIDTH, border, medallion, watermark
from lms.certification.documents.words import (
    CHECK_AT,
    COURSE,
    HEADING,
    ISSUE_DATE,
    ISSUED_TO,
    PATHWAY,
    PATHWAY_HEADING,
    SPECIMEN,
    VALID_UNTIL,
    printed_date,
    printed_hours,
    printed_version,
)
from lms.certification.rules import CertificateFacts, CourseFacts, PrintedName, printed_code
from lms.core.pdf import A4_LANDSCAPE, AMBER, BLUE, INK, MM, Document, Style, TextTooLong, tint
from lms.core.text import LANGUAGES, Language, Text

START, PANEL, END = 76.0, 588.0, WIDTH - 76  # edges: text, side panel, its far edge
MAIN_WIDTH = PANEL - START - 48
LOWEST = 132.0  # the course may not run into the room for signatures
QR_SIDE = 26 * MM
SMALLEST_LINE = 0.55  # of its size; a name of 60 letters over a post

LABEL = Style(8.5, tint(BLUE))
SMALL = Style(9.5, tint(INK, 0.82))
FACT = Style(12, weight="bold")
STAMP = Style(84, tint(AMBER, 0.17), weight="bold")


def certificate_pdf(facts: CertificateFacts) -> bytes:
    """One A4 page; the same facts always give the same bytes.

    Raises TextTooLong where a name or title does not fit two lines, CharacterNotPrintable.
    """
    leading = facts.leading_language
    sheet = Sheet(
        f"{heading_of(facts).in_(leading)}: {facts.course.title.in_(leading)}",
        leading, A4_LANDSCAPE, dated=facts.issued_on,
    )  # fmt: skip
    draw_frame(sheet)
    draw_holder(sheet, facts)
    draw_signatures(sheet, facts.course.posts, facts.signatories)
    draw_facts(sheet, facts)
    draw_check(sheet, facts)
    if facts.is_specimen:
        stamps = [(SPECIMEN.in_(language), language) for language in sheet.order]
        sheet.stamp(stamps, STAMP, gap=135)
    return sheet.bytes()


class Sheet(Document):
    """A document that says everything in three languages, the leading one first."""

    @property
    def order(self) -> tuple[Language, ...]:
        """The leading language, then the other two."""
        return (self.language, *(one for one in LANGUAGES if one != self.language))

    def row(self, x: float, y: float, text: Text, style: Style, *, skip: int = 0) -> None:
        """The languages of one text on one line, a dot between them."""
        dot = f"{tint(BLUE, 0.6)} RG 1.5 w 1 J 0 0 m 0 0 l S"
        for place, language in enumerate(self.order[skip:]):
            if place:
                self.draw(dot, x + style.size * 0.55, y + style.size * 0.3)
                x += style.size * 1.1
            x += self.line(x, y, text.in_(language), style, language=language)

    def row_width(self, text: Text, style: Style, *, skip: int = 0) -> float:
        """How wide `row` would be."""
        lines = [self.shaped(text.in_(language), style, language) for language in self.order[skip:]]
        return sum(line.width(style.size) for line in lines) + style.size * 1.1 * (len(lines) - 1)

    def one_line(self, x: float, y: float, text: str, style: Style, width: float) -> None:
        """One line, shrunk to 55 % at most: for a place below which there is no second one.

        Raises TextTooLong.
        """
        line = self.shaped(text, style)
        room = width / max(line.width(style.size), 1)
        if room < SMALLEST_LINE:
            raise TextTooLong(language=self.language)
        self.put(x, y, line, style.of_size(style.size * min(1, room)))

    def stack(self, x: float, y: float, text: Text) -> None:
        """Each language on a line of its own."""
        self.line(x, y, text.in_(self.language), FACT)
        for place, language in enumerate(self.order[1:]):
            line_y = y - 14.5 - 13.5 * place
            self.line(x, line_y, text.in_(language), SMALL, language=language)


def draw_frame(sheet: Sheet) -> None:
    """The border, the watermark and the line before the side panel."""
    sheet.frame(border())
    sheet.draw(watermark(), START + MAIN_WIDTH - 150, sheet.height / 2)
    sheet.draw(f"{tint(BLUE, 0.35)} RG 0.4 w 0 76 m 0 519 l S", PANEL - 24)


def draw_holder(sheet: Sheet, facts: CertificateFacts) -> None:
    """Who issued what to whom, for which course."""
    sheet.row(START, 510, facts.course.issuer, Style(9.5, tint(BLUE)))
    heading, words = Style(36, tint(BLUE), weight="bold"), heading_of(facts)
    sheet.fitted(START, 465, words.in_(sheet.language), heading, width=MAIN_WIDTH, role="H1")
    sheet.row(START, 437, words, Style(12.5, tint(INK, 0.82)), skip=1)
    sheet.row(START, 404, ISSUED_TO, LABEL)
    draw_course(sheet, facts.course, draw_name(sheet, facts.name) - 18)


def heading_of(facts: CertificateFacts) -> Text:
    """What kind of certificate it is."""
    return PATHWAY_HEADING if facts.course.is_pathway else HEADING


def draw_name(sheet: Sheet, name: PrintedName) -> float:
    """The name in each script that has one, the leading one large; where the course may begin."""
    y = 362.0
    printed = name.lines(sheet.language)
    for place, (language, line) in enumerate(printed):
        style = Style(15) if place else Style(31, weight="bold")
        y = sheet.fitted(START, y, line, style, width=MAIN_WIDTH, language=language) - 26
    return y - 13 * (len(LANGUAGES) - len(printed))  # so that the course does not climb too high


def draw_course(sheet: Sheet, course: CourseFacts, y: float) -> None:
    """The three titles of the course or pathway from y down. Raises TextTooLong."""
    sheet.row(START, y, PATHWAY if course.is_pathway else COURSE, LABEL)
    y -= 26
    styles = (Style(17, weight="bold"), SMALL.of_size(11), SMALL.of_size(11))
    for language, style in zip(sheet.order, styles, strict=True):
        text = course.title.in_(language)
        y = sheet.fitted(START, y, text, style, width=MAIN_WIDTH, language=language) - 19
    if y < LOWEST:
        raise TextTooLong(language=sheet.language)


def draw_signatures(
    sheet: Sheet, posts: Sequence[Text], names: Sequence[PrintedName | None]
) -> None:
    """Two lines to sign on, each with its post, and a name over it where there is one.

    Raises TextTooLong.
    """
    width = (MAIN_WIDTH - 32) / 2
    for place, post in enumerate(posts[:2]):
        x, y = START + place * (width + 32), 93.0
        sheet.rule(x, 108, width, colour=tint(INK, 0.7))
        strong, small = Style(9.5, weight="bold"), Style(8, tint(INK, 0.82))
        name = names[place] if place < len(names) else None
        if name:
            sheet.one_line(x, y, name.in_(sheet.language), Style(10.5, weight="bold"), width)
            strong, y = Style(9), y - 13
        sheet.one_line(x, y, post.in_(sheet.language), strong, width)
        room = width / max(sheet.row_width(post, small, skip=1), 1)
        sheet.row(x, y - 13, post, small.of_size(small.size * min(1, room)), skip=1)


def draw_facts(sheet: Sheet, facts: CertificateFacts) -> None:
    """The side panel: the mark, the dates, hours and version."""
    sheet.draw(medallion(), PANEL + 36, 483)
    y = 404.0
    for label, day in ((ISSUE_DATE, facts.issued_on), (VALID_UNTIL, facts.valid_until)):
        if day:
            sheet.row(PANEL, y, label, LABEL)
            sheet.stack(PANEL, y - 18, printed_date(day))
            y -= 70
    y -= 6
    sheet.stack(PANEL, y, printed_hours(facts.course.hours))
    sheet.stack(PANEL + 118, y, printed_version(facts.course.version))


def draw_check(sheet: Sheet, facts: CertificateFacts) -> None:
    """The QR code, the code to type, and where."""
    alt = f"{CHECK_AT.in_(sheet.language)}: {facts.public_url}/verify/{facts.code}"
    sheet.qr(PANEL, 206 - QR_SIDE, facts.verify_url, side=QR_SIDE, alt=alt)
    sheet.line(PANEL, 109, printed_code(facts.code), Style(19, weight="mono"), language="en")
    sheet.row(PANEL, 92, CHECK_AT, LABEL)
    address = facts.public_url.split("://", 1)[-1] + "/verify"
    sheet.fitted(PANEL, 79, address, Style(10), width=END - PANEL, language="en")
