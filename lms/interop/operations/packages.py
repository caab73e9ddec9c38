"""The file of a package that imported questions are written into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from lms.catalog.package.yaml_file import Plain, read_yaml
from lms.core.text import LANGUAGES, Language
from lms.interop.rules.package_writing import (
    ForPackage,
    NotAList,
    Refusal,
    keys_in,
    written_into,
)

TEST = "test"


class PackageRefused(Exception):
    """A package that cannot be written into; the words say why."""


@dataclass(frozen=True, slots=True)
class TargetPackage:
    """A package to write into. unit: the folder where new questions go, or `test`.

    standing: by key, the folder of every question that the package has.
    """

    folder: Path
    unit: str
    course_key: str
    source_language: Language
    standing: Mapping[str, str]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all its questions."""
        return frozenset(self.standing)

    def use_of(self, key: str) -> str | None:
        """The `use` of a question that is new in the course test."""
        return TEST if self.unit == TEST and key not in self.standing else None

    def with_questions(
        self, questions: Sequence[ForPackage]
    ) -> tuple[dict[Path, str], tuple[Refusal, ...]]:
        """By file, its text with the questions; and those that do not fit what stands there.

        A known question stays where it stands. Raises PackageRefused.
        """
        by_unit = defaultdict(list)
        for each in questions:
            by_unit[self.standing.get(each.key, self.unit)].append(each)
        texts, refused = dict[Path, str](), list[Refusal]()
        for unit, its_questions in by_unit.items():
            path = _file_of(self.folder, unit)
            try:
                texts[path], not_fitting = written_into(_text_of(path), its_questions)
            except NotAList as error:
                raise _no_list(path) from error
            refused += not_fitting
        return texts, tuple(refused)


def write_texts(texts: Mapping[Path, str]) -> None:
    """Put each text in its file's place, whole or not at all."""
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_text(text, encoding="utf-8", newline="")
        new.replace(path)


def target_in(folder: Path, category: Sequence[str]) -> TargetPackage:
    """The package, and in it the unit that a category begins with. Raises PackageRefused."""
    course = read_yaml(folder / "course.yaml", "course.yaml").content
    if not isinstance(course, dict) or not isinstance(course.get("units"), list):
        raise PackageRefused(f"{folder} has no course.yaml that can be read")
    units = _units_of(folder, cast("list[Plain]", course["units"]))
    name = category[0] if category else ""
    unit = next((where for where, names in units.items() if name in names), None)
    if unit is None:
        known = ", ".join("/".join(sorted(names)) for names in units.values())
        raise PackageRefused(f"--category begins with the unit to write into: {known}")
    source = course.get("source_language")
    return TargetPackage(
        folder=folder,
        unit=unit,
        course_key=str(course.get("key")),
        source_language=next((each for each in LANGUAGES if each == source), LANGUAGES[0]),
        standing={key: where for where in units for key in _keys_of(_file_of(folder, where))},
    )


def _file_of(folder: Path, unit: str) -> Path:
    return folder / unit / "questions.yaml"


def _units_of(folder: Path, units: Sequence[Plain]) -> dict[str, frozenset[str]]:
    """By folder, the names that a unit goes by; the course test is one of them."""
    return dict(_names_of(folder, units)) | {TEST: frozenset({TEST})}


def _names_of(folder: Path, units: Sequence[Plain]) -> Iterator[tuple[str, frozenset[str]]]:
    for where in filter(lambda each: isinstance(each, str), units):
        unit = read_yaml(folder / str(where) / "unit.yaml", "unit.yaml").content
        key = str(unit.get("key", where)) if isinstance(unit, dict) else str(where)
        yield str(where), frozenset({str(where), key})


def _keys_of(path: Path) -> tuple[str, ...]:
    try:
        return keys_in(_text_of(path))
    except NotAList as error:
        raise _no_list(path) from error


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode()  # its line ends as they are
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise PackageRefused(f"{path} is not UTF-8; save it as UTF-8") from error


def _no_list(path: Path) -> PackageRefused:
    return PackageRefused(
        f"{path} is not a list with a dash before each question; write it so first"
    )
