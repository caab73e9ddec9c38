"""What the verification page says at first sight, always in all three languages.

Whoever checks a paper may read another language than its holder. Awaits a native reviewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lms.core.text import LANGUAGES, Language, Text

Verdict = Literal[
    "valid", "expiring", "expired", "suspended", "superseded", "revoked", "unknown", "mistyped"
]

WORDS: dict[Verdict, Text] = {
    "valid": Text("شهادة صحيحة", "بڕوانامەی دروست", "Valid certificate"),
    "expiring": Text("شهادة صحيحة", "بڕوانامەی دروست", "Valid certificate"),
    "expired": Text(
        "شهادة انتهت صلاحيتها، وكانت صحيحة",
        "بڕوانامەیەکی بەسەرچوو کە دروست بوو",
        "Expired certificate, which was genuine",
    ),
    "suspended": Text("شهادة موقوفة مؤقتاً", "بڕوانامەی هەڵپەسێردراو", "Suspended certificate"),
    "superseded": Text(
        "حلّت محلها شهادة أحدث",
        "بڕوانامەیەکی نوێتر جێگەی گرتووەتەوە",
        "Replaced by a newer certificate",
    ),
    "revoked": Text("شهادة ملغاة", "بڕوانامەی هەڵوەشێنراوە", "Revoked certificate"),
    "unknown": Text(
        "لا توجد شهادة بهذا الرمز",
        "هیچ بڕوانامەیەک بەم کۆدە نییە",
        "No certificate has this code",
    ),
    "mistyped": Text(
        "الرمز مكتوب بصورة خاطئة", "کۆدەکە بە هەڵە نووسراوە", "The code was typed wrongly"
    ),
}
FileVerdict = Literal["altered", "not_ours"]
FILE_WORDS: dict[FileVerdict, Text] = {
    "altered": Text(
        "هذا الملف ليس كما صدر",
        "ئەم فایلە وەک ئەوە نییە کە دەرکراوە",
        "This file is not what was issued",
    ),
    "not_ours": Text(
        "هذا الملف ليس شهادة من هذا النظام",
        "ئەم فایلە بڕوانامەی ئەم سیستەمە نییە",
        "This file is no certificate of this system",
    ),
}
SPECIMEN = Text("نموذج", "نموونە", "Specimen")
LOOKS: dict[Verdict, str] = {"valid": "done", "expiring": "done", "revoked": "stop"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A verdict as the page draws it: look, the reader's words, and the other languages' words."""

    verdict: Verdict | FileVerdict
    look: str
    title: str
    also: tuple[tuple[Language, str], ...]


def shown(verdict: Verdict, language: Language) -> Shown:
    """The verdict for a reader of a language."""
    return drawn(verdict, LOOKS.get(verdict, "waiting"), WORDS[verdict], language)


def shown_file(verdict: FileVerdict, language: Language) -> Shown:
    """What is wrong with a file, for a reader of a language."""
    look = "stop" if verdict == "altered" else "waiting"
    return drawn(verdict, look, FILE_WORDS[verdict], language)


def drawn(verdict: Verdict | FileVerdict, look: str, words: Text, language: Language) -> Shown:
    """The words in the reader's language, and in the others."""
    others = tuple((one, words.in_(one)) for one in LANGUAGES if one != language)
    return Shown(verdict, look, words.in_(language), others)
