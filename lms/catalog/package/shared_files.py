"""sources.yaml, programme.yaml, hotlines.yaml and glossary.csv, each checked by its own rules."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from lms.catalog.package.checks.language import script_problems, text_problems
from lms.catalog.package.checks.loops import loop_through
from lms.catalog.package.checks.unique import repeated
from lms.catalog.package.files import ReadFile, read_shaped
from lms.catalog.package.problems import PackageProblems, Problem
from lms.catalog.package.shapes.shared import (
    ClauseShape,
    ClausesShape,
    HotlineShape,
    HotlinesShape,
    ProgrammeShape,
    SourceShape,
    SourcesShape,
    TermShape,
)
from lms.catalog.package.yaml_file import Document, read_text

COLUMNS = ["en", "ar", "ckb", "domain", "conf_ar", "conf_ckb", "note"]


@dataclass(frozen=True, slots=True)
class Shared:
    """What stands beside the packages. A file that could not be read is None."""

    root: Path
    sources: dict[str, SourceShape] | None
    programme: ProgrammeShape | None
    hotlines: tuple[HotlineShape, ...] | None
    glossary: tuple[TermShape, ...]
    clauses: dict[str, ClauseShape] | None = None

    def course_keys(self) -> frozenset[str] | None:
        """The courses that the programme names."""
        if self.programme is None:
            return None
        planned = {course.key for course in self.programme.courses}
        return frozenset(planned.union(*(each.courses for each in self.programme.pathways)))


def read_shared(root: Path) -> Shared:
    """The shared files of a courses folder. Raises PackageProblems with everything wrong."""
    shared, problems = check_shared(root)
    if problems:
        raise PackageProblems(problems)
    return shared


def check_shared(root: Path) -> tuple[Shared, tuple[Problem, ...]]:
    """What could be read of the shared files, and every problem in them."""
    sources = read_shaped(root / "sources.yaml", "sources.yaml", SourcesShape)
    programme = read_shaped(root / "programme.yaml", "programme.yaml", ProgrammeShape)
    hotlines = read_shaped(root / "hotlines.yaml", "hotlines.yaml", HotlinesShape)
    terms, problems = _read_glossary(root / "glossary.csv")
    clauses = _read_clauses(root / "clauses.yaml")
    for each in (sources, programme, hotlines, *([clauses] if clauses else ())):
        problems += [*each.document.problems, *text_problems(each.document)]
    if sources.value:
        problems += repeated(sources.document, (), sources.value.root)
    if hotlines.value:
        problems += repeated(hotlines.document, (), hotlines.value.root)
    if programme.value:
        problems += _programme_problems(root, programme.document, programme.value)
    known = {source.key: source for source in sources.value.root} if sources.value else None
    numbers = hotlines.value.root if hotlines.value else None
    served = {one.key: one for one in clauses.value.root} if clauses and clauses.value else None
    if clauses and clauses.value:
        problems += repeated(clauses.document, (), clauses.value.root)
    return Shared(root, known, programme.value, numbers, terms, served), tuple(problems)


def _read_clauses(path: Path) -> ReadFile[ClausesShape] | None:
    """The clauses that courses serve; a courses folder may do without."""
    return read_shaped(path, path.name, ClausesShape) if path.exists() else None


def _programme_problems(root: Path, document: Document, programme: ProgrammeShape) -> list[Problem]:
    found = repeated(document, ("pathways",), programme.pathways)
    found += repeated(document, ("courses",), programme.courses)
    planned = {course.key for course in programme.courses}
    for number, pathway in enumerate(programme.pathways):
        for at, key in enumerate(pathway.courses):
            if key not in planned and not (root / key / "course.yaml").exists():
                words = f"no course “{key}”; list it under `courses` or write its package"
                found.append(document.problem(("pathways", number, "courses", at), words))
    return [*found, *_planned_problems(document, programme)]


def _planned_problems(document: Document, programme: ProgrammeShape) -> Iterator[Problem]:
    """Prerequisites of planned courses that are no other course, and loops among them."""
    waits = {course.key: course.prerequisites for course in programme.courses}
    known = set(waits).union(*(each.courses for each in programme.pathways))
    for number, course in enumerate(programme.courses):
        for at, key in enumerate(course.prerequisites):
            place = ("courses", number, "prerequisites", at)
            if key not in known or key == course.key:
                words = f"no other course “{key}”; correct the key"
                yield document.problem(place, words)
            elif loop := loop_through(course.key, key, waits.get):
                words = f"{' → '.join(loop)}: each course waits for the next; take one out"
                yield document.problem(place, words)


def _read_glossary(path: Path) -> tuple[tuple[TermShape, ...], list[Problem]]:
    document = Document("glossary.csv")
    text = read_text(path, document)
    if text is None:
        return (), document.problems
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if reader.fieldnames != COLUMNS:
        words = f"the first line must be {','.join(COLUMNS)}"
        return (), [Problem(document.file, 1, "", words)]
    terms: list[TermShape] = []
    problems: list[Problem] = []
    for row in reader:
        try:
            terms.append(TermShape.model_validate(row))
            problems += _term_problems(terms[-1], reader.line_num)
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            words = "seven columns are needed, none empty but note; conf is H, M or L"
            problems.append(Problem(document.file, reader.line_num, field, words))
    return tuple(terms), problems


def _term_problems(term: TermShape, line: int) -> Iterator[Problem]:
    for language, text in (("ar", term.ar), ("ckb", term.ckb)):
        for words in script_problems(text, language):
            yield Problem("glossary.csv", line, language, words)
