"""Figures to take away: values in, bytes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Value = str | int | float | None


def csv_bytes(rows: Sequence[Sequence[Value]]) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read Arabic; no text is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow(["" if value is None else guarded(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def guarded(value: str | int | float) -> str | int | float:
    """A text that a spreadsheet would take for a formula, made harmless by an apostrophe."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value
