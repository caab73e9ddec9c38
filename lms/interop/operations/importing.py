"""A question file read, and its questions kept as drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from lms.assessment.operations.drafts import Origin, StoredDraft, store_drafts
from lms.assessment.rules.drafts import NewDraft
from lms.core.db import AnySession
from lms.core.text import Language
from lms.interop.operations.packages import TargetPackage
from lms.interop.rules.decoding import NotText
from lms.interop.rules.formats import (
    LARGEST_FILE_BYTES,
    MOST_QUESTIONS,
    ImportFormat,
    read_questions,
)
from lms.interop.rules.found import Draft, Found
from lms.interop.rules.package_writing import ForPackage, Refusal


class FileRefused(Exception):
    """A file of which nothing can be read; the words say why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the questions of a file belong; target: the package they are written into."""

    course_key: str
    language: Language
    category: tuple[str, ...] = ()
    target: TargetPackage | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What was stored; texts: the package's files with the questions, refused: those not."""

    stored: tuple[StoredDraft, ...]
    texts: Mapping[Path, str] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()


def read_file(path: Path, form: ImportFormat, *, language: Language) -> list[Found]:
    """Every question of a file, and what would become of it. Raises FileRefused."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise FileRefused(f"it is larger than {LARGEST_FILE_BYTES} bytes; split it")
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(f"it cannot be read ({error.strerror})") from error
    try:
        found = read_questions(data, form, language=language)
    except NotText as error:
        raise FileRefused("it is neither UTF-8 nor UTF-16; save it as UTF-8") from error
    if not found:
        raise FileRefused(f"it holds no question in the format {form}")
    if len(found) > MOST_QUESTIONS:
        raise FileRefused(f"it holds more than {MOST_QUESTIONS} questions; split it")
    return without_twins(found)


def without_twins(found: Sequence[Found]) -> list[Found]:
    """A second question with the same idnumber is an error: it would be a version of the first."""
    lines: dict[str, int] = {}
    told = []
    for each in found:
        number = each.draft.idnumber if each.draft else None
        if number and number in lines:
            words = f"The question of line {lines[number]} has the same idnumber, {number}."
            each = replace(each, verdict="error", reasons=(*each.reasons, words), draft=None)
        elif number:
            lines[number] = each.line
        told.append(each)
    return told


def import_questions(
    session: AnySession, found: Sequence[Found], place: Place, *, at: datetime
) -> Imported:
    """Keep what can be taken as drafts; with a target, give its new files too.

    Raises PackageRefused where a file of the target cannot be added to.
    """
    target = place.target
    stored = store_drafts(
        session,
        [_new_draft(each.draft, place.category) for each in found if each.draft],
        Origin(place.course_key, place.language, at),
        taken_keys=target.keys if target else frozenset(),
    )
    if target is None:
        return Imported(stored)
    texts, refused = target.with_questions([_for_package(each, target) for each in stored])
    return Imported(stored, texts, refused)


def _new_draft(draft: Draft, category: tuple[str, ...]) -> NewDraft:
    is_under = draft.category[: len(category)] == category
    return NewDraft(
        type=draft.type,
        body=draft.body,
        title=draft.title,
        idnumber=draft.idnumber,
        category=draft.category if is_under else (*category, *draft.category),
        tags=draft.tags,
    )


def _for_package(stored: StoredDraft, target: TargetPackage) -> ForPackage:
    draft = stored.draft
    use = target.use_of(stored.key)
    return ForPackage(stored.key, draft.type, draft.body, draft.tags, use)
