"""questions.yaml: every kind of question, the answer written once for all languages."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, RootModel, StringConstraints
from pydantic_core import PydanticCustomError

from lms.catalog.package.shapes.base import Cited, Key, Shape, Words3
from lms.catalog.package.shapes.marking import CriterionShape
from lms.catalog.rules import MOST_LINES, MOST_TARGETS

Objective = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$")
]
Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,12})?$")]
Tolerance = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$")]


def _percent(value: object, least: int) -> int | str:
    """A whole percentage, or one with decimals in quotes, as Moodle writes a third: "33.33333"."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,7})?", value):
        is_within = least <= Decimal(value) <= MOST_PERCENT
    else:
        is_within = type(value) is int and least <= value <= MOST_PERCENT
    if not is_within or not isinstance(value, int | str):
        words = f'write a percentage from {least} to 100, as in 50 or "33.33333"'
        raise PydanticCustomError("percent", "{words}", {"words": words})
    return value


MOST_PERCENT = 100
Percent = Annotated[int | str, PlainValidator(partial(_percent, least=0))]
SignedPercent = Annotated[int | str, PlainValidator(partial(_percent, least=-100))]
Words = Annotated[int, Field(ge=1, le=3000)]


class OptionShape(Shape):
    key: Key
    text: Words3


class ChoiceOptionShape(OptionShape):
    """fraction: what choosing it earns, by `weights` or beside the one correct option.

    last: stays at the end when options are shuffled ("none of these").
    """

    correct: bool = False
    fraction: SignedPercent | None = None
    feedback: Words3 | None = None
    last: bool = False


class StemShape(OptionShape):
    match: Key


class FeedbackShape(Shape):
    """What is said to an answer that is wholly, partly, or not at all right."""

    correct: Words3 | None = None
    partial: Words3 | None = None
    incorrect: Words3 | None = None


class QuestionBase(Shape):
    """mark: the points of the question."""

    key: Key
    objective: Objective
    use: Literal["unit", "test", "both"] = "unit"
    absolute: bool = False
    mark: int = Field(1, ge=1, le=100)
    tags: tuple[Key, ...] = Field((), strict=False, max_length=12)
    sources: tuple[Cited, ...] = Field((), strict=False, max_length=12)
    text: Words3
    explanation: Words3
    feedback: FeedbackShape | None = None


class SingleChoice(QuestionBase):
    type: Literal["single_choice"]
    options: tuple[ChoiceOptionShape, ...] = Field(
        strict=False, min_length=2, max_length=MOST_LINES
    )
    shuffle: bool = True


class MultipleResponse(QuestionBase):
    """say_count: the page says how many to choose, instead of "every one that is right"."""

    type: Literal["multiple_response"]
    options: tuple[ChoiceOptionShape, ...] = Field(
        strict=False, min_length=2, max_length=MOST_LINES
    )
    grading: Literal["partial_floor0", "all_or_nothing", "weights"] = "partial_floor0"
    shuffle: bool = True
    say_count: bool = False


class TrueFalse(QuestionBase):
    type: Literal["true_false"]
    answer: bool
    feedback_true: Words3
    feedback_false: Words3


class Matching(QuestionBase):
    type: Literal["matching"]
    stems: tuple[StemShape, ...] = Field(strict=False, min_length=2, max_length=MOST_LINES)
    options: tuple[OptionShape, ...] = Field(strict=False, min_length=3, max_length=MOST_TARGETS)
    shuffle: bool = True


class Ordering(QuestionBase):
    """grading: neighbours in order, all or nothing, or the longest run that is in order."""

    type: Literal["ordering"]
    items: tuple[OptionShape, ...] = Field(strict=False, min_length=2, max_length=MOST_LINES)
    grading: Literal["adjacent", "exact", "longest"] = "adjacent"


class AnswerShape(Shape):
    """What may be typed; fraction: the part of the question, in percent, that it earns."""

    key: Key
    fraction: Percent = 100
    feedback: Words3 | None = None


class TextAnswerShape(AnswerShape):
    r"""text: a pattern in each language; `*` stands for anything, `\*` for itself."""

    text: Words3


class ShortAnswer(QuestionBase):
    """fold: hamza, teh marbuta and the like do not matter; case: capitals do."""

    type: Literal["short_answer"]
    answers: tuple[TextAnswerShape, ...] = Field(strict=False, min_length=1, max_length=MOST_LINES)
    fold: bool = True
    case: bool = False


