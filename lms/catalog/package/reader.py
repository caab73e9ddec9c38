"""Packages read and checked whole: either a Package, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lms.catalog.package.checks.availability import availability_problems
from lms.catalog.package.checks.fairness import fairness_problems
from lms.catalog.package.checks.language import lesson_problems, text_problems
from lms.catalog.package.checks.pictures import picture_problems
from lms.catalog.package.checks.questions import question_problems
from lms.catalog.package.checks.readability import readability_problems
from lms.catalog.package.checks.references import reference_problems
from lms.catalog.package.checks.scenario import scenario_problems
from lms.catalog.package.checks.structure import structure_problems
from lms.catalog.package.checks.translations import drafts_of, translation_problems
from lms.catalog.package.files import LessonFile, PackageFiles, UnitFiles, read_files
from lms.catalog.package.manifest import content_hash, manifest_of
from lms.catalog.package.pictures import PictureFile
from lms.catalog.package.problems import PackageProblems, Problem
from lms.catalog.package.shaped import LANGUAGE_NAMES
from lms.catalog.package.shapes.course import CourseShape
from lms.catalog.package.shapes.questions import QuestionShape, QuestionsShape
from lms.catalog.package.shared_files import Shared
from lms.core.markdown import Rendered
from lms.core.text import Language


@dataclass(frozen=True, slots=True)
class Package:
    """A package without problems. notes: drafts and facts to verify, which stop nothing.

    lessons, guides (of the trainer): by unit key, then language. receipts: by unit and activity
    key, then language.
    questions: by unit key, the test's under `course`; pictures: likewise, then by the name of the
    file.
    """

    folder: Path
    course_key: str
    version: str
    manifest: bytes
    content_hash: str
    lessons: Mapping[str, Mapping[Language, Rendered]]
    guides: Mapping[str, Mapping[Language, Rendered]]
    receipts: Mapping[tuple[str, str], Mapping[Language, Rendered]]
    questions: Mapping[str, tuple[QuestionShape, ...]]
    notes: tuple[Problem, ...]
    pictures: Mapping[str, Mapping[str, PictureFile]]


def read_package(folder: Path, shared: Shared) -> Package:
    """The package in `folder`. Raises PackageProblems with everything that is wrong."""
    package, problems = check_package(folder, shared)
    if package is None:
        raise PackageProblems(problems)
    return package


def check_package(
    folder: Path, shared: Shared, *, is_thorough: bool = False
) -> tuple[Package | None, tuple[Problem, ...]]:
    """The package, or None and every problem in it, in order of file and line.

    is_thorough: also whether it teaches and asks as this programme's courses must; a course of
    somebody else's is published without.
    """
    files = read_files(folder)
    found = [*_problems(files, shared)]
    if is_thorough:
        found += [*fairness_problems(files), *readability_problems(files)]
    problems = tuple(sorted(set(found)))
    course, test = files.course.value, files.test.value
    if problems or course is None or test is None:
        return None, problems
    if shared.sources is None:
        return None, (Problem("sources.yaml", 1, "", "mend this file first"),)
    manifest = manifest_of(
        course, test, files.units, shared.sources, test_pictures=files.test_pictures,
        clauses=shared.clauses,
    )  # fmt: skip
    return _package(files, course, test, manifest), ()


def _problems(files: PackageFiles, shared: Shared) -> Iterator[Problem]:
    yield from files.reading_problems()
    yield from structure_problems(files)
    yield from reference_problems(files, shared)
    yield from availability_problems(files, shared)
    yield from question_problems(files)
    yield from picture_problems(files)
    yield from scenario_problems(files)
    for document in files.documents():
        yield from text_problems(document)
    source: Language = files.course.value.source_language if files.course.value else "ar"
    for unit in files.units:
        yield from lesson_problems(unit)
        yield from translation_problems(unit, source)


def _package(
    files: PackageFiles, course: CourseShape, test: QuestionsShape, manifest: bytes
) -> Package:
    units = [(unit.unit.value.key, unit) for unit in files.units if unit.unit.value]
    return Package(
        folder=files.root,
        course_key=course.key,
        version=course.version,
        manifest=manifest,
        content_hash=content_hash(manifest),
        lessons={key: _rendered(unit.lessons) for key, unit in units if unit.lessons},
        guides={key: _rendered(unit.facilitator) for key, unit in units if unit.facilitator},
        receipts={
            (key, receipt): _rendered(text)
            for key, unit in units
            for receipt, text in unit.receipts.items()
        },
        questions={
            **{key: _questions(unit) for key, unit in units},
            "course": test.root,
        },
        notes=tuple(_notes(files, course.source_language)),
        pictures={**{key: unit.pictures for key, unit in units}, "course": files.test_pictures},
    )


def _rendered(text: Mapping[Language, LessonFile]) -> dict[Language, Rendered]:
    return {code: each.rendered for code, each in text.items() if each.rendered}


def _questions(unit: UnitFiles) -> tuple[QuestionShape, ...]:
    return unit.questions.value.root if unit.questions and unit.questions.value else ()


def _notes(files: PackageFiles, source: Language) -> Iterator[Problem]:
    for unit in files.units:
        for language, count in drafts_of(unit, source).items():
            name = LANGUAGE_NAMES[language]
            words = f"{count} {name} texts are drafts: no person has reviewed them"
            yield Problem(f"{files.name}/{unit.folder}", 1, "", words)
        for at, fact in enumerate(unit.unit.value.facts if unit.unit.value else ()):
            if fact.verification == "to_verify":
                words = f"{fact.key} is to be verified: {fact.check}"
                yield unit.unit.document.problem(("facts", at), words)
