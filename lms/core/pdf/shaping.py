"""Text into glyphs: bidirectional order, a font for each character, HarfBuzz for each run."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import uharfbuzz
from bidi.mirror import MIRRORED

from lms.core.errors import DomainError
from lms.core.pdf.bidi import Direction, Run, visual_runs
from lms.core.pdf.fonts import Family, Font, family
from lms.core.text import Language

SMALLEST = 0.7  # of the wanted size; below that a line is broken in two


class TextTooLong(DomainError):
    """A text does not fit in two lines at the smallest size: refuse rather than cut it.

    It may be a name, so neither this nor CharacterNotPrintable repeats it.
    """

    code = "text_too_long"


class CharacterNotPrintable(DomainError):
    """No committed font has the character: refuse rather than print an empty box."""

    code = "character_not_printable"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph and where it goes, in thousandths of the font's size."""

    number: int
    source: str
    advance: float
    x_offset: float
    y_offset: float
    width: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """The glyphs that together show a source of one or more characters."""

    source: str
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class ShapedRun:
    """Clusters of one font in visual order."""

    font: Font
    clusters: tuple[Cluster, ...]

    @property
    def em_width(self) -> float:
        advances = (glyph.advance for cluster in self.clusters for glyph in cluster.glyphs)
        return sum(advances) * self.font.scale / 1000


@dataclass(frozen=True)
class Line:
    """A line of text, shaped once and printable at any size."""

    text: str
    language: Language
    runs: tuple[ShapedRun, ...]

    @cached_property
    def em_width(self) -> float:
        return sum(run.em_width for run in self.runs)

    def width(self, size: float) -> float:
        return self.em_width * size


def base_direction(language: Language) -> Direction:
    """The direction of a line written in a language."""
    return "ltr" if language == "en" else "rtl"


def shaped(text: str, language: Language, *, weight: Family = "regular") -> Line:
    """One line; white space of any kind is a space. Raises CharacterNotPrintable."""
    text = " ".join(text.split())
    runs = tuple(
        shaped_run
        for run in visual_runs(text, base_direction(language))
        for shaped_run in shaped_runs(run, family(weight), language)
    )
    return Line(text, language, runs)


def shaped_runs(run: Run, fonts: tuple[Font, ...], language: Language) -> list[ShapedRun]:
    """A run cut where the font changes, in visual order."""
    # Numbers and their points look at home beside letters of their own direction.
    preferred = fonts if run.direction == "rtl" else fonts[::-1]
    parts: list[tuple[Font, str]] = []
    for font, group in groupby(with_fonts(run.text, preferred), key=lambda pair: pair[1]):
        parts.append((font, "".join(character for character, _ in group)))
    if run.direction == "rtl":
        parts.reverse()
    return [
        ShapedRun(font, clusters_of(text, font, run.direction, language)) for font, text in parts
    ]


def with_fonts(text: str, fonts: tuple[Font, ...]) -> list[tuple[str, Font]]:
    """Each character with its font: the one in use while it has the character."""
    found: list[tuple[str, Font]] = []
    for character in text:
        current = found[-1][1] if found else None
        found.append((character, font_for(character, fonts, current)))
    return found


def font_for(character: str, fonts: tuple[Font, ...], current: Font | None) -> Font:
    """The first font that has the character. Raises CharacterNotPrintable."""
    if unicodedata.category(character) == "Cf":  # joiners and marks of direction leave no glyph
        return current or fonts[0]
    twin = MIRRORED.get(character)
    # HarfBuzz mirrors only within a font: both halves of a pair come from the same one.
    candidates = fonts if twin or not current else (current, *fonts)
    for font in candidates:
        if font.covers(character) and (twin is None or font.covers(twin)):
            return font
    raise CharacterNotPrintable(character=f"U+{ord(character):04X}")


def clusters_of(
    text: str, font: Font, direction: Direction, language: Language
) -> tuple[Cluster, ...]:
    """Text of one font and direction, shaped; in visual order."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction, buffer.language = direction, language
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_GRAPHEMES
    buffer.flags = (
        uharfbuzz.BufferFlags.BOT
        | uharfbuzz.BufferFlags.EOT
        | uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    )
    uharfbuzz.shape(font.shaper, buffer, {"kern": True, "liga": True})
    placed = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    starts = sorted({info.cluster for info, _ in placed})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    found: list[Cluster] = []
    for start, group in groupby(placed, key=lambda pair: pair[0].cluster):
        found.append(cluster(font, text[start : ends[start]], list(group)))
    return tuple(found)


def cluster(
    font: Font,
    source: str,
    placed: list[tuple[uharfbuzz.GlyphInfo, uharfbuzz.GlyphPosition]],
) -> Cluster:
    """The widest glyph carries the text, so that marks beside it add nothing when copied."""
    carrier = max(range(len(placed)), key=lambda place: placed[place][1].x_advance)
    glyphs = tuple(
        Glyph(
            number=info.codepoint,
            source=source if place == carrier else "",
            advance=font.thousandths(position.x_advance),
            x_offset=font.thousandths(position.x_offset),
            y_offset=font.thousandths(position.y_offset),
            width=font.width_of(info.codepoint),
        )
        for place, (info, position) in enumerate(placed)
    )
    return Cluster(source, glyphs)


def fitted(
    text: str, language: Language, *, weight: Family = "regular", size: float, width: float
) -> tuple[tuple[Line, ...], float]:
    """One line shrunk to 70 % at most, else two lines at 70 %, and the size they take.

    size, width: points. Raises TextTooLong, CharacterNotPrintable.
    """
    whole = shaped(text, language, weight=weight)
    ratio = width / max(whole.width(size), 1)
    if ratio >= SMALLEST:
        return (whole,), size * min(1.0, ratio)
    words = whole.text.split()
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    pairs = [tuple(shaped(half, language, weight=weight) for half in pair) for pair in halves]
    widths = [max(line.width(size * SMALLEST) for line in pair) for pair in pairs]
    if not widths or min(widths) > width:
        raise TextTooLong(language=language)
    return pairs[widths.index(min(widths))], size * SMALLEST


def wrapped(
    text: str, language: Language, *, weight: Family = "regular", size: float, width: float
) -> tuple[Line, ...]:
    """As many lines as the text needs, broken at spaces in logical order, then shaped each.

    UAX #9: lines are broken first and reordered one by one. A word wider than a line is cut.
    """

    def line(words: str) -> Line:
        return shaped(words, language, weight=weight)

    found: list[Line] = []
    for part in text.split("\n"):
        current = line("")
        for word in part.split():
            longer = line(f"{current.text} {word}")
            if longer.width(size) <= width:
                current = longer
                continue
            found += [current] if current.text else []
            *whole, current = pieces_of(line(word), width / size, line)
            found += whole
        found.append(current)
    return tuple(found)


def pieces_of(word: Line, em_width: float, line: Callable[[str], Line]) -> list[Line]:
    """A word cut, between clusters only, into pieces no wider than em_width."""
    if word.em_width <= em_width:
        return [word]
    pieces, piece = [], ""
    for cluster in graphemes(word.text):
        if piece and line(piece + cluster).em_width > em_width:
            pieces.append(line(piece))
            piece = ""
        piece += cluster
    return [*pieces, line(piece)]


def graphemes(word: str) -> list[str]:
    """Letters, each with the marks and joiners that follow it."""
    found: list[str] = []
    for character in word:
        if found and unicodedata.category(character) in ("Mn", "Me", "Cf"):
            found[-1] += character
        else:
            found.append(character)
    return found
