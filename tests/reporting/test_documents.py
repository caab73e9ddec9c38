from __future__ import annotations

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest

from lms.reporting.documents import Sheet, csv_bytes, guarded, xlsx_bytes


def make_sheet(*rows, over=("Spring",), is_right_to_left=True):
    return Sheet("Spring", over, ("Number", "المتدرب", "Completed on"), rows, is_right_to_left)


def lines_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def page_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_is_made_harmless(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", ["سلام", "a=b", "", 0, -1, date(2026, 3, 3), None])
def test_any_other_value_stays_as_it_is(value):
    assert guarded(value) == value


def test_a_csv_begins_with_a_byte_order_mark_and_holds_arabic():
    content = csv_bytes(make_sheet((1, "سلام كريم", None)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert lines_of(content) == [
        ["Spring"], ["Number", "المتدرب", "Completed on"], ["1", "سلام كريم", ""]
    ]  # fmt: skip


def test_a_csv_guards_its_cells_and_the_lines_over_them_and_writes_iso_dates():
    content = csv_bytes(make_sheet((2, '=HYPERLINK("x")', date(2026, 3, 3)), over=("=1+1",)))
    over, _, row = lines_of(content)
    assert over == ["'=1+1"]
    assert row == ["2", '\'=HYPERLINK("x")', "2026-03-03"]


@pytest.mark.parametrize("is_right_to_left", [True, False])
def test_a_workbook_runs_in_the_direction_of_its_language(is_right_to_left):
    page = page_of(xlsx_bytes(make_sheet((1, "س", None), is_right_to_left=is_right_to_left)))
    assert bool(page.sheet_view.rightToLeft) is is_right_to_left


def test_a_workbook_holds_real_numbers_and_real_dates():
    page = page_of(xlsx_bytes(make_sheet((7, "سلام", date(2026, 3, 3)))))
    number, name, day = page[3]
    assert (number.value, number.data_type) == (7, "n")
    assert name.value == "سلام"
    assert (day.value, day.is_date) == (datetime(2026, 3, 3), True)  # noqa: DTZ001


def test_a_workbook_guards_texts_and_holds_no_formula():
    page = page_of(xlsx_bytes(make_sheet((1, "=1+1", None), over=("+x", "@y"))))
    texts = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {"'+x", "'@y", "'=1+1"} <= set(texts)
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_the_heading_stays_in_sight_and_nobody_is_named_as_author():
    content = xlsx_bytes(make_sheet((1, "س", None), over=("a", "b", "c")))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.worksheets[0].freeze_panes == "B5"
    assert not book.properties.creator
