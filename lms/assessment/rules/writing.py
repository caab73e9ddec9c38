"""How long a written answer is, and whether that fits what its question asks for."""

from __future__ import annotations

from typing import Literal

from lms.assessment.rules.questions import EssayQuestion

Length = Literal["short", "long", "fits"]


def word_count(text: str) -> int:
    """The words of a text in any script: what white space parts, with a letter or a digit in it."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def length_of(question: EssayQuestion, text: str) -> Length:
    """Whether a text is as long as its question asks."""
    words = word_count(text)
    if question.min_words is not None and words < question.min_words:
        return "short"
    if question.max_words is not None and words > question.max_words:
        return "long"
    return "fits"
