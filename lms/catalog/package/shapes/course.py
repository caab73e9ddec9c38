"""course.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from lms.catalog.package.shapes.base import Key, Line, Minutes, Shape, Version, Words3
from lms.catalog.package.shapes.rules import AvailabilityShape
from lms.core.text import Language


class HoursShape(Shape):
    online: int = Field(ge=0, le=200)
    in_person: int = Field(ge=0, le=200)


class CooldownShape(Shape):
    after_attempt: int = Field(ge=1, le=20)
    minutes: int = Field(ge=1, le=100_000)


class TestShape(Shape):
    """The course test; draw takes every absolute item, the rest in equal shares by unit."""

    title: Words3
    draw: int = Field(ge=1, le=100)
    pass_percent: int = Field(ge=1, le=100)
    max_attempts: int = Field(ge=0, le=20)
    cooldowns: tuple[CooldownShape, ...] = Field((), strict=False, max_length=10)
    minutes: Minutes
    time_limit_minutes: Minutes | None = None
    availability: AvailabilityShape | None = None


class CertificateShape(Shape):
    code: Key
    title: Words3
    valid_months: int = Field(ge=1, le=120)
    posts: tuple[Words3, ...] = Field(strict=False, min_length=1, max_length=3)


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
    clauses: tuple[Annotated[str, StringConstraints(pattern=r"^S\d{1,2}$")], ...] = Field(
        (), strict=False
    )
    units: tuple[Key, ...] = Field(strict=False, min_length=1, max_length=40)
    test: TestShape
    certificate: CertificateShape
