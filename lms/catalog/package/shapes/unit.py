"""unit.yaml and translations.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from lms.catalog.package.shapes.base import Cited, Jurisdiction, Key, Minutes, Shape, Words, Words3
from lms.catalog.package.shapes.course import AttemptsShape
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
    """A lesson, scenario or practical; its content is in the file of that name."""

    key: Key
    type: Literal["lesson", "scenario", "practical"]
    minutes: Minutes
    title: Words3


class QuizShape(AttemptsShape):
    key: Key
    type: Literal["quiz"]
    minutes: Minutes
    title: Words3


AnyActivity = Annotated[ActivityShape | QuizShape, Field(discriminator="type")]


class NOfShape(Shape):
    n: int = Field(ge=1)
    rules: tuple[RuleShape, ...] = Field(strict=False, min_length=1)


class RuleShape(Shape):
    """One of: {type, activity}, {all: […]}, {any: […]}, {n_of: {n, rules}}."""

    type: Literal["view", "quiz", "scenario", "signoff"] | None = None
    activity: Key | None = None
    all: tuple[RuleShape, ...] | None = Field(None, strict=False, min_length=1)
    any: tuple[RuleShape, ...] | None = Field(None, strict=False, min_length=1)
    n_of: NOfShape | None = None

    @model_validator(mode="after")
    def one_form(self) -> RuleShape:
        """A rule is a leaf or one branch."""
        is_leaf = self.type is not None and self.activity is not None
        is_half_leaf = (self.type is None) != (self.activity is None)
        branches = sum(part is not None for part in (self.all, self.any, self.n_of))
        if is_half_leaf or is_leaf + branches != 1:
            raise PydanticCustomError(
                "rule_form", "a rule is {type, activity}, or one of all, any and n_of"
            )
        if self.n_of and self.n_of.n > len(self.n_of.rules):
            raise PydanticCustomError("rule_n", "n is larger than the number of rules")
        return self


class UnitShape(Shape):
    key: Key
    title: Words3
    objectives: tuple[ObjectiveShape, ...] = Field(strict=False, min_length=1, max_length=12)
    facts: tuple[FactShape, ...] = Field((), strict=False, max_length=60)
    sources: tuple[Cited, ...] = Field((), strict=False, max_length=40)
    content_notice: Words3 | None = None
    activities: tuple[AnyActivity, ...] = Field(strict=False, min_length=1, max_length=4)
    completion: RuleShape


class TranslationState(Shape):
    """source_sha256: of the source text that this translation was made from."""

    state: Literal["missing", "draft", "reviewed", "stale"]
    source_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class TranslationsShape(RootModel[dict[str, dict[Language, TranslationState]]]):
    """By the text's path (`questions/u01-q01/text`), then by language."""
