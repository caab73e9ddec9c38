"""What a question file of another system holds, question by question, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from lms.assessment.rules.drafts import in_every_language, read_draft
from lms.assessment.rules.questions import InvalidQuestion, QuestionType
from lms.catalog.rules import MOST_LINES, MOST_TARGETS
from lms.core.text import Language

__all__ = ["Body", "Draft", "Found", "Verdict", "in_every_language", "taken", "words"]

Verdict = Literal["ok", "warning", "error", "dropped"]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A question in one language, as a package would write it.

    body: the package's fields without key, type, objective, use and tags; each text a mapping of
    the one language. idnumber: what another system knows it by, or nothing. category: names from
    the root down.
    """

    type: QuestionType
    body: Body
    title: str
    idnumber: str | None = None
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One question of a file, and what becomes of it.

    line: where it begins, from 1. type: as the file names it where we have none of it. reasons:
    sentences on what is dropped or changed, or why it cannot be taken. draft: nothing with
    `error` and `dropped`.
    """

    line: int
    title: str
    type: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    draft: Draft | None = field(default=None, repr=False)

    def as_json(self) -> dict[str, Any]:
        """The form of the report."""
        return {
            "line": self.line,
            "title": self.title,
            "type": self.type,
            "verdict": self.verdict,
            "reason": " ".join(self.reasons),
        }


def taken(line: int, draft: Draft, *, reasons: tuple[str, ...] = ()) -> Found:
    """A question that can be answered as it was read; an error when nobody could.

    reasons: what was dropped or changed on the way. What a package would not take is named too.
    """
    reasons = (*reasons, *_too_many(draft.type, draft.body))
    found = Found(line, draft.title, draft.type, "warning" if reasons else "ok", reasons, draft)
    try:
        read_draft(draft.type, draft.body)
    except InvalidQuestion as error:
        words = f"Nobody could answer it: {error}."
        return replace(found, verdict="error", reasons=(*reasons, words), draft=None)
    return found


def _too_many(kind: str, body: Body) -> Iterator[str]:
    """What a package has no room for."""
    for name in ("options", "stems", "items", "answers", "blanks"):
        lines = body.get(name, ())
        most = MOST_TARGETS if (kind, name) == ("matching", "options") else MOST_LINES
        if len(lines) > most:
            yield f"It has {len(lines)} {name}: a package takes {most} at most."
    for blank in body.get("blanks", ()):
        yield from _too_many("cloze", blank)


def words(text: str, language: Language) -> dict[str, str]:
    """A text of one language as a body holds it."""
    return {language: text}
