"""Reading a list of people from CSV text: lines and verdicts. Plain Python, nothing is stored."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.accounts.naming import (
    LONGEST_LATIN,
    LONGEST_PART,
    PARTS,
    has_gap,
    is_name,
    names_from,
    tidy,
)
from lms.accounts.rules import Names
from lms.core.errors import DomainError
from lms.core.locale import known_language

LARGEST_BYTES = 1_000_000
MOST_LINES = 2000
NAME_COLUMNS = tuple(f"{script}_{part}" for script in ("ar", "ckb") for part in PARTS)
CHOICES: dict[str, tuple[str, ...]] = {
    "address_form": ("neutral", "feminine", "masculine"),
    "sex": ("not_stated", "female", "male"),
    "language": ("ar", "ckb", "en"),
}
COLUMNS = (*NAME_COLUMNS, "latin", *CHOICES)
SEPARATORS = (",", ";", "\t")


class ListRefused(DomainError):
    """The whole list cannot be read; `facts` say where: problem, and column or line."""

    code = "list_refused"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line: a code, and the column it is about."""

    code: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, as read. number: as an editor counts, the header being line 1."""

    number: int
    names: Names
    problems: tuple[Problem, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


def read_list(text: str) -> tuple[Line, ...]:
    """The lines of the list. Raises ListRefused.

    Every cell is text and nothing more: what begins like a formula stays as it is written.
    """
    if len(text.encode("utf-8", "replace")) > LARGEST_BYTES:
        raise ListRefused(problem="too_large")
    if not text.strip():
        raise ListRefused(problem="empty")
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = _header(next(reader, []))
        lines = tuple(_lines(reader, header))
    except csv.Error as broken:
        raise ListRefused(problem="quotes", line=reader.line_num) from broken
    if not lines:
        raise ListRefused(problem="empty")
    return lines


def decoded(body: bytes) -> str:
    """The text of a file. Raises ListRefused for one that is too large or not UTF-8."""
    if len(body) > LARGEST_BYTES:
        raise ListRefused(problem="too_large")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = body[: wrong.start].count(b"\n") + 1
        raise ListRefused(problem="not_utf8", line=line) from wrong
    if "\0" in text:
        raise ListRefused(problem="not_utf8", line=text[: text.index("\0")].count("\n") + 1)
    return text


def _separator(text: str) -> str:
    first = text.lstrip("\ufeff").splitlines()[0] if text.strip() else ""
    return max(SEPARATORS, key=first.count)


def _header(cells: list[str]) -> list[str]:
    columns = [cell.strip().lstrip("\ufeff").lower() for cell in cells]
    for column in columns:
        if column not in COLUMNS:
            raise ListRefused(problem="unknown_column", column=column, line=1)
        if columns.count(column) > 1:
            raise ListRefused(problem="column_twice", column=column, line=1)
    if not any(f"{script}_given" in columns for script in ("ar", "ckb")):
        raise ListRefused(problem="missing_column", column="ar_given", line=1)
    for script in ("ar", "ckb"):
        needed = [f"{script}_{part}" for part in PARTS[:3]]
        if any(f"{script}_{part}" in columns for part in PARTS):
            for column in needed:
                if column not in columns:
                    raise ListRefused(problem="missing_column", column=column, line=1)
    return columns


def _lines(reader: Any, header: list[str]) -> Iterator[Line]:
    count, last = 0, reader.line_num
    for cells in reader:
        number, last = last + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_LINES:
            raise ListRefused(problem="too_many_lines", line=number)
        yield _line(number, cells, header)


def _line(number: int, cells: list[str], header: list[str]) -> Line:
    values = dict(zip(header, map(tidy, cells), strict=False))
    problems = list(_problems(values))
    if len(cells) != len(header):
        problems.insert(0, Problem("cells"))
    about = {
        column: values.get(column, "").lower() or choices[0] for column, choices in CHOICES.items()
    }
    about["language"] = known_language(about["language"])
    return Line(number, names_from(values), tuple(problems), about)


def _problems(values: Mapping[str, str]) -> Iterator[Problem]:
    for column in (*NAME_COLUMNS, "latin"):
        value = values.get(column, "")
        if len(value) > (LONGEST_LATIN if column == "latin" else LONGEST_PART):
            yield Problem("too_long", column)
        elif value and not is_name(value):
            yield Problem("not_a_name", column)
    gaps = [(script, has_gap(values, script)) for script in ("ar", "ckb")]
    for script, gap in gaps:
        if gap:
            yield Problem("missing", f"{script}_{gap}")
    if not any(values.get(column) for column in NAME_COLUMNS):
        yield Problem("missing", "ar_given")
    for column, choices in CHOICES.items():
        if values.get(column, "").lower() not in ("", *choices):
            yield Problem("choice", column)
