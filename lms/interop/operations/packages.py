"""The file of a package that imported questions are written into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
class TargetFile:
    """A questions.yaml. keys: of every question of the package. use: of the course test's own."""

    path: Path
    course_key: str
    source_language: Language
    keys: frozenset[str]
    use: str | None

    def write(self, text: str) -> None:
        """Put a text in the file's place, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_name(f".{self.path.name}.new")
        new.write_text(text, encoding="utf-8", newline="")
        new.replace(self.path)

    def with_questions(self, questions: Sequence[ForPackage]) -> tuple[str, tuple[Refusal, ...]]:
        """The file's text with the questions, and those that do not fit. Raises PackageRefused."""
        elsewhere = self.keys - frozenset(_keys_of(self.path))
        misplaced = [each for each in questions if each.key in elsewhere]
        fitting = [each for each in questions if each.key not in elsewhere]
        try:
            text, refused = written_into(_text_of(self.path), fitting)
        except NotAList as error:
            raise _no_list(self.path) from error
        words = "it stands in another unit of the package"
        return text, (*(Refusal(each.key, words) for each in misplaced), *refused)


def target_in(folder: Path, category: Sequence[str]) -> TargetFile:
    """The questions.yaml of the unit that a category begins with. Raises PackageRefused."""
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
    return TargetFile(
        path=folder / unit / "questions.yaml",
        course_key=str(course.get("key")),
        source_language=next((each for each in LANGUAGES if each == source), LANGUAGES[0]),
        keys=frozenset(
            key for where in units for key in _keys_of(folder / where / "questions.yaml")
        ),
        use=TEST if unit == TEST else None,
    )


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
