"""Essays and files of Moodle XML, which a trainer marks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lms.assessment.rules.questions import QuestionType
from lms.core.text import Language
from lms.interop.rules.moodle_parts import Source, number_or_none
from lms.interop.rules.rubric import LEVELS, WHOLE

ADDED = "It has no rubric: one criterion with the levels 0 and {mark} was added."
MOST_WORDS = 3_000
MOST_FILES = 5
LEAST_KB, MOST_KB, USUAL_KB = 64, 10_240, 4_096
KINDS = {
    "image": ("image", ".jpg", ".jpeg", ".png", ".gif", ".webp"),
    "text": ("text", ".txt", ".csv"),
}


def one_criterion(language: Language, mark: int, looked_at: str = "") -> list[dict[str, Any]]:
    """A rubric of one criterion, nothing or all of the mark; looked_at: what it is about."""
    said = {key: text[language] for key, _points, text in LEVELS}
    levels = [
        {"key": "none", "points": 0, "text": {language: said["none"]}},
        {"key": "full", "points": mark, "text": {language: said["fully"]}},
    ]
    return [{"key": "c1", "text": {language: looked_at or WHOLE[language]}, "levels": levels}]


def read_essay(source: Source) -> tuple[QuestionType, dict[str, Any]]:
    """An essay, or files where no text is asked for."""
    mark = _mark(source)
    info = source.plain(source.node.first("graderinfo"))
    rubric = one_criterion(source.language, mark, info)
    source.drop(ADDED.format(mark=mark))
    attachments = _whole(source, "attachments", 0)
    if attachments and source.value("responseformat") == "noinline":
        return "file_evidence", {"rubric": rubric, **_files(source, attachments)}
    if attachments:
        source.drop("The files that could be given with the text are dropped.")
    body: dict[str, Any] = {"rubric": rubric, **_limits(source)}
    return "essay", body | source.words(source.node.first("responsetemplate"), "template")


def _mark(source: Source) -> int:
    number = Decimal(number_or_none(source.value("defaultgrade", "1")) or "1")
    return min(100, max(1, round(number)))


def _whole(source: Source, name: str, default: int) -> int:
    number = number_or_none(source.value(name, str(default)))
    return default if number is None else int(Decimal(number))


def _limits(source: Source) -> dict[str, int]:
    found = {}
    for name, key in (("minwordlimit", "min_words"), ("maxwordlimit", "max_words")):
        words = _whole(source, name, 0)
        if words > MOST_WORDS:
            source.drop(f"Its limit of {words} words became {MOST_WORDS}.")
        if words > 0:
            found[key] = min(words, MOST_WORDS)
    return found


def _files(source: Source, attachments: int) -> dict[str, Any]:
    listed = source.value("filetypeslist").lower()
    accept = [kind for kind, names in KINDS.items() if any(name in listed for name in names)]
    if not accept:
        accept = list(KINDS)
        source.drop(f"Pictures and text are taken ({listed[:60] or 'any file'} was allowed).")
    count = MOST_FILES if attachments < 0 else min(MOST_FILES, attachments)
    if count != attachments:
        source.drop(f"At most {MOST_FILES} files are taken.")
    asked = _whole(source, "maxbytes", 0) // 1024
    size = min(MOST_KB, max(LEAST_KB, asked)) if asked else USUAL_KB
    if asked and asked != size:
        source.drop(f"The greatest size of a file became {size} kilobytes.")
    if "pdf" in listed:
        source.drop("PDF is not taken as an answer.")
    return {"accept": accept, "max_files": count, "max_kilobytes": size}
