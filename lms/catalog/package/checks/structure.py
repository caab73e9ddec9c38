"""Folders, files and keys: everything is where it belongs, and named once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lms.catalog.package.checks.unique import repeated
from lms.catalog.package.files import PackageFiles, UnitFiles
from lms.catalog.package.pictures import FOLDER
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.course import CooldownShape
from lms.catalog.package.shapes.unit import AnyActivity, QuizShape, UnitShape
from lms.catalog.package.yaml_file import Document, Place
from lms.core.text import LANGUAGES

LESSONS = tuple(f"lesson.{language}.md" for language in LANGUAGES)
CONTENT_FILES = {
    "lesson": LESSONS,
    "quiz": ("questions.yaml",),
    "scenario": ("scenario.yaml",),
    "practical": ("practical.yaml",),
}
GUIDES = tuple(f"facilitator.{language}.md" for language in LANGUAGES)
UNIT_FILES = {"unit.yaml", "translations.yaml", *GUIDES}.union(*CONTENT_FILES.values())
RECEIPT = re.compile(r"receipt(-[a-z0-9-]+)?\.(ar|ckb|en)\.md")
COURSE_FILES = {"course.yaml", "test/questions.yaml"}
RESERVED_FOLDERS = {"test", "course"}


def structure_problems(files: PackageFiles) -> Iterator[Problem]:
    """Folders and files against course.yaml and unit.yaml, and keys that are used twice."""
    yield from _folder_problems(files)
    yield from _stray_files(files)
    yield from _unit_key_problems(files)
    course = files.course
    if course.value:
        if course.value.key != files.name:
            words = f"the key is “{course.value.key}”, the folder “{files.name}”; make them equal"
            yield course.document.problem(("key",), words)
        yield from _cooldown_problems(course.document, ("test",), course.value.test.cooldowns)
    for unit in files.units:
        yield from _activity_problems(files, unit)
        yield from _guide_problems(files, unit)
        yield from _key_problems(unit)


def _listed(files: PackageFiles) -> tuple[str, ...]:
    return files.course.value.units if files.course.value else ()


def _folder_problems(files: PackageFiles) -> Iterator[Problem]:
    course, listed = files.course, _listed(files)
    if course.value is None:
        return
    for at, folder in enumerate(listed):
        if not (files.root / folder / "unit.yaml").exists():
            words = f"there is no {folder}/unit.yaml; write it or take the unit out"
            yield course.document.problem(("units", at), words)
        elif folder in listed[:at] or folder in RESERVED_FOLDERS:
            words = f"“{folder}” is listed twice or reserved; remove it"
            yield course.document.problem(("units", at), words)
    for path in sorted(files.root.glob("*/unit.yaml")):
        if path.parent.name not in listed:
            words = f"the folder {path.parent.name} is not listed; add it to units or delete it"
            yield course.document.problem(("units",), words)


def _stray_files(files: PackageFiles) -> Iterator[Problem]:
    units = {unit.folder for unit in files.units} | set(_listed(files))
    words = "the format has no such file; rename or remove it (see courses/README.md)"
    for path in sorted(files.root.rglob("*")):
        place = path.relative_to(files.root)
        folder = place.parts[0]
        if path.is_symlink():
            yield Problem(f"{files.name}/{place}", 1, "", "a symbolic link; copy the file here")
        elif path.is_dir() or any(part.startswith(".") for part in place.parts):
            continue  # what editors and systems leave behind is not exported either
        elif folder in units and len(place.parts) == 2 and _is_unit_file(path.name):
            continue
        elif folder in {*units, "test"} and place.parts[1:-1] == (FOLDER,):
            continue  # pictures are checked against the questions
        elif folder not in units and (files.root / folder / "unit.yaml").exists():
            continue  # a folder that course.yaml does not list is one problem, not one a file
        elif str(place) not in COURSE_FILES:
            yield Problem(f"{files.name}/{place}", 1, "", words)


def _is_unit_file(name: str) -> bool:
    return name in UNIT_FILES or RECEIPT.fullmatch(name) is not None


def _unit_key_problems(files: PackageFiles) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for unit in files.units:
        if unit.unit.value is None:
            continue
        key = unit.unit.value.key
        if unit.folder != key and not unit.folder.startswith(f"{key}-"):
            words = f"the folder {unit.folder} must begin with the unit's key, as in {key}-service"
            yield unit.unit.document.problem(("key",), words)
        elif key in seen:
            words = f"the key “{key}” is taken by {seen[key]}; choose another"
            yield unit.unit.document.problem(("key",), words)
        seen.setdefault(key, unit.folder)


def _activity_problems(files: PackageFiles, unit: UnitFiles) -> Iterator[Problem]:
    shape, document = unit.unit.value, unit.unit.document
    if shape is None:
        return
    kinds = [activity.type for activity in shape.activities]
    for at, activity in enumerate(shape.activities):
        if activity.type in kinds[:at] and activity.type != "receipt":
            words = f"a unit has one {activity.type}; take this one out"
            yield document.problem(("activities", at, "type"), words)
        for name in _content_of(shape, activity):
            if not (files.root / unit.folder / name).exists():
                words = f"{unit.folder}/{name} is missing; write it"
                yield document.problem(("activities", at, "type"), words)
        if isinstance(activity, QuizShape):
            yield from _cooldown_problems(document, ("activities", at), activity.cooldowns)
    yield from _content_without_activity(files, unit, kinds)
    yield from _receipts_without_activity(files, unit, shape)


def _guide_problems(files: PackageFiles, unit: UnitFiles) -> Iterator[Problem]:
    """A guide for the trainer is there in every language, or in none."""
    if not unit.facilitator:
        return
    for language, name in zip(LANGUAGES, GUIDES, strict=True):
        if language not in unit.facilitator:
            words = f"{unit.folder}/{name} is missing; write it"
            yield Problem(f"{files.name}/{unit.folder}/{name}", 1, "", words)


def _content_of(shape: UnitShape, activity: AnyActivity) -> tuple[str, ...]:
    """The files that an activity needs."""
    if activity.type == "receipt":
        return _in_languages(shape.receipts()[activity.key])
    return CONTENT_FILES[activity.type]


def _in_languages(name: str) -> tuple[str, ...]:
    return tuple(f"{name}.{language}.md" for language in LANGUAGES)


def _receipts_without_activity(
    files: PackageFiles, unit: UnitFiles, shape: UnitShape
) -> Iterator[Problem]:
    wanted = {file for name in shape.receipts().values() for file in _in_languages(name)}
    for path in sorted((files.root / unit.folder).glob("receipt*.md")):
        if path.name not in wanted and RECEIPT.fullmatch(path.name):
            words = (
                "no receipt has this document; a unit's only one is receipt.LANG.md, of several"
                " each is receipt-KEY.LANG.md"
            )
            yield Problem(f"{files.name}/{unit.folder}/{path.name}", 1, "", words)


def _content_without_activity(
    files: PackageFiles, unit: UnitFiles, kinds: Sequence[str]
) -> Iterator[Problem]:
    for kind, names in CONTENT_FILES.items():
        if kind in kinds or kind == "quiz":  # questions may be for the course test alone
            continue
        for name in names:
            if (files.root / unit.folder / name).exists():
                words = f"no activity of type {kind}; add it to unit.yaml or delete this file"
                yield Problem(f"{files.name}/{unit.folder}/{name}", 1, "", words)


def _cooldown_problems(
    document: Document, place: Place, cooldowns: tuple[CooldownShape, ...]
) -> Iterator[Problem]:
    steps = [entry.after_attempt for entry in cooldowns]
    if steps != sorted(set(steps)):
        yield document.problem((*place, "cooldowns"), "write after_attempt in rising order")


def _key_problems(unit: UnitFiles) -> Iterator[Problem]:
    document = unit.unit.document
    if shape := unit.unit.value:
        yield from repeated(document, ("objectives",), shape.objectives)
        yield from repeated(document, ("facts",), shape.facts)
        yield from repeated(document, ("activities",), shape.activities)
    if unit.practical and unit.practical.value:
        yield from repeated(unit.practical.document, ("lines",), unit.practical.value.lines)
