"""What a trainee is told about each question of a closed attempt, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lms.assessment.rules.answer_words import answer_words, notes_on, right_words
from lms.assessment.rules.grading import ALL_RIGHT, grade
from lms.assessment.rules.questions import (
    GAP,
    ClozeQuestion,
    EssayQuestion,
    Question,
    TypedQuestion,
    UngradedQuestion,
)
from lms.assessment.rules.responses import Response
from lms.catalog.quizzes import ReviewPreset
from lms.catalog.rules import Citation

Shown = Literal["practice", "test", "test_closed", "score_only"]
ReviewState = Literal["done", "again", "waiting", "ungraded"]


@dataclass(frozen=True, slots=True)
class SlotReview:
    """Feedback on one question: fields as the `feedback` macro prints them.

    words and source are left for the page, which knows the interface's language and the
    titles of the course's sources. is_typed: answers are in whatever script was typed.
    """

    position: int
    key: str
    state: ReviewState
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
    state = review_state(question, response)
    is_told = shown != "test"
    explanation = question.explanation.in_(language) if question.explanation else ""
    return SlotReview(
        position=position,
        key=key,
        state=state,
        title=f"{position}. {title_of(question, language)}",
        answers=answer_words(question, response, language),
        right=right_words(question, language) if is_told and state == "again" else (),
        notes=notes_on(question, response, language) if is_told else (),
        text=explanation if is_told else "",
        sources=question.sources,
        is_typed=isinstance(question, TypedQuestion | ClozeQuestion | EssayQuestion),
    )


def review_state(question: Question, response: Response) -> ReviewState:
    """How an answer stands; `waiting` until a trainer has marked it."""
    if isinstance(question, UngradedQuestion):
        return "ungraded"
    part = grade(question, response)
    if part is None:
        return "waiting"
    return "done" if part == ALL_RIGHT else "again"


def title_of(question: Question, language: str) -> str:
    """The question's text, each gap as `…`."""
    text = question.text.in_(language)
    return GAP.sub("…", text) if isinstance(question, ClozeQuestion) else text
