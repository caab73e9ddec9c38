"""questions.yaml: five kinds of question, the answer written once for all languages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints

from lms.catalog.package.shapes.base import Cited, Key, Shape, Words3

Objective = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$")
]


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


QuestionShape = Annotated[
    SingleChoice | MultipleResponse | TrueFalse | Matching | Ordering, Field(discriminator="type")
]


class QuestionsShape(RootModel[Annotated[tuple[QuestionShape, ...], Field(strict=False)]]):
    """The list of a unit's, or the course test's, questions."""
