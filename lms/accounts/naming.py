"""Names as people type them: what one may hold, and how they become a person's names."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from lms.accounts.rules import Names
from lms.core.text import fold

LONGEST_PART = 60
LONGEST_LATIN = 120
PARTS = ("given", "father", "grandfather", "fourth")
# Marks that turn the direction of what follows: a name with one could rewrite the line around it.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(text: str | None) -> str:
    """One line, composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def is_name(text: str) -> bool:
    """Whether a text may be a name: a letter at least, and nothing that is not printed."""
    if not any(unicodedata.category(letter).startswith("L") for letter in text):
        return False
    joiners = "\u200c\u200d"
    return not any(
        letter in TURNING
        or (
            unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") and letter not in joiners
        )
        for letter in text
    )


def names_from(fields: Mapping[str, str]) -> Names:
    """Names from `ar_given` … `ckb_fourth` and `latin`; missing fields are empty."""
    by_script = {
        script: tuple(
            part for part in (tidy(fields.get(f"{script}_{name}")) for name in PARTS) if part
        )
        for script in ("ar", "ckb")
    }
    return Names(ar=by_script["ar"], ckb=by_script["ckb"], en=tidy(fields.get("latin")))


def has_gap(fields: Mapping[str, str], script: str) -> str | None:
    """The first missing part of a script in which something is written; nothing when whole."""
    written = [bool(tidy(fields.get(f"{script}_{name}"))) for name in PARTS]
    if not any(written):
        return None
    return next(
        (name for name, is_there in zip(PARTS[:3], written, strict=False) if not is_there), None
    )


def folded_lines(names: Names) -> frozenset[str]:
    """The whole name in each script, as two spellings are compared."""
    lines = (" ".join(names.ar), " ".join(names.ckb), names.en)
    return frozenset(fold(line) for line in lines if line)
