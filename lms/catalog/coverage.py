"""What a published course serves and assesses, objective by objective, read from its manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.core.text import Text

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of the Joint Statement."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class ObservedLine:
    """A line of a unit's practical. objective: the one that is seen in it, where one is named."""

    text: Text
    is_critical: bool
    objective: str | None


@dataclass(frozen=True, slots=True)
class CoveredObjective:
    """questions: the keys of those that ask about it, the course test's own among them."""

    key: str
    text: Text
    questions: tuple[str, ...]
    absolute: int
    lines: tuple[ObservedLine, ...]


@dataclass(frozen=True, slots=True)
class CoveredUnit:
    """lines: of its practical that name no objective, since all of them are seen in it."""

    key: str
    position: int
    title: Text
    objectives: tuple[CoveredObjective, ...]
    lines: tuple[ObservedLine, ...]


@dataclass(frozen=True, slots=True)
class CourseCoverage:
    """One version of a course, the clauses that it serves, and how each objective is assessed."""

    course_key: str
    version: str
    title: Text
    clauses: tuple[Clause, ...]
    units: tuple[CoveredUnit, ...]


def decode_coverage(manifest: bytes) -> CourseCoverage:
    """The coverage of the course that a manifest describes."""
    content = json.loads(manifest)
    course = content["course"]
    return CourseCoverage(
        course_key=course["key"],
        version=course["version"],
        title=Text.from_mapping(course["title"]),
        clauses=tuple(
            Clause(each["key"], Text.from_mapping(each["text"]))
            for each in content.get("clauses", ())
        ),
        units=tuple(
            _unit(each, content["test"], at) for at, each in enumerate(content["units"], 1)
        ),
    )


def _unit(content: Json, test: list[Json], position: int) -> CoveredUnit:
    unit = content["unit"]
    lines = tuple(_line(each) for each in content.get("practical", {}).get("lines", ()))
    asked = [*_asked(content, test, unit["key"])]
    return CoveredUnit(
        key=unit["key"],
        position=position,
        title=Text.from_mapping(unit["title"]),
        objectives=tuple(_objective(each, asked, lines) for each in unit["objectives"]),
        lines=tuple(line for line in lines if line.objective is None),
    )


def _line(content: Json) -> ObservedLine:
    return ObservedLine(
        Text.from_mapping(content["text"]),
        is_critical=content.get("critical", False),
        objective=content.get("objective"),
    )


def _asked(content: Json, test: list[Json], unit_key: str) -> Iterator[tuple[str, Json]]:
    """Each question with its objective: the unit's, then the course test's about this unit."""
    for question in content.get("questions", ()):
        yield question["objective"], question
    for question in test:
        unit, _, objective = question["objective"].partition("/")
        if unit == unit_key:
            yield objective, question


def _objective(
    content: Json, asked: list[tuple[str, Json]], lines: tuple[ObservedLine, ...]
) -> CoveredObjective:
    questions = [question for key, question in asked if key == content["key"]]
    return CoveredObjective(
        key=content["key"],
        text=Text.from_mapping(content["text"]),
        questions=tuple(question["key"] for question in questions),
        absolute=sum(question.get("absolute", False) for question in questions),
        lines=tuple(line for line in lines if line.objective == content["key"]),
    )


def clauses_served(
    courses: tuple[CourseCoverage, ...],
) -> tuple[tuple[Clause, tuple[CourseCoverage, ...]], ...]:
    """Every clause that is served, in the order of the Statement's list, with its courses."""
    clauses = {clause.key: clause for course in courses for clause in course.clauses}
    return tuple(
        (
            clauses[key],
            tuple(one for one in courses if any(clause.key == key for clause in one.clauses)),
        )
        for key in sorted(clauses, key=lambda key: int(key[1:]))
    )
