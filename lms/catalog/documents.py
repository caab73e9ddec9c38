"""A course's handbook for its trainees: the lessons on paper, without questions and keys.

The text engine is the certificate's (`core.pdf`). Pages are laid out twice: the contents name the
pages of headings that stand behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lms.catalog.rule_trees import may_hide
from lms.catalog.rules import Citation, PublishedCourse, PublishedUnit
from lms.core.markdown import Block
from lms.core.pdf import A4, BLUE, INK, MM, Document, Style, tint
from lms.core.pdf.document import LEADING
from lms.core.pdf.shaping import Line, base_direction
from lms.core.pdf.writer import number
from lms.core.text import Language, Text

WORDS = {
    "handbook": Text("كتيّب الدورة", "نامیلکەی خول", "Course handbook"),
    "contents": Text("المحتويات", "ناوەڕۆک", "Contents"),
    "aims": Text("غايات الدورة", "ئامانجەکانی خول", "Aims of the course"),
    "audience": Text("لمن هذه الدورة", "ئەم خولە بۆ کێیە", "Who the course is for"),
    "objectives": Text("أهداف الوحدة", "ئامانجەکانی یەکە", "Objectives of the unit"),
    "notice": Text("تنبيه", "ئاگاداری", "Please note"),
    "sources": Text("المصادر", "سەرچاوەکان", "Sources"),
    "source": Text("المصدر:", "سەرچاوە:", "Source:"),
    "unit": Text("الوحدة {}", "یەکەی {}", "Unit {}"),
    "version": Text("الإصدار {}", "وەشانی {}", "Version {}"),
    "article": Text("المادة {}", "ماددەی {}", "Article {}"),
    "draft": Text(
        "مسودة: لم تُراجَع هذه اللغة بعد.",
        "ڕەشنووس: هێشتا هیچ پێداچوونەوەکارێک ئەم زمانەی نەخوێندووەتەوە.",
        "Draft: no reviewer has read this language yet.",
    ),
}

START, TOP, BOTTOM = 24 * MM, A4[1] - 26 * MM, 24 * MM
WIDTH = A4[0] - 2 * START
INDENT = 6 * MM
KEPT_LINES = 3  # a heading stands above at least so many lines of what follows it

SIZE: Mapping[Language, float] = {"ar": 11.5, "ckb": 11.5, "en": 10.5}
BAR = f"{tint(BLUE, 0.6)} RG 1.6 w"  # beside a callout
FOOT = Style(8.5, tint(INK, 0.7))
ONE_NUMBER = re.compile(r"\d+")
Level = Literal["H1", "H2", "H3"]


@dataclass(frozen=True, slots=True)
class Handbook:
    """What is printed. lessons: by unit key, their text piece by piece, in `language`."""

    course: PublishedCourse
    language: Language
    lessons: Mapping[str, Sequence[Block]]

    @property
    def units(self) -> tuple[PublishedUnit, ...]:
        """The units, without those that may be hidden from their trainees."""
        return tuple(unit for unit in self.course.units if not may_hide(unit.availability))


def handbook_pdf(book: Handbook) -> bytes:
    """The handbook, A4 upright; the same book always gives the same bytes.

    Raises CharacterNotPrintable.
    """
    first = printed(book, Plan())
    return printed(book, Plan(first.found, first.kept)).bytes()


@dataclass(slots=True)
class Plan:
    """What an earlier layout found: the page of each entry, and the lines of each text."""

    pages: Mapping[str, int] = field(default_factory=dict)
    lines: dict[tuple[str, Style, float], tuple[Line, ...]] = field(default_factory=dict)


def printed(book: Handbook, plan: Plan) -> Pages:
    """Every page in order."""
    pages = Pages(book, plan)
    cover(pages, book)
    contents(pages, book)
    for unit in book.units:
        unit_pages(pages, book, unit)
    sources(pages, book)
    pages.foot()
    return pages


class Pages(Document):
    """Text that flows from page to page. found: the page of each entry of the contents."""

    def __init__(self, book: Handbook, plan: Plan) -> None:
        title = book.course.title.in_(book.language)
        super().__init__(f"{WORDS['handbook'].in_(book.language)}: {title}", book.language)
        self.running_title, self.plan, self.kept = title, plan, plan.lines
        self.found: dict[str, int] = {}
        self.number, self.y = 1, TOP
        size = SIZE[book.language]
        self.plain = Style(size)
        self.soft = Style(size - 1.5, tint(INK, 0.75))
        self.small = Style(size - 1.5)
        self.strong = Style(size, weight="bold")
        self.called = Style(size, tint(BLUE), weight="bold")
        self.headings = {
            "H1": Style(size + 9, tint(BLUE), weight="bold"),
            "H2": Style(size + 3, tint(BLUE), weight="bold"),
            "H3": Style(size + 1, tint(BLUE), weight="bold"),
        }

    def say(self, name: str, *values: object) -> str:
        """A word of the handbook's own."""
        return WORDS[name].in_(self.language).format(*values)

    def lines_in(self, text: str, style: Style, width: float) -> tuple[Line, ...]:
        """The lines of a text; shaped once for both layouts."""
        key = (text, style, width)
        if key not in self.kept:
            self.kept[key] = self.lines_of(text, style, width=width)
        return self.kept[key]

    def turn(self) -> None:
        """Go on at the top of the next page."""
        self.foot()
        self.new_page()
        self.number, self.y = self.number + 1, TOP

    def foot(self) -> None:
        """The running title and the number; the cover has neither."""
        if self.number == 1:
            return
        self.aside(START, 14 * MM, self.running_title, FOOT)
        self.aside(START + WIDTH, 14 * MM, str(self.number), FOOT, align="end")

    def heading(self, text: str, level: Level, *, entry: str = "", before: float = 16) -> None:
        """A heading, never the last on a page. entry: its name in the contents."""
        style = self.headings[level]
        lines = self.lines_in(text, style, WIDTH)
        height = sum(self.leading(line, style) for line in lines)
        if self.y < TOP:
            self.keep(before + height + self.below)
        if self.y < TOP:
            self.y -= before
        if entry:
            self.found[entry] = self.number
        self.put_lines(lines, style, role=level)
        self.y -= 4

    @property
    def below(self) -> float:
        """The height of what stands at least under a heading."""
        return KEPT_LINES * self.plain.size * LEADING[base_direction(self.language)]

    def keep(self, height: float) -> None:
        """Go on at the next page where so much does not fit on this one."""
        if self.y - height < BOTTOM:
            self.turn()

    def text(
        self,
        text: str,
        style: Style | None = None,
        *,
        marker: str = "",
        indent: float = 0,
        after: float = 6,
        has_bar: bool = False,
    ) -> None:
        """A paragraph that may go on over the page, but leaves no line of it alone."""
        style = style or self.plain
        indent += INDENT if marker else 0
        lines = self.lines_in(text, style, WIDTH - indent)
        heights = [self.leading(line, style) for line in lines]
        if self.y < TOP and len(lines) > 1 and self.y - heights[0] < BOTTOM:
            self.turn()
        if marker:
            self.keep(0)
            self.line(START + indent - INDENT, self.y, marker, style)
        self.put_lines(lines, style, indent=indent, has_bar=has_bar)
        self.y -= after

    def put_lines(
        self,
        lines: Sequence[Line],
        style: Style,
        *,
        role: Literal["H1", "H2", "H3", "P"] = "P",
        indent: float = 0,
        has_bar: bool = False,
    ) -> None:
        """Lines one below the other, the last two of many on one page."""
        element = self._tags.element(role, self.language)
        for at, line in enumerate(lines):
            leading = self.leading(line, style)
            is_last_but_one = at == len(lines) - 2 and len(lines) > 2
            needed = leading if is_last_but_one else 0
            if self.y - needed < BOTTOM:
                self.turn()
            if has_bar:
                up, down = number(leading * 0.75), number(-leading * 0.35)
                self.draw(f"{BAR} 0 {down} m 0 {up} l S", START + 2, self.y)
            self.put(START + indent, self.y, line, style, element=element)
            self.y -= leading


