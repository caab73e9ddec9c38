"""Reports to take away: facts in, bytes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

Value = str | int | date | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with lines of text over it. Rows are as wide as the columns."""

    title: str
    over: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_right_to_left: bool


def guarded(value: Value) -> Value:
    """A text that a spreadsheet would take for a formula, made harmless by an apostrophe."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def csv_bytes(sheet: Sheet) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read Arabic; ISO dates."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in sheet.over:
        writer.writerow([guarded(line)])
    writer.writerow([guarded(column) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([written(guarded(value)) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def written(value: Value) -> str | int:
    """A value as a CSV holds it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def xlsx_bytes(sheet: Sheet) -> bytes:
    """A workbook with real numbers and dates, from the right for Arabic and Sorani."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"author": "", "comments": ""})
    page = book.add_worksheet("1")
    if sheet.is_right_to_left:
        page.right_to_left()
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, line in enumerate(sheet.over):
        page.write_string(place, 0, str(guarded(line)))
    head = len(sheet.over)
    for place, column in enumerate(sheet.columns):
        page.write_string(head, place, str(guarded(column)), bold)
    for line_number, row in enumerate(sheet.rows, start=head + 1):
        write_row(page, line_number, row, day)
    page.freeze_panes(head + 1, 1)
    page.set_column(0, len(sheet.columns), 18)
    book.close()
    return out.getvalue()


def write_row(
    page: xlsxwriter.worksheet.Worksheet,
    number: int,
    row: Sequence[Value],
    day: xlsxwriter.format.Format,
) -> None:
    """One row, each value in its own kind."""
    for place, value in enumerate(row):
        if isinstance(value, int):
            page.write_number(number, place, value)
        elif isinstance(value, date):
            page.write_datetime(number, place, value, day)
        elif value:
            page.write_string(number, place, str(guarded(value)))
