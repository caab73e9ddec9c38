"""A QR code as filled boxes: sharp at any size, and read by phones from worn paper."""

from __future__ import annotations

from itertools import groupby

import segno

from lms.core.pdf.writer import number


def qr_operators(content: str, side: float) -> str:
    """Path operators of a QR code, level M, from 0 0 (lower left) to side side, in points.

    The quiet zone, four modules of empty paper on each side, is the page's to leave.
    """
    matrix = segno.make(content, error="m", micro=False, boost_error=False).matrix
    module = side / len(matrix)
    boxes = []
    for row, cells in enumerate(matrix):
        column = 0
        for is_dark, run in groupby(cells):
            count = len(list(run))
            if is_dark:
                corner = f"{number(column * module)} {number(side - (row + 1) * module)}"
                boxes.append(f"{corner} {number(count * module)} {number(module)} re")
            column += count
    return " ".join([*boxes, "f"])