class NumberAnswerShape(AnswerShape):
    """A number and how far from it is near enough, all from `min` to `max`, or any other."""

    kind: Literal["absolute", "relative", "range", "any"] = "absolute"
    value: Number | None = None
    tolerance: Tolerance | None = None
    min: Number | None = None
    max: Number | None = None


class UnitOfMeasureShape(Shape):
    """A unit that may be written with the number; per_base: how many make one of the first."""

    text: Words3
    per_base: Tolerance = "1"


class Numeric(QuestionBase):
    type: Literal["numeric"]
    answers: tuple[NumberAnswerShape, ...] = Field(
        strict=False, min_length=1, max_length=MOST_LINES
    )
    units: tuple[UnitOfMeasureShape, ...] = Field((), strict=False, max_length=8)
    unit_needed: bool = False


class BlankShape(Shape):
    """A gap in a text, written [[key]] in each language; weight: its share of the question."""

    key: Key
    weight: int = Field(1, ge=1, le=100)


class ChoiceBlank(BlankShape):
    type: Literal["choice"]
    options: tuple[ChoiceOptionShape, ...] = Field(
        strict=False, min_length=2, max_length=MOST_LINES
    )


class TextBlank(BlankShape):
    type: Literal["short_answer"]
    answers: tuple[TextAnswerShape, ...] = Field(strict=False, min_length=1, max_length=MOST_LINES)
    fold: bool = True
    case: bool = False


class NumberBlank(BlankShape):
    type: Literal["numeric"]
    answers: tuple[NumberAnswerShape, ...] = Field(
        strict=False, min_length=1, max_length=MOST_LINES
    )


AnyBlank = Annotated[ChoiceBlank | TextBlank | NumberBlank, Field(discriminator="type")]


class Cloze(QuestionBase):
    """A text with gaps, as in `must be told [[b1]] of the reason`."""

    type: Literal["cloze"]
    blanks: tuple[AnyBlank, ...] = Field(strict=False, min_length=1, max_length=MOST_LINES)


class PictureShape(Shape):
    """A picture in the unit's `images/` folder; alt: what it shows, for who cannot see it."""

    file: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$", max_length=60)]
    width: int = Field(ge=16, le=4000)
    height: int = Field(ge=16, le=4000)
    alt: Words3


class RegionShape(OptionShape):
    """A part of a picture: [x, y, width, height], [x, y, radius], or the corners of a polygon.

    In pixels of the picture; text: what is there, read out and chosen from a list.
    """

    shape: Literal["rectangle", "circle", "polygon"]
    points: tuple[int, ...] = Field(strict=False, min_length=3, max_length=40)
    correct: bool = False
    feedback: Words3 | None = None


class Hotspot(QuestionBase):
    """choose: how many regions may be chosen at most; 0 means any number."""

    type: Literal["hotspot"]
    picture: PictureShape
    regions: tuple[RegionShape, ...] = Field(strict=False, min_length=2, max_length=MOST_LINES)
    choose: int = Field(1, ge=0, le=20)


class Essay(QuestionBase):
    """A text that a trainer marks by the rubric; template: what stands in the field at first."""

    type: Literal["essay"]
    rubric: tuple[CriterionShape, ...] = Field(strict=False, min_length=1, max_length=12)
    min_words: Words | None = None
    max_words: Words | None = None
    template: Words3 | None = None


class FileEvidence(QuestionBase):
    """Files that a trainer marks by the rubric; max_kilobytes: of each file.

    No PDF: nothing here takes everything out of one that may name a person or a place.
    """

    type: Literal["file_evidence"]
    rubric: tuple[CriterionShape, ...] = Field(strict=False, min_length=1, max_length=12)
    accept: tuple[Literal["image", "text"], ...] = Field(
        ("image",), strict=False, min_length=1, max_length=2
    )
    max_files: int = Field(1, ge=1, le=5)
    max_kilobytes: int = Field(4096, ge=64, le=10_240)


class Likert(QuestionBase):
    """An opinion on a scale: never graded."""

    type: Literal["likert"]
    scale: tuple[OptionShape, ...] = Field(strict=False, min_length=2, max_length=11)


class Description(QuestionBase):
    """Something to read between questions: never graded, and nothing is asked."""

    type: Literal["description"]


QuestionShape = Annotated[
    SingleChoice | MultipleResponse | TrueFalse | Matching | Ordering | ShortAnswer | Numeric
    | Cloze | Hotspot | Essay | FileEvidence | Likert | Description,
    Field(discriminator="type"),
]  # fmt: skip


class QuestionsShape(RootModel[Annotated[tuple[QuestionShape, ...], Field(strict=False)]]):
    """The list of a unit's, or the course test's, questions."""
