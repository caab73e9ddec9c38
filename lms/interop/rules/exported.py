"""A question of the bank as it goes out to a file of another system, in one language.

A writer module has two functions beside each other: `write_…(questions, *, language)` with the
whole file, and `losses(exported, language)` with sentences on what the format cannot hold of one
question (nothing when all of it comes back by import). A question that is lost as a whole has one
sentence, as in "Left out: GIFT has no questions of type hotspot.", and no place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.assessment.rules.questions import QuestionType
from lms.core.text import LANGUAGES, Language
from lms.interop.rules.found import Body


@dataclass(frozen=True, slots=True)
class Exported:
    """A question of the bank. key: what a later import knows it by (Moodle's idnumber and name).

    body: as in the package, each text in every language. category: names from the root down.
    """

    key: str
    type: QuestionType
    body: Body
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def body_in(self, language: Language) -> dict[str, Any]:
        """The body with each text in this language alone, as a `Draft` holds it."""
        return {key: in_one_language(value, language) for key, value in self.body.items()}


def in_one_language(value: Any, language: Language) -> Any:
    """A part of a body, its texts in one language; a text that has it not is left as it is."""
    if isinstance(value, Mapping):
        if value and value.keys() <= set(LANGUAGES):
            return {language: value[language]} if language in value else dict(value)
        return {key: in_one_language(inner, language) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [in_one_language(inner, language) for inner in value]
    return value


def text_of(value: Any, language: Language) -> str:
    """A text of a body in one language, or nothing where there is none."""
    found = value.get(language, "") if isinstance(value, Mapping) else ""
    return str(found)


def texts_of(value: Any, language: Language) -> Iterator[str]:
    """Every text of a part of a body, in one language."""
    if isinstance(value, Mapping):
        if value and value.keys() <= set(LANGUAGES):
            yield text_of(value, language)
        else:
            for inner in value.values():
                yield from texts_of(inner, language)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner, language)