def cover(pages: Pages, book: Handbook) -> None:
    """What the handbook is of; a language that nobody has reviewed says so."""
    course, language = book.course, book.language
    pages.y = TOP - 60 * MM
    pages.text(pages.say("handbook"), Style(14, tint(BLUE)))
    pages.y -= 10
    title = Style(26, tint(BLUE), weight="bold")
    pages.put_lines(pages.lines_in(course.title.in_(language), title, WIDTH), title, role="H1")
    pages.y -= 12
    pages.text(course.summary.in_(language), Style(13))
    pages.text(pages.say("version", course.version), pages.soft)
    if any(language in unit.draft_languages for unit in book.units):
        pages.text(pages.say("draft"), pages.soft)
    pages.turn()
    pages.heading(pages.say("audience"), "H2")
    pages.text(course.audience.in_(language))
    pages.heading(pages.say("aims"), "H2")
    for aim in course.aims:
        pages.text(aim.in_(language), marker="•", after=3)
    pages.turn()


def contents(pages: Pages, book: Handbook) -> None:
    """Units and their headings, each with its page."""
    pages.heading(pages.say("contents"), "H1")
    for entry, text, is_unit in entries(pages, book):
        style = pages.strong if is_unit else pages.small
        if is_unit:
            pages.y -= 4
        indent = 0 if is_unit else INDENT
        pages.text(text, style, indent=indent, after=0)
        baseline = pages.y + pages.leading(pages.shaped(text, style), style)
        number = str(pages.plan.pages.get(entry, ""))
        if number:
            pages.line(START + WIDTH, baseline, number, style, align="end")


