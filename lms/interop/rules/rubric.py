"""The rubric of an essay that comes without one."""

from __future__ import annotations

from typing import Any

from lms.core.text import Language
from lms.interop.rules.found import words

WHOLE = {
    "ar": "الإجابة بوجه عام",
    "ckb": "وەڵامەکە بە گشتی",
    "en": "The answer as a whole",
}
LEVELS: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("none", 0, {"ar": "غير صحيحة", "ckb": "ڕاست نییە", "en": "Not right"}),
    ("partly", 1, {"ar": "صحيحة جزئيًا", "ckb": "بەشێکی ڕاستە", "en": "Partly right"}),
    ("fully", 2, {"ar": "صحيحة تمامًا", "ckb": "بە تەواوی ڕاستە", "en": "Fully right"}),
)
ADDED = "It has no rubric: one criterion, “The answer as a whole”, was added."
ADDED_FOR = "It has no rubric: one criterion, what its grader looks at, was added."


def added(looked_at: str) -> str:
    """What is said of a rubric that was added."""
    return ADDED_FOR if looked_at else ADDED


def plain_rubric(language: Language, looked_at: str = "") -> list[dict[str, Any]]:
    """One criterion with three levels, in the language of the import; looked_at: its words."""
    levels = [
        {"key": key, "points": points, "text": words(text[language], language)}
        for key, points, text in LEVELS
    ]
    criterion = words(looked_at or WHOLE[language], language)
    return [{"key": "whole", "text": criterion, "levels": levels}]
