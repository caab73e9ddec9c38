"""Essays and files of Moodle XML, which a trainer marks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lms.assessment.rules.questions import QuestionType
from lms.interop.rules.moodle_parts import Source, number_or_none
from lms.interop.rules.rubric import added, plain_rubric

MOST_WORDS = 3_000
MOST_FILES = 5
LEAST_KB, MOST_KB, USUAL_KB = 64, 10_240, 4_096
KINDS = {
    "image": ("image", ".jpg", ".jpeg", ".png", ".gif", ".webp"),
    "text": ("text", ".txt", ".csv"),
}


def read_essay(source: Source) -> tuple[QuestionType, dict[str, Any]]:
    """An essay, or files where no text is asked for."""
    info = source.plain(source.node.first("graderinfo"))
    rubric = plain_rubric(source.language, info)
    source.drop(added(info))
    attachments = _whole(source, "attachments", 0)
    if attachments and source.value("responseformat") == "noinline":
        return "file_evidence", {"rubric": rubric, **_files(source, attachments)}
    if attachments:
        source.drop("The files that could be given with the text are dropped.")
    body: dict[str, Any] = {"rubric": rubric, **_limits(source)}
    return "essay", body | source.words(source.node.first("responsetemplate"), "template")


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
