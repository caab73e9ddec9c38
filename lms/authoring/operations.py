"""Packages published: the course to the catalog, its questions to the bank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from lms.assessment.operations.bank import pin_questions
from lms.assessment.rules.questions import BankQuestion
from lms.catalog import operations as catalog
from lms.catalog.package import (
    Package,
    Problem,
    check_package,
    check_shared,
    read_package,
    read_shared,
)
from lms.catalog.package.manifest import plain
from lms.catalog.package.pictures import PictureFile
from lms.catalog.package.shapes.questions import Hotspot, QuestionShape
from lms.catalog.queries import published_course
from lms.catalog.rules import COURSE, PublishedCourse
from lms.core.db import AnySession

APPROVED_BY_GIT = "package"  # a package on disk was reviewed where its folder is kept


@dataclass(frozen=True, slots=True)
class PublishedPackage:
    """notes: drafts and facts to verify, which stopped nothing."""

    course_version_id: UUID
    course_key: str
    version: str
    is_new: bool
    notes: tuple[Problem, ...]


def publish_package(session: AnySession, folder: Path, *, at: datetime) -> PublishedPackage:
    """Publish the package in `folder`, with the shared files beside it.

    Publishing the same content again does nothing. Raises PackageProblems and VersionTaken.
    """
    package = read_package(folder, read_shared(folder.parent))
    publication = catalog.publish(session, package, at=at, approved_by=APPROVED_BY_GIT)
    if publication.is_new:
        course = published_course(session, publication.course_version_id)
        pin_questions(
            session,
            course_version_id=course.course_version_id,
            course_key=course.course_key,
            questions=tuple(bank_questions(package)),
            pins=pins_of(course, package),
            at=at,
        )
    return PublishedPackage(
        publication.course_version_id,
        package.course_key,
        package.version,
        publication.is_new,
        package.notes,
    )


@dataclass(frozen=True, slots=True)
class PublishedShared:
    """What publishing the shared files came to. refused: pathways changed under their version."""

    pathways: tuple[str, ...]
    refused: tuple[str, ...]


def publish_shared(session: AnySession, root: Path, *, at: datetime) -> PublishedShared:
    """Make the live telephone numbers those of hotlines.yaml, and publish the pathways.

    Raises PackageProblems.
    """
    shared = read_shared(root)
    catalog.replace_hotlines(session, shared.hotlines or (), at=at)
    published, refused = [], []
    for pathway in shared.programme.pathways if shared.programme else ():
        try:
            if catalog.publish_pathway(session, pathway, at=at):
                published.append(f"{pathway.key} {pathway.version}")
        except catalog.VersionTaken as taken:
            refused.append(str(taken))
    return PublishedShared(tuple(published), tuple(refused))


def bank_questions(package: Package) -> Iterator[BankQuestion]:
    """The package's questions as the bank keeps them, their text as written in the package."""
    for unit_key, questions in package.questions.items():
        for question in questions:
            yield BankQuestion(
                key=question.key,
                type=question.type,
                body=_body(question, package.pictures[unit_key]),
                unit_key=_unit_asked_about(unit_key, question),
                objective=question.objective,
                use=question.use,
                is_absolute=question.absolute,
            )


def _body(question: QuestionShape, pictures: Mapping[str, PictureFile]) -> dict[str, object]:
    """As written in the package, a picture with its digest: another picture, another version."""
    body = cast("dict[str, object]", plain(question))
    if isinstance(question, Hotspot):
        picture = cast("dict[str, object]", body["picture"])
        body["picture"] = picture | {"sha256": pictures[question.picture.file].digest}
    return body


def _unit_asked_about(unit_key: str, question: QuestionShape) -> str:
    """The course test's own items name the unit in their objective, as in `u03/lo1`."""
    return question.objective.partition("/")[0] if unit_key == COURSE else unit_key


def pins_of(course: PublishedCourse, package: Package) -> dict[str, tuple[str, ...]]:
    """By the address of each quiz, the keys of the questions that it may draw.

    A unit's quiz draws from its unit (use: unit or both), the course test from its own
    questions and from the units' (use: test or both).
    """
    pins = {course.test.address: _keys(_every_question(package), "test")}
    for unit in course.units:
        if quiz := unit.activity_of_kind("quiz"):
            pins[quiz.address] = _keys(package.questions[unit.key], "unit")
    return pins


def _every_question(package: Package) -> Sequence[QuestionShape]:
    return [question for questions in package.questions.values() for question in questions]


def _keys(questions: Sequence[QuestionShape], use: str) -> tuple[str, ...]:
    return tuple(question.key for question in questions if question.use in (use, "both"))


def check_folder(
    path: Path, *, is_thorough: bool = False
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Problems and notes of one package, or of a courses folder with all that is in it.

    is_thorough: see check_package.
    """
    if is_package(path):
        shared, problems = check_shared(path.parent)
        folders: Sequence[Path] = [path]
    else:
        shared, problems = check_shared(path)
        folders = packages_in(path)
    notes: list[Problem] = []
    found = list(problems)
    for folder in folders:
        package, its_problems = check_package(folder, shared, is_thorough=is_thorough)
        found += its_problems
        notes += package.notes if package else ()
    return tuple(found), tuple(notes)


def is_package(path: Path) -> bool:
    """Whether the folder is a package, and not the folder of all packages."""
    return (path / "course.yaml").exists()


def packages_in(root: Path) -> list[Path]:
    """The packages of a courses folder, in the order of their names."""
    return sorted(path.parent for path in root.glob("*/course.yaml"))
