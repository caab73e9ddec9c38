"""A database's tables as they stand, and their rows as lines that lose nothing."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table, select

from lms.core.backup.manifest import BackupRefused

ROWS_AT_ONCE = 500
LARGE_ROWS_AT_ONCE = 8  # of a table with a column of whole files: its `info` says `is_large`
VERSIONS = "alembic_version"


def tables_of(connection: Connection, known: MetaData) -> list[Table]:
    """The database's own tables, parents first; `known` gives its columns their exact types.

    Read from the database, not from the program: before a migration the program's tables are
    newer, and so they are while an old backup is restored. No default of the program applies.
    """
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != VERSIONS)
    for table in found.sorted_tables:
        if table.name in known.tables:
            program = known.tables[table.name].columns
            for column in table.columns:
                if column.name in program:
                    column.type = program[column.name].type
                    column.info.update(program[column.name].info)
    return found.sorted_tables


def rows_at_once(table: Table) -> int:
    """How many of a table's rows are held in memory together."""
    is_large = any(column.info.get("is_large") for column in table.columns)
    return LARGE_ROWS_AT_ONCE if is_large else ROWS_AT_ONCE


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row of a table as a JSON line, by primary key, a few in memory at a time."""
    rows = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(rows.execution_options(yield_per=rows_at_once(table))):
        values = {name: plain(value) for name, value in row._mapping.items()}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def rows_from(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The rows that `lines_of` wrote."""
    for line in lines:
        yield {name: original(value) for name, value in json.loads(line).items()}


def plain(value: Any) -> Any:
    """A value as exact JSON: what JSON has no word for is an object of a letter and a text."""
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, UUID):
        return {"u": value.hex}
    if isinstance(value, datetime):
        return {"i": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, dict | list):
        return {"j": value}
    return value


def original(value: Any) -> Any:
    """The value that `plain` wrote."""
    if not isinstance(value, dict):
        return value
    ((kind, kept),) = value.items()
    match kind:
        case "b":
            return base64.b64decode(kept)
        case "u":
            return UUID(hex=kept)
        case "i":
            return datetime.fromisoformat(kept)
        case "d":
            return date.fromisoformat(kept)
        case _:
            return kept


def parents_first(table: Table, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows in an order in which each row's parent in the same table comes before it.

    Raises BackupRefused for a row whose parent never comes.
    """
    own = {
        key.parent.name: key.column.name for key in table.foreign_keys if key.column.table is table
    }
    done = {target: {None} for target in own.values()}
    waiting: dict[tuple[str, Any], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        ready = [row]
        while ready:
            one = ready.pop()
            lacking = first_lacking(one, own, done)
            if lacking is not None:
                waiting[lacking].append(one)
                continue
            yield one
            for target in done:
                done[target].add(one[target])
                ready += waiting.pop((target, one[target]), [])
    if waiting:
        raise BackupRefused(f"{table.name} refers to rows that are not in the backup")


def first_lacking(
    row: Mapping[str, Any], own: Mapping[str, str], done: Mapping[str, set[Any]]
) -> tuple[str, Any] | None:
    """The first parent that has not come yet: its column and value."""
    for name, target in own.items():
        if row[name] not in done[target]:
            return target, row[name]
    return None


def batches(
    rows: Iterable[dict[str, Any]], size: int = ROWS_AT_ONCE
) -> Iterator[list[dict[str, Any]]]:
    """The rows in groups that one statement takes."""
    group: list[dict[str, Any]] = []
    for row in rows:
        group.append(row)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
