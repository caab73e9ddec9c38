"""course.yaml."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lms.catalog.certifying import Approval, RecertDateFrom
from lms.catalog.package.shapes.base import ClauseKey, Key, Line, Minutes, Shape, Version, Words3
from lms.catalog.package.shapes.rules import AvailabilityShape
from lms.catalog.quizzes import GradeMethod, OverduePolicy, ReviewPreset
from lms.core.text import Language


class HoursShape(Shape):
    online: int = Field(ge=0, le=200)
    in_person: int = Field(ge=0, le=200)


class CooldownShape(Shape):
    after_attempt: int = Field(ge=1, le=20)
    minutes: int = Field(ge=1, le=100_000)


class AttemptsShape(Shape):
    """What a quiz and the course test say about their attempts."""

    draw: int = Field(ge=1, le=100)
    pass_percent: int = Field(ge=1, le=100)
    max_attempts: int = Field(ge=0, le=20)
    cooldowns: tuple[CooldownShape, ...] = Field((), strict=False, max_length=10)
    time_limit_minutes: Minutes | None = None
    overdue_policy: OverduePolicy = "auto_submit"
    grace_minutes: int | None = Field(None, ge=1, le=60)
    grade_method: GradeMethod = "highest"
    review: ReviewPreset | None = None

    @model_validator(mode="after")
    def overdue_belongs_to_time(self) -> Self:
        """What happens when the time is over is said where there is a time, and in full."""
        if self.overdue_policy != "auto_submit" and self.time_limit_minutes is None:
            raise PydanticCustomError(
                "overdue_untimed", "`overdue_policy` is written with `time_limit_minutes`"
            )
        if (self.overdue_policy == "grace") != (self.grace_minutes is not None):
            raise PydanticCustomError(
                "grace_minutes", "`grace_minutes` is written with `overdue_policy: grace`, and only"
                " then",
            )  # fmt: skip
        return self


class TestShape(AttemptsShape):
    """The course test; draw takes every absolute item, the rest in equal shares by unit."""

    title: Words3
    minutes: Minutes
    availability: AvailabilityShape | None = None


class CertificateTermsShape(Shape):
    """renew_window_days: before the end; grace_days: after it, in which it can still be renewed."""

    code: Key
    title: Words3
    valid_months: int = Field(ge=1, le=120)
    posts: tuple[Words3, ...] = Field(strict=False, min_length=1, max_length=3)
    renew_window_days: int = Field(90, ge=0, le=730)
    grace_days: int = Field(0, ge=0, le=365)
    recert_date_from: RecertDateFrom = "completion"

    @model_validator(mode="after")
    def window_lies_in_the_validity(self) -> Self:
        """A window as long as the validity would be open from the first day."""
        is_said = "renew_window_days" in self.model_fields_set
        if is_said and self.renew_window_days > self.valid_months * 28 - 1:
            raise PydanticCustomError(
                "renew_window", "`renew_window_days` is shorter than `valid_months`"
            )
        return self


class CertificateShape(CertificateTermsShape):
    """The certificate of a course, and who issues it."""

    approval: Approval = "automatic"


class CourseShape(Shape):
    key: Key
    version: Version
    source_language: Language
    title: Words3
    summary: Words3
    aims: tuple[Words3, ...] = Field(strict=False, min_length=1, max_length=12)
    audience: Words3
    hours: HoursShape
    prerequisites: tuple[Key, ...] = Field((), strict=False, max_length=12)
    licence: Line
    clauses: tuple[ClauseKey, ...] = Field((), strict=False)
    units: tuple[Key, ...] = Field(strict=False, min_length=1, max_length=40)
    test: TestShape
    certificate: CertificateShape
