"""The JSON Schema of every file of the format."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from lms.catalog.package.shapes.contents import PracticalShape, ScenarioShape
from lms.catalog.package.shapes.course import CourseShape
from lms.catalog.package.shapes.questions import QuestionsShape
from lms.catalog.package.shapes.shared import HotlinesShape, ProgrammeShape, SourcesShape
from lms.catalog.package.shapes.unit import TranslationsShape, UnitShape

SHAPES: dict[str, type[BaseModel]] = {
    "course.yaml": CourseShape,
    "unit.yaml": UnitShape,
    "questions.yaml": QuestionsShape,
    "scenario.yaml": ScenarioShape,
    "practical.yaml": PracticalShape,
    "translations.yaml": TranslationsShape,
    "sources.yaml": SourcesShape,
    "programme.yaml": ProgrammeShape,
    "hotlines.yaml": HotlinesShape,
}


def json_schema() -> dict[str, Any]:
    """By file name, the schema of its content."""
    return {name: shape.model_json_schema() for name, shape in SHAPES.items()}