def entries(pages: Pages, book: Handbook) -> Iterator[tuple[str, str, bool]]:
    """Of each entry its name, its text, and whether it is a unit or stands beside the units."""
    for unit in book.units:
        yield unit.key, unit_title(pages, unit), True
        for at, block in enumerate(book.lessons.get(unit.key, ())):
            if block.kind == "heading":
                yield f"{unit.key}/{at}", block.text, False
    yield "sources", pages.say("sources"), True


def unit_title(pages: Pages, unit: PublishedUnit) -> str:
    """`Unit 3: …`."""
    return f"{pages.say('unit', unit.position)}: {unit.title.in_(pages.language)}"


def unit_pages(pages: Pages, book: Handbook, unit: PublishedUnit) -> None:
    """A unit's objectives, its lesson, and what it rests on."""
    pages.turn()
    pages.heading(unit_title(pages, unit), "H1", entry=unit.key)
    pages.y -= 6
    if unit.content_notice:
        pages.text(pages.say("notice"), pages.called, indent=INDENT, has_bar=True, after=0)
        pages.text(unit.content_notice.in_(book.language), indent=INDENT, has_bar=True, after=10)
    pages.heading(pages.say("objectives"), "H3")
    for objective in unit.objectives:
        pages.text(objective.text.in_(book.language), marker="•", after=3)
    for at, block in enumerate(book.lessons.get(unit.key, ())):
        block_on(pages, block, f"{unit.key}/{at}")
    if unit.citations:
        pages.heading(pages.say("sources"), "H3")
        lines = (cited(pages, book.course, citation) for citation in unit.citations)
        for line in dict.fromkeys(lines):
            pages.text(line, pages.soft, marker="•", after=2)


def block_on(pages: Pages, block: Block, entry: str) -> None:
    """A piece of a lesson."""
    if block.kind == "heading":
        pages.heading(block.text, "H2", entry=entry)
    elif block.kind == "item":
        pages.text(block.text, marker=block.marker or "•", after=3)
    elif block.kind == "source":
        pages.text(f"{pages.say('source')} {block.text}", pages.soft, after=8)
    elif block.kind == "title":
        pages.y -= 4
        pages.keep(pages.below)
        pages.text(block.text, pages.called, indent=INDENT, has_bar=True, after=0)
    elif block.kind == "callout":
        pages.text(block.text, indent=INDENT, has_bar=True, after=6)
    else:
        pages.text(block.text)


def cited(pages: Pages, course: PublishedCourse, citation: Citation) -> str:
    """A source by its title, with the article; in Arabic and Sorani only where that is a number.

    Articles are written once for all languages, as in `1, commentary (c)`.
    """
    title = course.source(citation.source).title.in_(pages.language)
    if pages.language == "en":
        return f"{title}, {citation.article}" if citation.article else title
    is_number = citation.article and ONE_NUMBER.fullmatch(citation.article)
    return f"{title}، {pages.say('article', citation.article)}" if is_number else title


def sources(pages: Pages, book: Handbook) -> None:
    """Every source of the course once, by title, issuer and year."""
    pages.turn()
    pages.heading(pages.say("sources"), "H1", entry="sources")
    for source in book.course.sources:
        title = source.title.in_(book.language)
        pages.text(title, pages.plain, after=0)
        pages.text(f"{source.issuer.in_(book.language)} · {source.year}", pages.soft, after=6)
