"""Printing: text of three languages, shaped and in its right order, on pages of stable bytes."""

from __future__ import annotations

from lms.core.pdf.document import A4, A4_LANDSCAPE, MM, Document, Style
from lms.core.pdf.ink import AMBER, BLACK, BLUE, INK, tint
from lms.core.pdf.shaping import CharacterNotPrintable, TextTooLong

__all__ = [
    "A4",
    "A4_LANDSCAPE",
    "AMBER",
    "BLACK",
    "BLUE",
    "INK",
    "MM",
    "CharacterNotPrintable",
    "Document",
    "Style",
    "TextTooLong",
    "tint",
]
