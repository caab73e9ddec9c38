"""Each text in the letters of its language; lessons alike in all three."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from lms.catalog.package.files import LessonFile, UnitFiles
from lms.catalog.package.problems import Problem
from lms.catalog.package.yaml_file import Document, Place, Plain
from lms.core.markdown import Rendered
from lms.core.text import LANGUAGES, Language

FOREIGN = {
    "ckb": {"ي": "ی (U+06CC)", "ك": "ک (U+06A9)"},
    "ar": {"ی": "ي (U+064A) or ى (U+0649)", "ک": "ك (U+0643)", "ە": "ه (U+0647)"},
}
NAMES = {"ckb": "Sorani", "ar": "Arabic"}
LATIN = re.compile(r"[A-Za-z]")
LETTER = re.compile(r"[^\W\d_]")
FEWEST_LETTERS = 20  # fewer may be a name or a citation


def script_problems(text: str, language: str) -> Iterator[str]:
    """The letters in `text` that do not belong to `language`, in words."""
    for letter, right in FOREIGN.get(language, {}).items():
        if letter in text:
            word = next(part for part in text.split() if letter in part)
            yield (
                f"“{letter}” (U+{ord(letter):04X}) in “{word[:40]}” is no {NAMES[language]} "
                f"letter; write {right}"
            )


def is_english(text: str) -> bool:
    """Whether a paragraph that should be in the Arabic script is written in Latin letters."""
    latin = len(LATIN.findall(text))
    return latin >= FEWEST_LETTERS and 2 * latin > len(LETTER.findall(text))


def text_problems(document: Document) -> Iterator[Problem]:
    """What is wrong in the letters of a document's texts."""
    for place, text in texts_in(document.content):
        language = str(place[-1])
        for words in script_problems(text, language):
            yield document.problem(place, words)
        if language != "en" and any(map(is_english, text.split("\n\n"))):
            yield document.problem(place, f"an English paragraph; write it in {NAMES[language]}")
        if "{lang=" in text:
            words = "a marked passage is possible in lessons and receipts only; write it plainly"
            yield document.problem(place, words)


def texts_in(content: Plain, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text of a YAML file with its place, which ends with its language."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in LANGUAGES and isinstance(value, str):
                yield (*place, key), value
            else:
                yield from texts_in(value, (*place, key))
    elif isinstance(content, list):
        for at, value in enumerate(content):
            yield from texts_in(value, (*place, at))


def lesson_problems(unit: UnitFiles) -> Iterator[Problem]:
    """Letters of each lesson and receipt, and the same anchors in the same order in all three."""
    for text in unit.texts():
        for language, lesson in text.items():
            yield from _passage_problems(lesson, language)
        yield from _text_anchor_problems(text)


def _text_anchor_problems(text: Mapping[Language, LessonFile]) -> Iterator[Problem]:
    first = text.get("ar")
    if first is None or first.rendered is None:
        return
    for language in ("ckb", "en"):
        other = text.get(language)
        if other and other.rendered:
            yield from _anchor_problems(other, other.rendered, first.rendered)


def _passage_problems(lesson: LessonFile, language: str) -> Iterator[Problem]:
    file = lesson.document.file
    if language == "en":
        return
    for _block, runs in groupby(lesson.passages, key=lambda run: run.block):
        own = [run for run in runs if run.language in (None, language)]
        for run in own:
            for words in script_problems(run.text, language):
                yield Problem(file, run.line, "", words)
        if own and is_english(" ".join(run.text for run in own)):
            words = f"an English paragraph; write it in {NAMES[language]} or mark it {{lang=en}}"
            yield Problem(file, own[0].line, "", words)


def _anchor_problems(lesson: LessonFile, here: Rendered, arabic: Rendered) -> Iterator[Problem]:
    found = [anchor for anchor, _text in here.headings]
    wanted = [anchor for anchor, _text in arabic.headings]
    if found == wanted:
        return
    lines = {
        match[1]: number
        for number, line in enumerate(lesson.markdown.splitlines(), 1)
        if (match := re.search(r"\{#([a-z0-9-]+)\}\s*$", line))
    }
    pairs = zip([*found, None], [*wanted, None], strict=False)
    have, want = next((have, want) for have, want in pairs if have != want)
    line = lines[have] if have else max(lines.values(), default=1)
    words = "the headings differ from the Arabic text's; " + (
        f"the next one there is #{want}" if want else f"#{have} is one too many"
    )
    yield Problem(lesson.document.file, line, "", words)
