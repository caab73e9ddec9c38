"""What a trainee is told about each question of a closed attempt, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Literal

from lms.assessment.rules.answer_words import answer_words, notes_on, right_words
from lms.assessment.rules.grading import ALL_RIGHT, grade, right_response
from lms.assessment.rules.pictures import ShownPicture, picture_in
from lms.assessment.rules.questions import (
    GAP,
    ClozeQuestion,
    DescriptionQuestion,
    EssayQuestion,
    HotspotQuestion,
    Question,
    TypedQuestion,
    UngradedQuestion,
)
from lms.assessment.rules.responses import Response
from lms.catalog.rules import Citation

Shown = Literal["practice", "test", "test_closed"]
ReviewState = Literal["done", "again", "waiting", "ungraded"]


@dataclass(frozen=True, slots=True)
class SlotReview:
    """Feedback on one question: fields as the `feedback` macro prints them.

    words and source are left for the page, which knows the interface's language and the
    titles of the course's sources. is_typed: answers are in whatever script was typed.
    is_asked: whether there was anything to answer.
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
    picture: ShownPicture | None = None
    is_asked: bool = True


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
    state = review_state(question, response)
    is_told = shown != "test"
    return SlotReview(
        position=position,
        key=key,
        state=state,
        title=f"{position}. {title_of(question, language)}",
        answers=answer_words(question, response, language),
        right=right_words(question, language) if is_told and state == "again" else (),
        notes=notes_on(question, response, language) if is_told else (),
        text=question.explanation.in_(language) if is_told and question.explanation else "",
        sources=question.sources,
        is_typed=is_typed(question),
        picture=_picture(question, response, language, is_told=is_told),
        is_asked=not isinstance(question, DescriptionQuestion),
    )


def is_typed(question: Question) -> bool:
    """Whether answers are whole lines in whatever script was typed."""
    if isinstance(question, ClozeQuestion):
        return len(question.blanks) == 1
    return isinstance(question, TypedQuestion | EssayQuestion)


def _picture(
    question: Question, response: Response, language: str, *, is_told: bool
) -> ShownPicture | None:
    """The picture with what was chosen, and what is right where that is told."""
    if not isinstance(question, HotspotQuestion):
        return None
    right = right_response(question) if is_told else ()
    return picture_in(question, language, chosen=response, right=right)


def review_state(question: Question, response: Response) -> ReviewState:
    """How an answer stands; `waiting` until a trainer has marked it."""
    if isinstance(question, UngradedQuestion):
        return "ungraded"
    part = grade(question, response)
    if part is None:
        return "waiting"
    return "done" if part == ALL_RIGHT else "again"


def title_of(question: Question, language: str) -> str:
    """The question's text, each gap as `…`, with its number where there are more."""
    text = question.text.in_(language)
    if not isinstance(question, ClozeQuestion):
        return text
    numbers = count(1)
    is_one = len(question.blanks) == 1
    return GAP.sub(lambda _gap: "…" if is_one else f"({next(numbers)}) …", text)
