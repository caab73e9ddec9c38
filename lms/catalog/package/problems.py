"""What is wrong in a package, said with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lms.core.errors import DomainError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: the file as seen from the courses folder, its line from 1, and the field."""

    file: str
    line: int
    field: str
    words: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: "
        return place + (f"{self.field}: {self.words}" if self.field else self.words)


class PackageProblems(DomainError):
    """A package may not be published; `problems` says everything that stands in the way."""

    code = "package_problems"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
