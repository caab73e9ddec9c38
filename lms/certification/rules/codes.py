"""The code on the paper, the name beside it, and how often they may be tried."""

from __future__ import annotations

from lms.certification.rules.facts import PrintedName
from lms.core.ids import folded_code, grouped, is_checked
from lms.core.text import fold

CODE_LENGTH = 13  # 12 random characters and the one that checks them
WRONG_NAMES = (10, 24 * 60 * 60)  # by code: tries, seconds
WRONG_CODES = (60, 60)  # by address: tries, seconds
FILES = (20, 60)  # by address, right ones too: each takes a second to read


def typed_code(typed: str) -> str:
    """A code as typed from paper, as it is stored: dashes, spaces and invisible marks dropped."""
    return folded_code("".join(sign for sign in typed if sign.isalnum()))


def is_code(code: str) -> bool:
    """Whether a folded code is well formed; if not, it was typed wrongly. It may be nobody's."""
    return len(code) == CODE_LENGTH and is_checked(code)


def printed_code(code: str) -> str:
    """The code as printed: 9TQK-4M7B-XE2D-W."""
    return grouped(code)


def matches(typed: str, name: PrintedName) -> bool:
    """Whether a typed name is, as a whole, one of the printed ones; spelling habits are folded."""
    wanted = fold(typed)
    return bool(wanted) and wanted in {fold(name.ar), fold(name.ckb), fold(name.en)}
