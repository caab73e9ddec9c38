"""questions.yaml: seven kinds of question, the answer written once for all languages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints

from lms.catalog.package.shapes.base import Cited, Key, Shape, Words3

Objective = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$")
]
Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,12})?$")]
Tolerance = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$")]
Percent = Annotated[int, Field(ge=0, le=100)]


class OptionShape(Shape):
    key: Key
    text: Words3


class ChoiceOptionShape(OptionShape):
    correct: bool = False
    feedback: Words3 | None = None


class StemShape(OptionShape):
    match: Key


class QuestionBase(Shape):
    key: Key
    objective: Objective
    use: Literal["unit", "test", "both"] = "unit"
    absolute: bool = False
    tags: tuple[Key, ...] = Field((), strict=False, max_length=12)
    sources: tuple[Cited, ...] = Field((), strict=False, max_length=12)
    text: Words3
    explanation: Words3


class SingleChoice(QuestionBase):
    type: Literal["single_choice"]
    options: tuple[ChoiceOptionShape, ...] = Field(strict=False, min_length=2, max_length=8)


class MultipleResponse(QuestionBase):
    type: Literal["multiple_response"]
    options: tuple[ChoiceOptionShape, ...] = Field(strict=False, min_length=3, max_length=10)


class TrueFalse(QuestionBase):
    type: Literal["true_false"]
    answer: bool
    feedback_true: Words3
    feedback_false: Words3


class Matching(QuestionBase):
    type: Literal["matching"]
    stems: tuple[StemShape, ...] = Field(strict=False, min_length=2, max_length=10)
    options: tuple[OptionShape, ...] = Field(strict=False, min_length=3, max_length=12)


class Ordering(QuestionBase):
    type: Literal["ordering"]
    items: tuple[OptionShape, ...] = Field(strict=False, min_length=2, max_length=10)


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
    answers: tuple[TextAnswerShape, ...] = Field(strict=False, min_length=1, max_length=20)
    fold: bool = True
    case: bool = False


class NumberAnswerShape(AnswerShape):
    """A number and how far from it is near enough, or all from `min` to `max`."""

    kind: Literal["absolute", "relative", "range"] = "absolute"
    value: Number | None = None
    tolerance: Tolerance | None = None
    min: Number | None = None
    max: Number | None = None


class Numeric(QuestionBase):
    type: Literal["numeric"]
    answers: tuple[NumberAnswerShape, ...] = Field(strict=False, min_length=1, max_length=20)


QuestionShape = Annotated[
    SingleChoice | MultipleResponse | TrueFalse | Matching | Ordering | ShortAnswer | Numeric,
    Field(discriminator="type"),
]


class QuestionsShape(RootModel[Annotated[tuple[QuestionShape, ...], Field(strict=False)]]):
    """The list of a unit's, or the course test's, questions."""
