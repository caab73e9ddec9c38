"""The formats by name: bytes to questions, and questions to bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from lms.core.text import Language
from lms.interop.rules import aiken_writing, gift_writing, moodle_xml_writing
from lms.interop.rules.aiken import read_aiken
from lms.interop.rules.decoding import text_in
from lms.interop.rules.exported import Exported
from lms.interop.rules.found import Found
from lms.interop.rules.gift import read_gift
from lms.interop.rules.moodle_xml import read_moodle_xml
from lms.interop.rules.qti import read_qti

ImportFormat = Literal["gift", "moodle-xml", "aiken", "qti"]
ExportFormat = Literal["gift", "moodle-xml", "aiken"]
IMPORT_FORMATS: tuple[ImportFormat, ...] = get_args(ImportFormat)
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
PLACES = "objectives, use, absolute"
KEYS = f"{PLACES}, and the keys of options"
LARGEST_FILE_BYTES = 20_000_000
MOST_QUESTIONS = 5_000


@dataclass(frozen=True, slots=True)
class Writer:
    """How a format is written. losses: what one question loses; never_held: what each does."""

    write: Callable[[Sequence[Exported], Language], bytes]
    losses: Callable[[Exported, Language], tuple[str, ...]]
    never_held: str


def read_questions(data: bytes, form: ImportFormat, *, language: Language) -> list[Found]:
    """Every question in a file of a format. Raises NotText for what should be text."""
    if form == "gift":
        return read_gift(text_in(data), language=language)
    if form == "aiken":
        return read_aiken(text_in(data), language=language)
    if form == "qti":
        return read_qti(data, language=language)
    return read_moodle_xml(data, language=language)


def writer_of(form: ExportFormat) -> Writer:
    """The writer of a format."""
    if form == "gift":
        return Writer(_gift, gift_writing.losses, KEYS)
    if form == "aiken":
        return Writer(_aiken, aiken_writing.losses, f"{PLACES}, {aiken_writing.NEVER_HELD}")
    return Writer(
        lambda questions, language: moodle_xml_writing.write_moodle_xml(
            questions, language=language
        ),
        moodle_xml_writing.losses,
        KEYS,
    )


def _gift(questions: Sequence[Exported], language: Language) -> bytes:
    return gift_writing.write_gift(questions, language=language).encode()


def _aiken(questions: Sequence[Exported], language: Language) -> bytes:
    return aiken_writing.write_aiken(questions, language=language).encode()
