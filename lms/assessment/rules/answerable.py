"""Why nobody could answer a question, or be graded by it fairly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lms.assessment.rules.questions import (
    GAP,
    Blank,
    ChoiceBlank,
    ChoiceQuestion,
    ClozeQuestion,
    Criterion,
    HotspotQuestion,
    LikertQuestion,
    Line,
    MarkedQuestion,
    MatchingQuestion,
    NumberBlank,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Question,
    Region,
    TextBlank,
    TypedQuestion,
)
from lms.assessment.rules.typed import AcceptedNumber, AcceptedText
from lms.catalog.rules import MOST_TYPED
from lms.core.text import LANGUAGES, is_one_line

CORNERS = {"rectangle": 4, "circle": 3}
LEAST_POLYGON = 6
Keyed = Line | Option | Region | Criterion


def problem_of(question: Question) -> str:
    """Why nobody could answer the question, or nothing."""
    if isinstance(question, ChoiceQuestion):
        return _few(question.options) or _choice_problem(question)
    if isinstance(question, MatchingQuestion):
        return _few(question.options) or _matching_problem(question)
    if isinstance(question, OrderingQuestion):
        return _few(question.items)
    if isinstance(question, TypedQuestion):
        return _typed_problem(question)
    if isinstance(question, ClozeQuestion):
        return _cloze_problem(question)
    if isinstance(question, HotspotQuestion):
        return _few(question.regions) or _hotspot_problem(question)
    if isinstance(question, MarkedQuestion):
        return _rubric_problem(question.rubric)
    return _few(question.scale) if isinstance(question, LikertQuestion) else ""


def _few(lines: Sequence[Keyed], least: int = 2) -> str:
    keys = {line.key for line in lines}
    is_enough = len(lines) >= least and len(keys) == len(lines)
    return "" if is_enough else "two lines or more are needed, with different keys"


def _choice_problem(question: ChoiceQuestion) -> str:
    right = [option for option in question.options if option.is_right]
    if not right or (question.type != "multiple_response" and len(right) > 1):
        return "not the right number of right options"
    if question.type == "multiple_response" and question.grading == "weights":
        total = sum(option.share for option in right)
        return "" if total == 1 else "the weights of the right options do not add up to all"
    if question.type != "multiple_response":
        return "" if _is_fair(question.options) else "an option earns more than the right one"
    return ""


def _is_fair(options: Sequence[Option]) -> bool:
    return all(option.share <= 1 for option in options) and all(
        option.share == 1 for option in options if option.is_right
    )


def _matching_problem(question: MatchingQuestion) -> str:
    known = {line.key for line in question.options}
    stems = {stem.key for stem in question.stems}
    is_broken = len(stems) < max(1, len(question.stems)) or any(
        stem.match not in known for stem in question.stems
    )
    return "a stem has no option of its own, or no key" if is_broken else ""


def _typed_problem(question: TypedQuestion | TextBlank | NumberBlank) -> str:
    answers = question.answers
    if not answers or len({each.key for each in answers}) < len(answers):
        return "an answer or more is needed, with different keys"
    if answers[0].fraction != 1 or not all(0 <= each.fraction <= 1 for each in answers):
        return "the first answer earns all, and none more than that"
    if isinstance(question, NumericQuestion) and question.units and question.units[0].per_base != 1:
        return "one of the first unit makes one of it"
    if isinstance(question, NumericQuestion | NumberBlank):
        return _number_problem(question.answers)
    return "" if all(map(_is_typeable, question.answers)) else "nobody could type an answer"


def _number_problem(answers: Sequence[AcceptedNumber]) -> str:
    if answers[0].low is None:
        return "the first answer is a number"
    for each in answers:
        if each.low is not None and each.high is not None and each.low > each.high:
            return "an answer from a greater number to a smaller one"
    return ""


def _is_typeable(answer: AcceptedText) -> bool:
    texts = (answer.text.in_(language).strip() for language in LANGUAGES)
    return (
        all(is_one_line(text, most=MOST_TYPED) for text in texts) and ("",) not in answer.patterns
    )


def _cloze_problem(question: ClozeQuestion) -> str:
    keys = Counter(blank.key for blank in question.blanks)
    if not keys or max(keys.values()) > 1:
        return "a gap or more is needed, with different keys"
    for language in LANGUAGES:
        if Counter(GAP.findall(question.text.in_(language))) != keys:
            return f"the text ({language}) does not name each gap once"
    if any(blank.weight < 1 for blank in question.blanks):
        return "a gap weighs nothing"
    return next((words for blank in question.blanks if (words := _blank_problem(blank))), "")


def _blank_problem(blank: Blank) -> str:
    if not isinstance(blank, ChoiceBlank):
        return _typed_problem(blank)
    if words := _few(blank.options):
        return words
    is_one = sum(option.is_right for option in blank.options) == 1
    return "" if is_one and _is_fair(blank.options) else "a gap has not one right option"


def _hotspot_problem(question: HotspotQuestion) -> str:
    right = sum(region.is_right for region in question.regions)
    if not right or (question.choose and right > question.choose):
        return "not the right number of right regions"
    return "" if all(map(_is_drawn, question.regions)) else "a region has no outline"


def _is_drawn(region: Region) -> bool:
    count = len(region.points)
    if region.shape == "polygon":
        return count >= LEAST_POLYGON and count % 2 == 0
    return count == CORNERS.get(region.shape)


def _rubric_problem(rubric: Sequence[Criterion]) -> str:
    if words := _few(rubric, least=1):
        return words
    for criterion in rubric:
        keys = {level.key for level in criterion.levels}
        if not criterion.levels or len(keys) < len(criterion.levels):
            return "a criterion has no levels, or two with one key"
    return "" if all(each.most > 0 for each in rubric) else "a criterion earns nothing"
