"""How far each translation has come: missing and stale ones stop a publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lms.catalog.package.files import UnitFiles
from lms.catalog.package.problems import Problem
from lms.catalog.package.yaml_file import Plain
from lms.core.text import LANGUAGES, Language

Texts = dict[str, dict[Language, str]]


def texts_of(unit: UnitFiles) -> Texts:
    """Every text of a unit by its path: `unit/objectives/lo1/text`, `lesson`."""
    texts: Texts = {}
    for name in ("unit", "questions", "scenario", "practical"):
        read = getattr(unit, name)
        if read is not None:
            texts.update(_texts(read.document.content, name))
    if unit.lessons:
        texts["lesson"] = {code: lesson.markdown for code, lesson in unit.lessons.items()}
    if unit.facilitator:
        texts["facilitator"] = {code: each.markdown for code, each in unit.facilitator.items()}
    for key, receipt in unit.receipts.items():
        texts[f"receipts/{key}"] = {code: each.markdown for code, each in receipt.items()}
    return texts


def source_hash(text: str) -> str:
    """SHA-256 of a source text, in hex, as translations.yaml notes it."""
    return hashlib.sha256(text.encode()).hexdigest()


def translation_problems(unit: UnitFiles, source: Language) -> Iterator[Problem]:
    """States that do not allow to publish, and states of texts that are not there."""
    if unit.translations is None or unit.translations.value is None:
        return
    document, texts = unit.translations.document, texts_of(unit)
    for path, states in unit.translations.value.root.items():
        if path not in texts:
            yield document.problem((path,), "no such text; correct the path or remove the entry")
            continue
        for language, entry in states.items():
            words = None
            if language == source:
                words = "this is the source language; only translations have a state"
            elif entry.state in ("missing", "stale"):
                words = f"the translation is {entry.state}; translate it and write draft"
            elif entry.state == "reviewed" and entry.source_sha256 != source_hash(
                texts[path].get(source, "")
            ):
                words = (
                    "the source text has changed since the review (source_sha256 differs); "
                    "review the translation again"
                )
            if words:
                yield document.problem((path, language), words)


def drafts_of(unit: UnitFiles, source: Language) -> dict[Language, int]:
    """How many texts of the unit await review, by language; absent where none does."""
    states = unit.translations.value.root if unit.translations and unit.translations.value else {}
    drafts = {
        language: sum(
            language not in states.get(path, {}) or states[path][language].state != "reviewed"
            for path in texts_of(unit)
        )
        for language in LANGUAGES
        if language != source
    }
    return {language: count for language, count in drafts.items() if count}


def _texts(content: Plain, path: str) -> Iterator[tuple[str, dict[Language, str]]]:
    if isinstance(content, dict):
        if set(content) == set(LANGUAGES):
            yield path, {code: str(content[code]) for code in LANGUAGES}
            return
        for name, value in content.items():
            yield from _texts(value, f"{path}/{name}")
    elif isinstance(content, list):
        for at, value in enumerate(content):
            key = value.get("key", at) if isinstance(value, dict) else at
            yield from _texts(value, f"{path}/{key}")
