"""The answers of one question: enough, right, and each with what must be said to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lms.catalog.package.checks.typed import typed_problems
from lms.catalog.package.checks.unique import repeated
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.marking import CriterionShape
from lms.catalog.package.shapes.questions import (
    ChoiceBlank,
    ChoiceOptionShape,
    Cloze,
    Description,
    Essay,
    FileEvidence,
    Hotspot,
    Likert,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    QuestionShape,
    ShortAnswer,
    SingleChoice,
)
from lms.catalog.package.yaml_file import Document, Place
from lms.core.text import LANGUAGES

GAP = re.compile(r"\[\[([^\[\]]*)\]\]")
CORNERS = {"rectangle": 4, "circle": 3}
ALL_PERCENT = Decimal(100)
SLACK = Decimal("0.01")  # three times 33.333


def answer_problems(document: Document, at: int, question: QuestionShape) -> Iterator[Problem]:
    """What is wrong with the question at place `at` of its file."""
    yield from _problems_of_kind(document, (at,), question)
    if question.absolute and question.use == "unit":
        words = "an absolute question is for the course test; write use: test or both"
        yield document.problem((at, "absolute"), words)
    if question.absolute and isinstance(question, Likert | Description | Essay | FileEvidence):
        words = f"a question of type {question.type} has no answer that must be right; remove it"
        yield document.problem((at, "absolute"), words)


def _problems_of_kind(document: Document, at: Place, question: QuestionShape) -> Iterator[Problem]:
    if isinstance(question, SingleChoice | MultipleResponse):
        yield from repeated(document, (*at, "options"), question.options)
        yield from _choice_problems(document, at, question)
    elif isinstance(question, Matching):
        yield from repeated(document, (*at, "stems"), question.stems)
        yield from repeated(document, (*at, "options"), question.options)
        yield from _matching_problems(document, at, question)
    elif isinstance(question, Ordering):
        yield from repeated(document, (*at, "items"), question.items)
    elif isinstance(question, ShortAnswer | Numeric):
        yield from typed_problems(document, at, question)
    elif isinstance(question, Cloze):
        yield from _cloze_problems(document, at, question)
    elif isinstance(question, Hotspot):
        yield from repeated(document, (*at, "regions"), question.regions)
        yield from _hotspot_problems(document, at, question)
    elif isinstance(question, Essay | FileEvidence):
        yield from _rubric_problems(document, (*at, "rubric"), question.rubric)
        yield from _word_problems(document, at, question)
    elif isinstance(question, Likert):
        yield from repeated(document, (*at, "scale"), question.scale)


def _choice_problems(
    document: Document, at: Place, question: SingleChoice | MultipleResponse
) -> Iterator[Problem]:
    is_single = isinstance(question, SingleChoice)
    if isinstance(question, MultipleResponse) and question.grading == "weights":
        yield from _weight_problems(document, at, question)
    else:
        yield from _count_problems(document, at, question)
    for number, option in enumerate(question.options):
        if option.feedback is None and not (is_single and option.correct):
            words = "the option has no feedback; write what a person who chose it should hear"
            yield document.problem((*at, "options", number, "feedback"), words)


def _count_problems(
    document: Document, at: Place, question: SingleChoice | MultipleResponse
) -> Iterator[Problem]:
    right = sum(option.correct for option in question.options)
    if isinstance(question, SingleChoice):
        yield from _one_right_problems(document, (*at, "options"), question.options)
    elif not 2 <= right < len(question.options):
        words = f"{right} options are correct; mark two or more, and leave one wrong"
        yield document.problem((*at, "options"), words)


def _one_right_problems(
    document: Document, at: Place, options: Sequence[ChoiceOptionShape]
) -> Iterator[Problem]:
    right = sum(option.correct for option in options)
    if right != 1:
        words = f"{right} options are correct; mark exactly one with correct: true"
        yield document.problem(at, words)
    for number, option in enumerate(options):
        if option.correct and option.fraction is not None and Decimal(option.fraction) != 100:
            words = "the correct option earns all; remove its fraction"
            yield document.problem((*at, number, "fraction"), words)


def _weight_problems(
    document: Document, at: Place, question: MultipleResponse
) -> Iterator[Problem]:
    shares = [Decimal(option.fraction or 0) for option in question.options]
    total = sum((share for share in shares if share > 0), Decimal(0))
    if abs(total - ALL_PERCENT) > SLACK:
        words = f"the fractions above 0 add up to {total}; make them 100"
        yield document.problem((*at, "options"), words)


def _matching_problems(document: Document, at: Place, question: Matching) -> Iterator[Problem]:
    keys = {option.key for option in question.options}
    for number, stem in enumerate(question.stems):
        if stem.match not in keys:
            words = f"no option “{stem.match}”; write one of {', '.join(sorted(keys))}"
            yield document.problem((*at, "stems", number, "match"), words)
    if len(question.options) <= len(question.stems):
        yield document.problem((*at, "options"), "write more options than stems")


def _cloze_problems(document: Document, at: Place, question: Cloze) -> Iterator[Problem]:
    yield from repeated(document, (*at, "blanks"), question.blanks)
    keys = Counter(blank.key for blank in question.blanks)
    for language in LANGUAGES:
        found = Counter(GAP.findall(question.text.in_(language)))
        for key in sorted((keys - found).keys() | (found - keys).keys()):
            words = f"the gap [[{key}]] stands {found[key]} times in the text; write it once"
            if key not in keys:
                words = f"no blank “{key}”; write one of {', '.join(sorted(keys))}"
            yield document.problem((*at, "text", language), words)
    for number, blank in enumerate(question.blanks):
        place = (*at, "blanks", number)
        if isinstance(blank, ChoiceBlank):
            yield from repeated(document, (*place, "options"), blank.options)
            yield from _one_right_problems(document, (*place, "options"), blank.options)
        else:
            yield from typed_problems(document, place, blank)


def _hotspot_problems(document: Document, at: Place, question: Hotspot) -> Iterator[Problem]:
    right = sum(region.correct for region in question.regions)
    if not 1 <= right <= (question.choose or right):
        words = f"{right} regions are correct; mark one or more, and no more than `choose` says"
        yield document.problem((*at, "regions"), words)
    for number, region in enumerate(question.regions):
        place, count = (*at, "regions", number, "points"), len(region.points)
        is_polygon = region.shape == "polygon"
        if count != CORNERS.get(region.shape) and not (is_polygon and count >= 6 and not count % 2):
            words = "write [x, y, width, height], [x, y, radius], or three corners or more"
            yield document.problem(place, words)
        elif not _is_inside(question, region.points):
            yield document.problem(place, "lies outside the picture; correct the numbers")


def _is_inside(question: Hotspot, points: Sequence[int]) -> bool:
    most = max(question.picture.width, question.picture.height)
    return all(0 <= point <= most for point in points)


def _rubric_problems(
    document: Document, at: Place, rubric: Sequence[CriterionShape]
) -> Iterator[Problem]:
    yield from repeated(document, at, rubric)
    for number, criterion in enumerate(rubric):
        yield from repeated(document, (*at, number, "levels"), criterion.levels)
        if not any(level.points for level in criterion.levels):
            words = "no level earns a point; write points above 0"
            yield document.problem((*at, number, "levels"), words)


def _word_problems(
    document: Document, at: Place, question: Essay | FileEvidence
) -> Iterator[Problem]:
    if not isinstance(question, Essay) or None in (question.min_words, question.max_words):
        return
    if (question.min_words or 0) > (question.max_words or 0):
        words = f"smaller than min_words; write {question.min_words} or more"
        yield document.problem((*at, "max_words"), words)
