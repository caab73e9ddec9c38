"""An answer in the one form that is stored and compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from lms.assessment.rules.questions import (
    ChoiceBlank,
    ChoiceQuestion,
    ClozeQuestion,
    EssayQuestion,
    EvidenceQuestion,
    HotspotQuestion,
    LikertQuestion,
    MatchingQuestion,
    NumberField,
    NumericQuestion,
    OrderingQuestion,
    Question,
    TypedField,
    TypedQuestion,
)
from lms.assessment.rules.typed import number_in, quantity_in
from lms.catalog.rules import MOST_TYPED
from lms.core.errors import DomainError
from lms.core.text import LANGUAGES, fold, is_one_line

Response = list[str] | dict[str, str] | str
MOST_ESSAY = 20_000  # characters
BETWEEN_LINES = "\n\t"


class InvalidResponse(DomainError):
    """The answer does not fit its question."""

    code = "invalid_response"


class NotOneLine(InvalidResponse):
    """A typed answer is too long, or holds a control character."""

    code = "not_one_line"


class NotANumber(InvalidResponse):
    """What was typed where a number is asked for cannot be read as one."""

    code = "not_a_number"


class UnitMissing(InvalidResponse):
    """A number was typed without a unit where one is needed, or with one that is not known."""

    code = "unit_missing"


class TooManyChosen(InvalidResponse):
    """More is chosen than may be."""

    code = "too_many_chosen"


class TooLongText(InvalidResponse):
    """A text is longer than anybody will mark, or holds a control character."""

    code = "too_long_text"


def canonical_response(question: Question, response: object) -> Response:
    """The answer in the one form that is stored and compared; empty when none was given.

    Choice, regions, a scale, files and ordering: a list of keys (chosen ones in the question's
    order; the whole new order). Matching: stem key -> option key, for the stems that were given
    one. Cloze: gap key -> option key or what was typed, for the gaps that were filled. Typed: the
    text as it was typed, without spaces around it. Raises InvalidResponse.
    """
    if isinstance(question, TypedQuestion):
        return _typed(question, response)
    if isinstance(question, EssayQuestion):
        return _written(question, response)
    if isinstance(question, MatchingQuestion):
        return _matched(question, response or {})
    if isinstance(question, ClozeQuestion):
        return _filled(question, response or {})
    keys = _keys([] if response is None else response)
    if isinstance(question, OrderingQuestion):
        if keys and set(keys) != {item.key for item in question.items}:
            raise InvalidResponse("an order names every line once")
        return keys
    if isinstance(question, EvidenceQuestion):
        return _files(question, keys)
    return _chosen(question, keys)


def _chosen(question: Question, keys: list[str]) -> list[str]:
    """Chosen keys in the question's order, no more than may be chosen."""
    known: list[str] = []
    most = 1
    if isinstance(question, ChoiceQuestion):
        known = [option.key for option in question.options]
        most = len(known) if question.type == "multiple_response" else 1
    elif isinstance(question, HotspotQuestion):
        known = [region.key for region in question.regions]
        most = question.choose or len(known)
    elif isinstance(question, LikertQuestion):
        known = [point.key for point in question.scale]
    if not set(keys) <= set(known):
        raise InvalidResponse("no such option")
    if len(keys) > most:
        raise TooManyChosen
    return [key for key in known if key in keys]


def _files(question: EvidenceQuestion, keys: list[str]) -> list[str]:
    if len(keys) > question.max_files:
        raise InvalidResponse(f"{question.max_files} files at most")
    return keys


def _keys(response: object) -> list[str]:
    if not isinstance(response, Sequence) or isinstance(response, str | bytes):
        raise InvalidResponse("a list of keys is needed")
    keys = [key for key in response if isinstance(key, str)]
    if len(keys) < len(response) or len(set(keys)) < len(keys):
        raise InvalidResponse("keys are texts, each once")
    return keys


def _mapped(response: object, known: Collection[str]) -> Mapping[str, object]:
    if not isinstance(response, Mapping):
        raise InvalidResponse("a map of keys is needed")
    if not set(response) <= set(known):
        raise InvalidResponse("no such key")
    return response


def _matched(question: MatchingQuestion, response: object) -> dict[str, str]:
    options = {option.key for option in question.options}
    stems = [stem.key for stem in question.stems]
    given = _mapped(response, stems)
    return {stem: _option(given[stem], options) for stem in stems if stem in given}


def _option(found: object, known: Collection[str]) -> str:
    if not isinstance(found, str) or found not in known:
        raise InvalidResponse("no such option")
    return found


def _filled(question: ClozeQuestion, response: object) -> dict[str, str]:
    given = _mapped(response, [blank.key for blank in question.blanks])
    filled = {}
    for blank in question.blanks:
        value = given.get(blank.key) or ""
        if isinstance(blank, ChoiceBlank):
            options = {option.key for option in blank.options}
            filled[blank.key] = _option(value, options) if value else ""
        else:
            filled[blank.key] = _typed(blank, value, f"g_{blank.key}")
    return {key: value for key, value in filled.items() if value}


def _one_line(response: object, field: str = "typed") -> str:
    """What was typed into a field. Raises InvalidResponse, NotOneLine (facts: field)."""
    line = response or ""
    if not isinstance(line, str):
        raise InvalidResponse("a text is needed")
    line = line.strip()
    if not is_one_line(line, most=MOST_TYPED):
        raise NotOneLine(field=field)
    return line if fold(line) else ""


def number_typed(asked: NumberField, typed: str) -> Fraction | None:
    """The number that was typed into a field, in its first unit; nothing where it is none."""
    if isinstance(asked, NumericQuestion) and asked.units:
        return quantity_in(typed, asked.units, is_unit_needed=asked.is_unit_needed)
    return number_in(typed)


def _typed(asked: TypedField, response: object, field: str = "typed") -> str:
    line = _one_line(response, field)
    if line and isinstance(asked, NumberField) and number_typed(asked, line) is None:
        has_units = isinstance(asked, NumericQuestion) and asked.units
        raise UnitMissing(field=field) if has_units else NotANumber(field=field)
    return line


def _written(question: EssayQuestion, response: object) -> str:
    """A text of many lines, ends of lines written in one way; the template alone is no answer."""
    text = response or ""
    if not isinstance(text, str):
        raise InvalidResponse("a text is needed")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    plain = text.translate(dict.fromkeys(map(ord, BETWEEN_LINES)))
    if len(text) > MOST_ESSAY or not is_one_line(plain, most=MOST_ESSAY):
        raise TooLongText
    template = question.template
    is_template = template and text in (template.in_(each).strip() for each in LANGUAGES)
    return "" if is_template else text
