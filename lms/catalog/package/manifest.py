"""The canonical manifest of a package: the bytes whose SHA-256 is a version's identity.

Only what is written goes in, never a shape's defaults: a new optional field of the format
leaves the hashes of published versions as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from lms.catalog.package.checks.translations import drafts_of
from lms.catalog.package.files import UnitFiles
from lms.catalog.package.pictures import PictureFile
from lms.catalog.package.shapes.course import CourseShape
from lms.catalog.package.shapes.questions import QuestionsShape
from lms.catalog.package.shapes.shared import ClauseShape, SourceShape
from lms.catalog.package.yaml_file import Plain
from lms.core.text import LANGUAGES, Language

FORMAT = 1


def manifest_of(
    course: CourseShape,
    test: QuestionsShape,
    units: Sequence[UnitFiles],
    sources: Mapping[str, SourceShape],
    *,
    test_pictures: Mapping[str, PictureFile],
    clauses: Mapping[str, ClauseShape] | None = None,
) -> bytes:
    """UTF-8 JSON, keys sorted, no spaces; the cited sources and served clauses are copied in.

    So are the digests of pictures, where there are some. All of it must be without problems.
    """
    content: dict[str, Plain] = {
        "format": FORMAT,
        "course": plain(course),
        "test": plain(test),
        "units": [_unit(unit, course.source_language) for unit in units],
    }
    if test_pictures:
        content["test_pictures"] = _digests(test_pictures)
    if clauses:
        content["clauses"] = [plain(clauses[key]) for key in course.clauses]
    cited = sorted(set(_cited(content)))
    content["sources"] = [plain(sources[key]) for key in cited]
    return canonical(content)


def canonical(content: Plain) -> bytes:
    """One spelling for equal content."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def content_hash(manifest: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(manifest).hexdigest()


def plain(shape: BaseModel) -> Plain:
    """A shape as JSON values, as it is written in its file."""
    content: Plain = shape.model_dump(mode="json", exclude_unset=True)
    return content


def _unit(unit: UnitFiles, source: Language) -> Plain:
    content: dict[str, Plain] = {"folder": unit.folder}
    if unit.lessons:
        content["lesson"] = {code: unit.lessons[code].markdown for code in LANGUAGES}
    if unit.facilitator:
        content["facilitator"] = {code: unit.facilitator[code].markdown for code in LANGUAGES}
    if unit.receipts:
        content["receipts"] = {
            key: {code: text[code].markdown for code in LANGUAGES}
            for key, text in unit.receipts.items()
        }
    for name in ("unit", "questions", "scenario", "practical", "translations"):
        read = getattr(unit, name)
        if read is not None:
            content[name] = plain(read.value)
    if unit.pictures:
        content["pictures"] = _digests(unit.pictures)
    content["draft_languages"] = list(drafts_of(unit, source))
    return content


def _digests(pictures: Mapping[str, PictureFile]) -> Plain:
    return {name: picture.digest for name, picture in pictures.items()}


def _cited(content: Plain) -> Iterator[str]:
    if isinstance(content, dict):
        key = content.get("source")
        if isinstance(key, str):
            yield key
        for value in content.values():
            yield from _cited(value)
    elif isinstance(content, list):
        for value in content:
            yield from _cited(value)
