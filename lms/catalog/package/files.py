"""A package as read from disk: each file's document beside its value, None where it failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from lms.catalog.package.pictures import PictureFile, read_pictures
from lms.catalog.package.problems import Problem
from lms.catalog.package.shaped import shaped
from lms.catalog.package.shapes.contents import PracticalShape, ScenarioShape
from lms.catalog.package.shapes.course import CourseShape
from lms.catalog.package.shapes.questions import QuestionsShape
from lms.catalog.package.shapes.unit import TranslationsShape, UnitShape
from lms.catalog.package.yaml_file import Document, read_text, read_yaml
from lms.core.markdown import MarkdownProblems, Passage, Rendered, passages, render
from lms.core.text import LANGUAGES, Language

Value = TypeVar("Value", bound=BaseModel)


@dataclass(slots=True)
class ReadFile(Generic[Value]):
    document: Document
    value: Value | None


@dataclass(slots=True)
class LessonFile:
    """A lesson in one language; rendered is None where its Markdown could not be read."""

    document: Document
    markdown: str = ""
    rendered: Rendered | None = None
    passages: tuple[Passage, ...] = ()


@dataclass(slots=True)
class UnitFiles:
    """A unit's folder; a file that is not there is None, but unit.yaml always is.

    receipts: by activity key, their documents. facilitator: the trainer's guide to the session.
    pictures: the files of its `images` folder, by name.
    """

    folder: str
    unit: ReadFile[UnitShape]
    lessons: dict[Language, LessonFile] = field(default_factory=dict)
    receipts: dict[str, dict[Language, LessonFile]] = field(default_factory=dict)
    facilitator: dict[Language, LessonFile] = field(default_factory=dict)
    questions: ReadFile[QuestionsShape] | None = None
    scenario: ReadFile[ScenarioShape] | None = None
    practical: ReadFile[PracticalShape] | None = None
    translations: ReadFile[TranslationsShape] | None = None
    pictures: dict[str, PictureFile] = field(default_factory=dict)

    def documents(self) -> Iterator[Document]:
        """Every YAML document of the unit, unit.yaml first."""
        for each in (self.unit, self.questions, self.scenario, self.practical, self.translations):
            if each is not None:
                yield each.document

    def texts(self) -> Iterator[dict[Language, LessonFile]]:
        """The lesson, the trainer's guide, each receipt's document: what is in Markdown."""
        yield self.lessons
        yield self.facilitator
        yield from self.receipts.values()


@dataclass(slots=True)
class PackageFiles:
    root: Path
    course: ReadFile[CourseShape]
    test: ReadFile[QuestionsShape]
    units: list[UnitFiles]
    test_pictures: dict[str, PictureFile] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The package's folder."""
        return self.root.name

    def documents(self) -> Iterator[Document]:
        """Every YAML document of the package."""
        yield self.course.document
        yield self.test.document
        for unit in self.units:
            yield from unit.documents()

    def reading_problems(self) -> Iterator[Problem]:
        """What kept a file from being read or from having its shape."""
        for document in self.documents():
            yield from document.problems
        for unit in self.units:
            for text in unit.texts():
                for lesson in text.values():
                    yield from lesson.document.problems


def read_files(root: Path) -> PackageFiles:
    """Read all that a package may have; what is wrong is noted in the documents."""
    course = read_shaped(root / "course.yaml", f"{root.name}/course.yaml", CourseShape)
    test = read_shaped(
        root / "test" / "questions.yaml", f"{root.name}/test/questions.yaml", QuestionsShape
    )
    folders = course.value.units if course.value else _folders_with_units(root)
    found = [folder for folder in dict.fromkeys(folders) if (root / folder / "unit.yaml").exists()]
    units = [_read_unit(root, folder) for folder in found]
    return PackageFiles(root, course, test, units, read_pictures(root / "test"))


def read_shaped(path: Path, file: str, shape: type[Value]) -> ReadFile[Value]:
    """The file's document and, where it has its shape, its value."""
    document = read_yaml(path, file)
    return ReadFile(document, shaped(document, shape))


def _folders_with_units(root: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in root.glob("*/unit.yaml")))


def _read_unit(root: Path, folder: str) -> UnitFiles:
    def optional(name: str, shape: type[Value]) -> ReadFile[Value] | None:
        path = root / folder / name
        return read_shaped(path, f"{root.name}/{folder}/{name}", shape) if path.exists() else None

    unit = read_shaped(root / folder / "unit.yaml", f"{root.name}/{folder}/unit.yaml", UnitShape)
    receipts = unit.value.receipts() if unit.value else {}
    return UnitFiles(
        folder,
        unit,
        lessons=_text(root, folder, "lesson"),
        receipts={key: _text(root, folder, name) for key, name in receipts.items()},
        facilitator=_text(root, folder, "facilitator"),
        questions=optional("questions.yaml", QuestionsShape),
        scenario=optional("scenario.yaml", ScenarioShape),
        practical=optional("practical.yaml", PracticalShape),
        translations=optional("translations.yaml", TranslationsShape),
        pictures=read_pictures(root / folder),
    )


def _text(root: Path, folder: str, name: str) -> dict[Language, LessonFile]:
    """A Markdown text in the languages in which it is there."""
    found = {language: _markdown(root, folder, name, language) for language in LANGUAGES}
    return {language: each for language, each in found.items() if each is not None}


def _markdown(root: Path, folder: str, name: str, language: Language) -> LessonFile | None:
    path = root / folder / f"{name}.{language}.md"
    if not path.exists():
        return None
    lesson = LessonFile(Document(f"{root.name}/{folder}/{path.name}"))
    text = read_text(path, lesson.document)
    if text is None:
        return lesson
    try:
        lesson.markdown, lesson.rendered = text, render(text, language)
        lesson.passages = passages(text)
    except MarkdownProblems as error:
        lesson.document.problems.extend(
            Problem(lesson.document.file, line, "", words) for line, words in error.problems
        )
    return lesson
