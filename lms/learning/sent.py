"""Answers sent together, as JSON: read from a request, and told back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.assessment.operations import KeptSteps, SentStep
from lms.core.errors import DomainError
from lms.core.speech import gettext as _

EARLIEST_YEAR, LATEST_YEAR = 2000, 2200
HIGHEST_SLOT = 1000


class StepsMalformed(DomainError):
    """The JSON is not a list of answers with all their fields."""

    code = "steps_malformed"


def read_steps(body: object) -> tuple[list[SentStep], datetime | None]:
    """The answers in a body, and what the client's clock said. Raises StepsMalformed."""
    if not isinstance(body, Mapping) or not isinstance(body.get("steps"), list):
        raise StepsMalformed
    sent_at = instant(body["sent_at"]) if body.get("sent_at") is not None else None
    return [read_step(each) for each in body["steps"]], sent_at


def read_step(step: object) -> SentStep:
    """One answer. Raises StepsMalformed."""
    if not isinstance(step, Mapping) or "response" not in step:
        raise StepsMalformed
    slot = step.get("slot")
    if type(slot) is not int or not 0 <= slot <= HIGHEST_SLOT:
        raise StepsMalformed
    return SentStep(
        uuid_of(step.get("client_uuid")), slot, step["response"], instant(step.get("answered_at"))
    )


def uuid_of(text: object) -> UUID:
    """An id as it is written. Raises StepsMalformed."""
    try:
        return UUID(text if isinstance(text, str) else "")
    except ValueError as wrong:
        raise StepsMalformed from wrong


def instant(text: object) -> datetime:
    """An instant with its offset, as ISO 8601 writes it. Raises StepsMalformed."""
    try:
        read = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError as wrong:
        raise StepsMalformed from wrong
    if read.tzinfo is None or not EARLIEST_YEAR < read.year < LATEST_YEAR:
        raise StepsMalformed
    return read


def told(kept: KeptSteps) -> dict[str, Any]:
    """What became of the answers: each as it is kept, and a sentence where one does not count."""
    body: dict[str, Any] = {
        "attempt": str(kept.head.id),
        "state": kept.state.name,
        "deadline_at": kept.head.deadline_at and kept.head.deadline_at.isoformat(),
        "steps": [
            {
                "client_uuid": str(step.id),
                "slot": step.slot,
                "response": step.response,
                "answered_at": step.occurred_at.isoformat(),
                "received_at": step.recorded_at.isoformat(),
                "counts": step.counts,
            }
            for step in kept.steps
        ],
    }
    if not all(step.counts for step in kept.steps):
        body["text"] = _(
            "Some answers came after the attempt was graded, or after its time was over. They are"
            " kept, and they do not change the grade."
        )
    return body


def refused(error: DomainError, title: str, text: str) -> dict[str, Any]:
    """A refusal as JSON; client_uuid: which answer it is about. Nothing was kept."""
    body = {"error": error.code, "title": title, "text": text}
    if "client_uuid" in error.facts:
        body["client_uuid"] = str(error.facts["client_uuid"])
    return body
