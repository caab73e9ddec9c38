"""A report as a file: CSV for every program, XLSX with real numbers and dates."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter

Value = str | int | date | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
DAY_FORMAT = "yyyy-mm-dd"
WIDEST_COLUMN, NARROWEST_COLUMN = 40, 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what it is above it. head: label and value, one line each."""

    name: str
    head: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_right_to_left: bool
    made_on: date


def guarded(text: str) -> str:
    """The text, so that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def lines_of(sheet: Sheet) -> list[tuple[Value, ...]]:
    """Every line of the file: the head, an empty line, the names of the columns, the rows."""
    return [*sheet.head, (), sheet.columns, *sheet.rows]


def csv_bytes(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, by which Excel knows it; days as 2026-11-24."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([csv_text(value) for value in line] for line in lines_of(sheet))
    return (BOM + text.getvalue()).encode("utf-8")


def csv_text(value: Value) -> str:
    """A value as text; only text can be mistaken for a formula."""
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)


def xlsx_bytes(sheet: Sheet) -> bytes:
    """One sheet, from right to left where the language is; it names no author."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": DAY_FORMAT})
    book.set_properties({"author": "", "created": datetime.combine(sheet.made_on, time())})
    strong = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    page = book.add_worksheet(sheet.name)
    if sheet.is_right_to_left:
        page.right_to_left()
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for place, line in enumerate(lines_of(sheet)):
        is_columns = place == len(sheet.head) + 1
        write_line(page, place, line, strong if is_columns else None)
    set_widths(page, sheet)
    page.freeze_panes(len(sheet.head) + 2, 1)
    book.close()
    return out.getvalue()


def write_line(
    page: xlsxwriter.worksheet.Worksheet, place: int, line: Sequence[Value], style: object
) -> None:
    """Write each value as what it is; text never as a formula, a number or a link."""
    for column, value in enumerate(line):
        if isinstance(value, str):
            page.write_string(place, column, guarded(value), style)
        elif isinstance(value, date):
            page.write_datetime(place, column, datetime.combine(value, time()))
        elif value is not None:
            page.write_number(place, column, value)


def set_widths(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    """Columns as wide as what stands in them, within reason."""
    for column in range(len(sheet.columns)):
        longest = max((len(str(row[column] or "")) for row in sheet.rows), default=0)
        page.set_column(column, column, min(max(longest + 2, NARROWEST_COLUMN), WIDEST_COLUMN))
