"""What a trainee is told about each question of a closed attempt, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Literal

from lms.assessment.rules.answer_words import answer_words, notes_on, right_words
from lms.assessment.rules.evidence import FileLine
from lms.assessment.rules.grading import ALL_RIGHT, grade, right_response
from lms.assessment.rules.marking import Mark, chosen_levels
from lms.assessment.rules.pictures import ShownPicture, picture_in
from lms.assessment.rules.questions import (
    GAP,
    ClozeQuestion,
    DescriptionQuestion,
    EssayQuestion,
    HotspotQuestion,
    MarkedQuestion,
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
class MarkedLine:
    """What a trainer gave on one criterion."""

    criterion: str
    level: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class SlotReview:
    """Feedback on one question: fields as the `feedback` macro prints them.

    words and source are left for the page, which knows the interface's language and the
    titles of the course's sources. is_typed: answers are in whatever script was typed.
    marks, remark: what a trainer gave and wrote; part: how much of the question that is.
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
    files: tuple[FileLine, ...] = ()
    marks: tuple[MarkedLine, ...] = ()
    remark: str = ""
    part: Fraction | None = None
    picture: ShownPicture | None = None
    is_asked: bool = True


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
    mark: Mark | None = None,
) -> SlotReview:
    """One question's feedback; `test` tells neither the right answer nor why.

    What a trainer gave an answer is told in any case: it is about that answer alone.
    """
    state = review_state(question, response, mark=mark)
    is_to_mark = isinstance(question, MarkedQuestion)
    is_told = shown != "test"
    return SlotReview(
        position=position,
        key=key,
        state=state,
        title=f"{position}. {title_of(question, language)}",
        answers=answer_words(question, response, language),
        right=right_words(question, language)
        if is_told and state == "again" and not is_to_mark
        else (),
        notes=notes_on(question, response, language) if is_told else (),
        text=question.explanation.in_(language) if is_told and question.explanation else "",
        sources=question.sources,
        is_typed=is_typed(question),
        marks=marked_lines(question, mark, language),
        remark=mark.remark if mark else "",
        part=mark.part if mark else None,
        picture=_picture(question, response, language, is_told=is_told),
        is_asked=not isinstance(question, DescriptionQuestion),
    )


def is_typed(question: Question) -> bool:
    """Whether answers are whole lines in whatever script was typed."""
    if isinstance(question, ClozeQuestion):
        return len(question.blanks) == 1
    return isinstance(question, TypedQuestion | EssayQuestion)


def marked_lines(question: Question, mark: Mark | None, language: str) -> tuple[MarkedLine, ...]:
    """Each criterion of a marked answer with the level it was given."""
    if mark is None or not isinstance(question, MarkedQuestion):
        return ()
    return tuple(
        MarkedLine(
            each.criterion.text.in_(language), each.level.text.in_(language), each.level.points,
            each.criterion.most,
        )
        for each in chosen_levels(question.rubric, mark.levels)
    )  # fmt: skip


def _picture(
    question: Question, response: Response, language: str, *, is_told: bool
) -> ShownPicture | None:
    """The picture with what was chosen, and what is right where that is told."""
    if not isinstance(question, HotspotQuestion):
        return None
    right = right_response(question) if is_told else ()
    return picture_in(question, language, chosen=response, right=right)


def review_state(
    question: Question, response: Response, *, mark: Mark | None = None
) -> ReviewState:
    """How an answer stands; `waiting` until a trainer has marked it."""
    if isinstance(question, UngradedQuestion):
        return "ungraded"
    part = mark.part if mark else grade(question, response)
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
