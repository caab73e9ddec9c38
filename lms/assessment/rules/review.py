"""What a trainee is told about each question of a closed attempt, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lms.assessment.rules.grading import (
    ALL_RIGHT,
    Response,
    best_accepted,
    grade,
    right_response,
)
from lms.assessment.rules.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    Question,
    TypedQuestion,
)
from lms.catalog.quizzes import ReviewPreset
from lms.catalog.rules import Citation

Shown = Literal["practice", "test", "test_closed", "score_only"]


@dataclass(frozen=True, slots=True)
class SlotReview:
    """Feedback on one question: fields as the `feedback` macro prints them.

    words and source are left for the page, which knows the interface's language and the
    titles of the course's sources. is_typed: answers are in whatever script was typed.
    """

    position: int
    key: str
    state: Literal["done", "again"]
    title: str
    answers: tuple[str, ...]
    right: tuple[str, ...]
    notes: tuple[str, ...]
    text: str
    sources: tuple[Citation, ...]
    words: str = ""
    source: str = ""
    is_typed: bool = False


def what_is_shown(
    kind: str, *, is_passed: bool, is_another_left: bool, preset: ReviewPreset | None = None
) -> Shown:
    """A test keeps its answers to itself while it may be taken again; practice hides nothing.

    preset: what the package says; without one, the course test is a test and a quiz practice.
    `test_after_close` tells until then not even which answers were right.
    """
    wanted = preset or ("test" if kind == "test" else "practice")
    if kind == "remedial" or wanted == "practice":
        return "practice"
    if is_passed or not is_another_left:
        return "test_closed"
    return "test" if wanted == "test" else "score_only"


def review_slot(
    question: Question,
    response: Response,
    *,
    position: int,
    key: str,
    language: str,
    shown: Shown = "practice",
) -> SlotReview:
    """One question's feedback; `test` tells neither the right answer nor why."""
    is_right = grade(question, response) == ALL_RIGHT
    is_told = shown != "test"
    explanation = question.explanation.in_(language) if question.explanation else ""
    return SlotReview(
        position=position,
        key=key,
        state="done" if is_right else "again",
        title=f"{position}. {question.text.in_(language)}",
        answers=answer_words(question, response, language),
        right=right_words(question, language) if is_told and not is_right else (),
        notes=_notes(question, response, language) if is_told else (),
        text=explanation if is_told else "",
        sources=question.sources,
        is_typed=isinstance(question, TypedQuestion),
    )


def right_words(question: Question, language: str) -> tuple[str, ...]:
    """The fully right answer as lines to read."""
    if isinstance(question, TypedQuestion):
        return (question.answers[0].words_in(language),)
    return answer_words(question, right_response(question), language)


def accepted_words(question: Question, language: str) -> tuple[str, ...]:
    """Every answer that earns something, those that do not earn all with their share."""
    if not isinstance(question, TypedQuestion):
        return right_words(question, language)
    return tuple(
        each.words_in(language) + (f" ({each.fraction * 100} %)" if each.fraction < 1 else "")
        for each in question.answers
        if each.fraction
    )


def answer_words(question: Question, response: Response, language: str) -> tuple[str, ...]:
    """An answer as lines to read: options, `stem: option` pairs, lines in order, what was typed."""
    if isinstance(question, TypedQuestion):
        return (response,) if isinstance(response, str) and response else ()
    if isinstance(question, MatchingQuestion):
        options = {option.key: option.text.in_(language) for option in question.options}
        given = response if isinstance(response, dict) else {}
        arrow = "→" if language == "en" else "←"  # the way of reading; bidi does not turn it
        return tuple(
            f"{stem.text.in_(language)} {arrow} {options[given[stem.key]]}"
            for stem in question.stems
            if stem.key in given
        )
    if isinstance(question, ChoiceQuestion):
        return _texts(((each.key, each.text.in_(language)) for each in question.options), response)
    lines = {item.key: item.text.in_(language) for item in question.items}
    return tuple(f"{place}. {lines[key]}" for place, key in enumerate(response, start=1))


def _texts(lines: Iterable[tuple[str, str]], keys: Response) -> tuple[str, ...]:
    return tuple(text for key, text in lines if key in keys)


def _notes(question: Question, response: Response, language: str) -> tuple[str, ...]:
    """What the package says to who chose an option, or typed what fits an answer."""
    if isinstance(question, TypedQuestion):
        best = best_accepted(question, response) if isinstance(response, str) else None
        return (best.feedback.in_(language),) if best and best.feedback else ()
    if not isinstance(question, ChoiceQuestion):
        return ()
    return tuple(
        option.feedback.in_(language)
        for option in question.options
        if option.feedback and option.key in response
    )
