"""What a trainee is told about each question of a closed attempt, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lms.assessment.rules.grading import ALL_RIGHT, Response, grade, right_response
from lms.assessment.rules.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    Question,
)
from lms.catalog.rules import Citation

Shown = Literal["practice", "test", "test_closed"]


@dataclass(frozen=True, slots=True)
class SlotReview:
    """Feedback on one question: fields as the `feedback` macro prints them.

    words and source are left for the page, which knows the interface's language and the
    titles of the course's sources.
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


def what_is_shown(kind: str, *, is_passed: bool, is_another_left: bool) -> Shown:
    """A test keeps its answers to itself while it may be taken again; practice hides nothing."""
    if kind != "test":
        return "practice"
    return "test_closed" if is_passed or not is_another_left else "test"


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
    right = answer_words(question, right_response(question), language)
    return SlotReview(
        position=position,
        key=key,
        state="done" if is_right else "again",
        title=f"{position}. {question.text.in_(language)}",
        answers=answer_words(question, response, language),
        right=right if is_told and not is_right else (),
        notes=_notes(question, response, language) if is_told else (),
        text=explanation if is_told else "",
        sources=question.sources,
    )


def answer_words(question: Question, response: Response, language: str) -> tuple[str, ...]:
    """An answer as lines to read: options chosen, `stem: option` pairs, or lines in order."""
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
    """What the package says to who chose an option."""
    if not isinstance(question, ChoiceQuestion):
        return ()
    return tuple(
        option.feedback.in_(language)
        for option in question.options
        if option.feedback and option.key in response
    )
