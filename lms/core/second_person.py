"""What one person asks for and a second one answers: the table of answers is alike everywhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Fact, Uuid16


class SecondAnswer(Fact):
    """What was decided; asked_by: who asked, so that the same person never confirms.

    A table of answers names what they are of: `__fact_args__ = answered_once("reversal_id")`.
    """

    asked_by: Mapped[UUID] = mapped_column(Uuid16)
    answer: Mapped[str] = mapped_column(String(9))


def answered_once(column: str) -> tuple[Any, ...]:
    """The constraints: one answer to each, and no confirmation by who asked."""
    return (
        UniqueConstraint(column),
        CheckConstraint("answer IN ('confirmed', 'declined')", name="answer_known"),
        CheckConstraint(
            "answer = 'declined' OR (recorded_by IS NOT NULL AND recorded_by <> asked_by)",
            name="a_second_person_confirms",
        ),
    )
