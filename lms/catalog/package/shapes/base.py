"""What every shape is made of: texts in three languages, keys, citations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lms.core.text import LANGUAGES, Language


class Shape(BaseModel):
    """A frozen mapping that refuses unknown fields and converts nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"\S")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"\S")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Version = Annotated[
    str, StringConstraints(pattern=r"^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$")
]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
ClauseKey = Annotated[str, StringConstraints(pattern=r"^S\d{1,2}$")]
Minutes = Annotated[int, Field(ge=1, le=600)]
Jurisdiction = Literal["international", "federal", "kri", "both"]


class Words3(Shape):
    """A text in Arabic, Sorani and English; none may be missing or empty."""

    ar: Words
    ckb: Words
    en: Words

    def in_(self, language: Language) -> str:
        """The text in `language`."""
        return {"ar": self.ar, "ckb": self.ckb, "en": self.en}[language]


class Cited(Shape):
    """A source's key in sources.yaml and, where it can be named, the article."""

    source: Key
    article: Line | None = None


__all__ = ["LANGUAGES", "Cited", "ClauseKey", "Day", "Jurisdiction", "Key", "Line", "Minutes",
           "Shape", "Version", "Words", "Words3"]  # fmt: skip
