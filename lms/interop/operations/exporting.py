"""The published bank of a course, for a file of another system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lms.assessment.queries.drafts import published_bank
from lms.assessment.rules.questions import BankQuestion
from lms.catalog.queries import latest_version
from lms.core.db import AnySession
from lms.core.text import Language
from lms.interop.rules.exported import Exported
from lms.interop.rules.formats import Writer

NOT_OF_THE_BODY = frozenset({"key", "type", "objective", "use", "absolute", "tags"})


def bank_for_export(session: AnySession, course_key: str) -> tuple[Exported, ...]:
    """Every question that the latest published version may ask. Raises NotFound."""
    bank = published_bank(session, latest_version(session, course_key))
    return tuple(map(_exported, bank))


def losses_of(
    questions: Sequence[Exported], writer: Writer, language: Language
) -> Mapping[str, tuple[str, ...]]:
    """By question key, what a format loses of it; questions that lose nothing are not in it."""
    found = {each.key: writer.losses(each, language) for each in questions}
    return {key: sentences for key, sentences in found.items() if sentences}


def _exported(question: BankQuestion) -> Exported:
    body: dict[str, Any] = {
        name: value for name, value in question.body.items() if name not in NOT_OF_THE_BODY
    }
    tags = tuple(question.body.get("tags", ()))
    return Exported(question.key, question.type, body, (question.unit_key,), tags)
