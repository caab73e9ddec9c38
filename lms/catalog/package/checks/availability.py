"""What opens what: every name known, every day before another, and no loop in which all wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lms.catalog.package.checks.loops import loop_through
from lms.catalog.package.files import PackageFiles, UnitFiles, read_shaped
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.course import CourseShape
from lms.catalog.package.shapes.rules import AvailabilityShape
from lms.catalog.package.shapes.unit import UnitShape
from lms.catalog.package.shared_files import Shared
from lms.catalog.package.yaml_file import Document, Place

TEST = "the course test"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A written leaf. waits: under no `none`, so that what it names must come first."""

    document: Document
    place: Place
    shape: AvailabilityShape
    waits: bool


def availability_problems(files: PackageFiles, shared: Shared) -> Iterator[Problem]:
    """Unknown units and courses, and loops of units and of courses."""
    for key, leaves in leaves_by_key(files).items():
        for leaf in leaves:
            yield from _leaf_problems(files, shared, key, leaf)
    yield from _unit_loops(files)
    yield from _course_loops(files, shared)


def leaves_by_key(files: PackageFiles) -> dict[str, list[Leaf]]:
    """By unit, and for the course test, what its availability asks."""
    found: dict[str, list[Leaf]] = {}
    for unit in files.units:
        if unit.unit.value:
            value, document = unit.unit.value, unit.unit.document
            found[value.key] = list(_leaves(document, value.availability, ("availability",)))
    if files.course.value:
        place = ("test", "availability")
        asked = files.course.value.test.availability
        found[TEST] = list(_leaves(files.course.document, asked, place))
    return found


def _leaves(
    document: Document, shape: AvailabilityShape | None, place: Place, *, waits: bool = True
) -> Iterator[Leaf]:
    if shape is None:
        return
    if shape.type is not None:
        yield Leaf(document, place, shape, waits)
    for name, parts in (("all", shape.all), ("any", shape.any), ("none", shape.none)):
        for at, part in enumerate(parts or ()):
            below = (*place, name, at)
            yield from _leaves(document, part, below, waits=waits and name != "none")


def _leaf_problems(files: PackageFiles, shared: Shared, key: str, leaf: Leaf) -> Iterator[Problem]:
    shape, problem = leaf.shape, leaf.document.problem
    if shape.unit is not None:
        unit = _unit(files, shape.unit)
        if unit is None:
            words = f"the course has no unit “{shape.unit}”; write the key of one of its units"
            yield problem((*leaf.place, "unit"), words)
        elif shape.type == "passed" and not _has_quiz(unit):
            words = f"{shape.unit} has no quiz to pass; write type: completed"
            yield problem((*leaf.place, "unit"), words)
    known = shared.course_keys()
    if shape.course is not None and known is not None:
        own = files.course.value.key if files.course.value else files.name
        if shape.course not in known or shape.course == own:
            words = f"programme.yaml names no other course “{shape.course}”; correct the key"
            yield problem((*leaf.place, "course"), words)


def _unit(files: PackageFiles, key: str) -> UnitFiles | None:
    for unit in files.units:
        if unit.unit.value and unit.unit.value.key == key:
            return unit
    return None


def _has_quiz(unit: UnitFiles) -> bool:
    return unit.unit.value is not None and any(
        activity.type == "quiz" for activity in unit.unit.value.activities
    )


def _unit_loops(files: PackageFiles) -> Iterator[Problem]:
    """Loops of units: each waits for what it names, and for every unit before it."""
    leaves = leaves_by_key(files)
    order = [key for key in leaves if key != TEST]
    waits = {
        key: [
            *(leaf.shape.unit for leaf in leaves[key] if leaf.waits and leaf.shape.unit in leaves),
            *order[:at],
        ]
        for at, key in enumerate(order)
    }
    for key in order:
        for leaf in leaves[key]:
            loop = leaf.waits and leaf.shape.unit and loop_through(key, leaf.shape.unit, waits.get)
            if loop:
                words = (
                    f"{' → '.join(loop)}: each waits for the next, and a unit also for those before"
                    " it; take one of these conditions out"
                )
                yield leaf.document.problem((*leaf.place, "unit"), words)


def _course_loops(files: PackageFiles, shared: Shared) -> Iterator[Problem]:
    """Loops of courses, by their prerequisites and by what their units and tests wait for."""
    if files.course.value is None:
        return
    own, document = files.course.value.key, files.course.document
    others = _Others(files, shared)
    named: list[tuple[Document, Place, str]] = []
    for at, key in enumerate(files.course.value.prerequisites):
        named.append((document, ("prerequisites", at), key))
    for leaf in (one for leaves in leaves_by_key(files).values() for one in leaves):
        if leaf.waits and leaf.shape.course:
            named.append((leaf.document, (*leaf.place, "course"), leaf.shape.course))
    for written, place, key in named:
        loop = loop_through(own, key, others.waits_for) if key != own else None
        if loop:
            words = f"{' → '.join(loop)}: each course waits for the next; take one of these out"
            yield written.problem(place, words)


class _Others:
    """What the other courses wait for, their packages read when a loop may go through them."""

    def __init__(self, files: PackageFiles, shared: Shared) -> None:
        self.root = files.root.parent
        self.planned: Mapping[str, tuple[str, ...]] = {
            course.key: course.prerequisites
            for course in (shared.programme.courses if shared.programme else ())
        }
        self.known: dict[str, list[str]] = {}

    def waits_for(self, key: str) -> list[str]:
        """The courses that a course waits for; none where it has no readable package."""
        if key not in self.known:
            self.known[key] = [*self.planned.get(key, ()), *_waits_of_package(self.root / key)]
        return self.known[key]


def _waits_of_package(folder: Path) -> Iterator[str]:
    path = folder / "course.yaml"
    course = read_shaped(path, str(path), CourseShape).value if path.exists() else None
    if course is None:
        return
    yield from course.prerequisites
    yield from _courses_in(course.test.availability)
    for name in course.units:
        path = folder / name / "unit.yaml"
        unit = read_shaped(path, str(path), UnitShape).value if path.exists() else None
        yield from _courses_in(unit.availability if unit else None)


def _courses_in(shape: AvailabilityShape | None) -> Iterator[str]:
    for leaf in _leaves(Document(""), shape, ()):
        if leaf.waits and leaf.shape.course:
            yield leaf.shape.course
