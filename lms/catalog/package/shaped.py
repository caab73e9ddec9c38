"""A document against its shape, every mistake said in words an author can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lms.catalog.package.problems import Problem
from lms.catalog.package.yaml_file import Document, Place, Plain
from lms.core.text import LANGUAGES

Model = TypeVar("Model", bound=BaseModel)

LANGUAGE_NAMES = {"ar": "Arabic", "ckb": "Sorani", "en": "English"}
PATTERNS = {
    r"\S": "the text is empty; write it",
    "S\\d": "a clause is S and a number, as in S1",
    "\\d{0,4}": "a version is three numbers, as in 1.0.0",
    "\\d{4}-": "a day is written 2026-11-24",
    "[0-9]{1,12}": 'a number is digits in quotes, as in "12.5"',
    "[0-9]{2,15}": 'a telephone number is digits in quotes, as in "104"',
    "{64}": "a SHA-256 is 64 hexadecimal digits",
    "[a-z0-9]+": "a key is lower-case letters, digits and hyphens, as in u01-q01",
}  # the first fragment found in the shape's pattern decides
WORDS = {
    "extra_forbidden": "unknown field; remove it, or correct its name (see courses/README.md)",
    "string_too_short": "the text is empty; write it",
    "string_type": "write a text (put it in quotes)",
    "int_type": "write a whole number",
    "bool_type": "write true or false",
    "model_type": "write fields with names, as in courses/README.md",
    "dict_type": "write fields with names, as in courses/README.md",
    "model_attributes_type": "write fields with names, as in courses/README.md",
    "tuple_type": "write a list",
    "union_tag_not_found": "the type is missing; write `type: …`",
}


def shaped(document: Document, shape: type[Model]) -> Model | None:
    """The document's content in its shape, or None with the problems noted in the document."""
    if document.problems:
        return None
    try:
        return shape.model_validate(document.content)
    except ValidationError as error:
        document.problems.extend(_problems(document, error))
        return None


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    errors = error.errors(include_url=False)
    for found in errors:
        if found["type"] == "too_short" and any(_is_below(each, found) for each in errors):
            continue  # pydantic counts only the parts without a mistake of their own
        place = _written_place(document.content, found["loc"])
        yield document.problem(place, _words(found))


def _is_below(inner: ErrorDetails, outer: ErrorDetails) -> bool:
    place = outer["loc"]
    return len(inner["loc"]) > len(place) and inner["loc"][: len(place)] == place


def _written_place(content: Plain, place: Place) -> Place:
    """The place without the names of kinds that pydantic puts between (`0.ordering.text`)."""
    kept: list[str | int] = []
    for number, part in enumerate(place):
        is_last = number == len(place) - 1
        try:
            content = cast("dict[str | int, Plain]", content)[part]
        except (KeyError, IndexError, TypeError):
            if not is_last:
                continue
        kept.append(part)
    return tuple(kept)


def _words(found: ErrorDetails) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind == "missing":
        return _missing(found["loc"])
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        words = next((text for part, text in PATTERNS.items() if part in pattern), found["msg"])
        return words if pattern == r"\S" else f"“{str(found['input'])[:60]}”: {words}"
    if kind in ("literal_error", "union_tag_invalid"):
        known = context.get("expected") or context.get("expected_tags")
        value = context.get("tag", found["input"])
        return f"“{str(value)[:60]}” is not known; write one of {known}"
    return WORDS.get(kind) or _bounded(found["msg"], context)


def _missing(place: Place) -> str:
    last = place[-1] if place else ""
    if last in LANGUAGES:
        name = LANGUAGE_NAMES[str(last)]
        return f"the {name} text is missing; every text is written in ar, ckb and en"
    return "is missing; write it"


def _bounded(message: str, context: Mapping[str, object]) -> str:
    for limit, words in (
        ("max_length", "too long; at most {}"),
        ("min_length", "too short; at least {}"),
        ("ge", "too small; at least {}"),
        ("le", "too large; at most {}"),
    ):
        if limit in context:
            return words.format(context[limit])
    return message
