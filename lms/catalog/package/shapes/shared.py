"""The files beside the packages: sources, pathways, telephone numbers, terms."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints

from lms.catalog.package.shapes.base import (
    ClauseKey,
    Day,
    Jurisdiction,
    Key,
    Line,
    Shape,
    Version,
    Words,
    Words3,
)
from lms.catalog.package.shapes.course import CertificateTermsShape


class SourceShape(Shape):
    key: Key
    title: Words3
    issuer: Words3
    year: int = Field(ge=1900, le=2100)
    jurisdiction: Jurisdiction
    last_verified: Day | None
    verified_by: Line | None
    note: Words | None = None


class SourcesShape(RootModel[Annotated[tuple[SourceShape, ...], Field(strict=False)]]):
    """Every citation once."""


class ClauseShape(Shape):
    """A sentence of the Joint Statement that courses serve."""

    key: ClauseKey
    text: Words3


class ClausesShape(RootModel[Annotated[tuple[ClauseShape, ...], Field(strict=False)]]):
    """Every clause once."""


class PathwayCertificateShape(CertificateTermsShape):
    """The certificate of a pathway; its courses' own are approved where they need it."""


class PathwayShape(Shape):
    key: Key
    version: Version
    title: Words3
    courses: tuple[Key, ...] = Field(strict=False, min_length=1, max_length=40)
    certificate: PathwayCertificateShape


class PlannedCourseShape(Shape):
    """prerequisites: so that a loop is found before the course is written."""

    key: Key
    title: Words3
    prerequisites: tuple[Key, ...] = Field((), strict=False, max_length=12)


class ProgrammeShape(Shape):
    """Pathways, and the titles of courses that are not published yet."""

    pathways: tuple[PathwayShape, ...] = Field(strict=False)
    courses: tuple[PlannedCourseShape, ...] = Field((), strict=False)


class HotlineShape(Shape):
    key: Key
    number: Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{2,15}$")]
    title: Words3
    jurisdiction: Jurisdiction
    last_verified: Day | None
    source_note: Words | None = None


class HotlinesShape(RootModel[Annotated[tuple[HotlineShape, ...], Field(strict=False)]]):
    """Telephone numbers, never written in lesson text."""


class TermShape(Shape):
    """A row of glossary.csv; confidence H sure, M usable, L not to be printed yet."""

    en: Line
    ar: Line
    ckb: Line
    domain: Line
    conf_ar: Literal["H", "M", "L"]
    conf_ckb: Literal["H", "M", "L"]
    note: str
