"""Text in the three languages, and the folding by which two spellings are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["ar", "ckb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

DROPPED = dict.fromkeys(
    [0x0640, *range(0x064B, 0x0660), 0x0670, *range(0x200C, 0x2010), *range(0x202A, 0x202F),
     *range(0x2066, 0x206A), 0x066C]
)  # fmt: skip
SPELLING = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ة": "ه"})
FOLDED = str.maketrans(
    {
        **dict.fromkeys("ىي", "ی"),
        "ك": "ک",
        **dict.fromkeys("ەھ", "ه"),
        "٫": ".",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)
UNREADABLE = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
ARABIC_DIGITS = str.maketrans(
    {chr(start + digit): str(digit) for start in (0x0660, 0x06F0) for digit in range(10)}
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the three languages, none of them empty."""

    ar: str
    ckb: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `language`; English for any other."""
        return {"ar": self.ar, "ckb": self.ckb}.get(language, self.en)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> Text:
        """Raises KeyError when a language is missing."""
        return cls(ar=mapping["ar"], ckb=mapping["ckb"], en=mapping["en"])


def fold(text: str, *, keeps_spelling: bool = False, keeps_case: bool = False) -> str:
    """The form in which two spellings are compared; never shown. Idempotent.

    keeps_spelling: hamza and teh marbuta stay, where a trainer teaches spelling.
    Source: spec/attempts.md, "Text folding". Sorani ە and ه with a joiner fall together
    before the joiner is dropped.
    """
    plain = unicodedata.normalize("NFKC", text).replace("ه\u200c", "ه")
    plain = plain.translate(DROPPED).translate(FOLDED)
    plain = plain if keeps_spelling else plain.translate(SPELLING)
    plain = unicodedata.normalize("NFKC", plain if keeps_case else plain.casefold())
    return re.sub(r"\s+", " ", plain).strip()


def is_one_line(text: str, *, most: int) -> bool:
    """Whether a text is `most` characters at most, with no control, line end or private one."""
    return len(text) <= most and not any(unicodedata.category(each) in UNREADABLE for each in text)


def western_digits(text: str) -> str:
    """The same text with 0-9 for the digits of the Arabic script."""
    return text.translate(ARABIC_DIGITS)
