"""What a published course serves and assesses, objective by objective."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.catalog.rules import Objective, PracticalLine, PublishedCourse, PublishedUnit
from lms.core.text import Text

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of the Joint Statement."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class CoveredObjective:
    """questions: the keys of those that ask about it, the course test's own among them."""

    key: str
    text: Text
    questions: tuple[str, ...]
    absolute: int
    lines: tuple[PracticalLine, ...]


@dataclass(frozen=True, slots=True)
class CoveredUnit:
    """lines: of its practical that name no objective, since all of them are seen in it."""

    key: str
    position: int
    title: Text
    objectives: tuple[CoveredObjective, ...]
    lines: tuple[PracticalLine, ...]


@dataclass(frozen=True, slots=True)
class CourseCoverage:
    """One version of a course, the clauses that it serves, and how each objective is assessed."""

    course_key: str
    version: str
    title: Text
    clauses: tuple[Clause, ...]
    units: tuple[CoveredUnit, ...]


def coverage_of(course: PublishedCourse, manifest: bytes) -> CourseCoverage:
    """The coverage of a course; its manifest holds the clauses' words and the questions."""
    content = json.loads(manifest)
    units = zip(course.units, content["units"], strict=True)
    return CourseCoverage(
        course_key=course.course_key,
        version=course.version,
        title=course.title,
        clauses=tuple(
            Clause(each["key"], Text.from_mapping(each["text"]))
            for each in content.get("clauses", ())
        ),
        units=tuple(
            _unit(unit, [*_asked(each, content["test"], unit.key)]) for unit, each in units
        ),
    )


def _unit(unit: PublishedUnit, asked: list[tuple[str, Json]]) -> CoveredUnit:
    activity = unit.activity_of_kind("practical")
    lines = activity.practical.lines if activity and activity.practical else ()
    return CoveredUnit(
        key=unit.key,
        position=unit.position,
        title=unit.title,
        objectives=tuple(_objective(each, asked, lines) for each in unit.objectives),
        lines=tuple(line for line in lines if line.objective is None),
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
    objective: Objective, asked: list[tuple[str, Json]], lines: tuple[PracticalLine, ...]
) -> CoveredObjective:
    questions = [question for key, question in asked if key == objective.key]
    return CoveredObjective(
        key=objective.key,
        text=objective.text,
        questions=tuple(question["key"] for question in questions),
        absolute=sum(question.get("absolute", False) for question in questions),
        lines=tuple(line for line in lines if line.objective == objective.key),
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
