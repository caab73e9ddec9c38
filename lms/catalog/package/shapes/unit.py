"""unit.yaml and translations.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from lms.catalog.package.shapes.base import Cited, Jurisdiction, Key, Minutes, Shape, Words, Words3
from lms.catalog.package.shapes.course import AttemptsShape
from lms.catalog.package.shapes.rules import AvailabilityShape, RuleShape
from lms.core.text import Language

Verb = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]


class ObjectiveShape(Shape):
    key: Key
    verb: Verb
    text: Words3


class FactShape(Shape):
    key: Key
    text: Words3
    sources: tuple[Cited, ...] = Field(strict=False, min_length=1, max_length=12)
    verification: Literal["checked", "to_verify"]
    check: Words | None = None
    jurisdiction: Jurisdiction

    @model_validator(mode="after")
    def check_belongs_to_verify(self) -> FactShape:
        """A reviewer must be told what to verify, and only where something is open."""
        if (self.verification == "to_verify") != (self.check is not None):
            raise PydanticCustomError(
                "fact_check", "`check` is written with `verification: to_verify`, and only then"
            )
        return self


class ActivityShape(Shape):
    """A lesson, scenario, practical or receipt; its content is in the file of that name."""

    key: Key
    type: Literal["lesson", "scenario", "practical", "receipt"]
    minutes: Minutes
    title: Words3


class QuizShape(AttemptsShape):
    key: Key
    type: Literal["quiz"]
    minutes: Minutes
    title: Words3


AnyActivity = Annotated[ActivityShape | QuizShape, Field(discriminator="type")]


class UnitShape(Shape):
    key: Key
    title: Words3
    objectives: tuple[ObjectiveShape, ...] = Field(strict=False, min_length=1, max_length=12)
    facts: tuple[FactShape, ...] = Field((), strict=False, max_length=60)
    sources: tuple[Cited, ...] = Field((), strict=False, max_length=40)
    content_notice: Words3 | None = None
    activities: tuple[AnyActivity, ...] = Field(strict=False, min_length=1, max_length=8)
    completion: RuleShape
    availability: AvailabilityShape | None = None

    def receipts(self) -> dict[str, str]:
        """By activity key, the name of each receipt's document without language and ending.

        The only one is receipt.LANG.md; of several, each bears its key: receipt-KEY.LANG.md.
        """
        keys = [activity.key for activity in self.activities if activity.type == "receipt"]
        return {key: "receipt" if len(keys) == 1 else f"receipt-{key}" for key in keys}


class TranslationState(Shape):
    """source_sha256: of the source text that this translation was made from."""

    state: Literal["missing", "draft", "reviewed", "stale"]
    source_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class TranslationsShape(RootModel[dict[str, dict[Language, TranslationState]]]):
    """By the text's path (`questions/u01-q01/text`), then by language."""
