"""Pictures that questions name, and the files in `images` folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lms.catalog.package.files import PackageFiles, ReadFile
from lms.catalog.package.pictures import FOLDER, PictureFile
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.questions import Hotspot, PictureShape, QuestionsShape
from lms.catalog.package.yaml_file import Document, Place

Pictures = Mapping[str, PictureFile]


def picture_problems(files: PackageFiles) -> Iterator[Problem]:
    """Files that are missing, unlike what a question says of them, unfit, or used by none."""
    yield from _folder_problems(f"{files.name}/test", files.test, files.test_pictures)
    for unit in files.units:
        yield from _folder_problems(f"{files.name}/{unit.folder}", unit.questions, unit.pictures)


def _folder_problems(
    folder: str, questions: ReadFile[QuestionsShape] | None, pictures: Pictures
) -> Iterator[Problem]:
    used = set()
    is_read = questions is None or questions.value is not None
    for at, question in enumerate(questions.value.root if questions and questions.value else ()):
        if questions and isinstance(question, Hotspot):
            used.add(question.picture.file)
            place = (at, "picture")
            yield from _shown_problems(questions.document, place, question.picture, pictures)
    for name, found in pictures.items():
        words = found.problem
        if not words and is_read and name not in used:
            words = "no question shows this picture; name it in one or delete it"
        if words:
            yield Problem(f"{folder}/{FOLDER}/{name}", 1, "", words)


def _shown_problems(
    document: Document, place: Place, shown: PictureShape, pictures: Pictures
) -> Iterator[Problem]:
    found = pictures.get(shown.file)
    if found is None:
        words = f"there is no {FOLDER}/{shown.file} beside this file; add it or correct the name"
        yield document.problem((*place, "file"), words)
    elif not found.problem:
        for name, said, real in zip(
            ("width", "height"), (shown.width, shown.height), found.size, strict=True
        ):
            if said != real:
                words = f"the picture's {name} is {real} pixels, not {said}; write {real}"
                yield document.problem((*place, name), words)
