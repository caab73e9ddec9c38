"""Texts that a tired person on a small screen can read: short paragraphs, short sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from lms.catalog.package.checks.language import texts_in
from lms.catalog.package.files import LessonFile, PackageFiles
from lms.catalog.package.problems import Problem

MOST_WORDS = 90  # of a paragraph, in any language
MOST_MEAN_WORDS = 18  # of the English sentences of a file
FEWEST_SENTENCES = 5  # of fewer, no mean says anything
WORD = re.compile(r"[^\W_]+(?:['’./-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[”\"')\]]*\s+")


def readability_problems(files: PackageFiles) -> Iterator[Problem]:
    """Paragraphs and English sentences that are too long, in every text of the package."""
    for document in files.documents():
        english: list[str] = []
        for place, text in texts_in(document.content):
            for paragraph in text.split("\n\n"):
                if words := too_long(paragraph):
                    yield document.problem(place, words)
            if place[-1] == "en":
                english.append(text)
        if words := too_long_sentences(english):
            yield document.problem((), words)
    for unit in files.units:
        for text_in in unit.texts():
            for language, lesson in text_in.items():
                yield from _lesson_problems(lesson, language)


def _lesson_problems(lesson: LessonFile, language: str) -> Iterator[Problem]:
    blocks = []
    for _block, runs in groupby(lesson.passages, key=lambda run: run.block):
        kept = list(runs)
        blocks.append("".join(run.text for run in kept))
        if words := too_long(blocks[-1]):
            yield Problem(lesson.document.file, kept[0].line, "", words)
    if language == "en" and (words := too_long_sentences(blocks)):
        yield Problem(lesson.document.file, 1, "", words)


def too_long(paragraph: str) -> str:
    """What is to be said to a paragraph; nothing to one that is short enough."""
    count = len(WORD.findall(paragraph))
    if count <= MOST_WORDS:
        return ""
    return f"a paragraph of {count} words; {MOST_WORDS} at most, so divide it"


def too_long_sentences(texts: Sequence[str]) -> str:
    """What is to be said to English texts; nothing where their sentences are short enough."""
    counts = [
        count
        for text in texts
        for sentence in SENTENCE_END.split(" ".join(text.split()))
        if (count := len(WORD.findall(sentence)))
    ]
    mean = sum(counts) / len(counts) if counts else 0
    if len(counts) < FEWEST_SENTENCES or mean <= MOST_MEAN_WORDS:
        return ""
    return f"English sentences of {mean:.1f} words on average; {MOST_MEAN_WORDS} at most"
