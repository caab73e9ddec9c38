"""The answer of a second person to what somebody asked for. Flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.core.db import AnySession, is_inserted_once
from lms.core.ids import new_id
from lms.core.second_person import SecondAnswer
from lms.progress.rules import AlreadyAnswered, SecondPersonNeeded


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """What waits for a second person. column: how `answers` calls it.

    confirmed, declined: the verbs of the audit log, about the subject.
    """

    id: UUID
    asked_by: UUID
    answers: type[SecondAnswer]
    column: str
    confirmed: str
    declined: str
    subject_kind: str
    subject_id: UUID


def refuse_same_person(viewer: Viewer, asked_by: UUID, *, is_confirmed: bool) -> None:
    """Who asked may decline, never confirm. Raises SecondPersonNeeded."""
    if is_confirmed and asked_by == viewer.account_id:
        raise SecondPersonNeeded


def keep_answer(
    session: AnySession, *, viewer: Viewer, asked: ToAnswer, is_confirmed: bool, at: datetime
) -> UUID:
    """Append the answer, and tell the audit log of both people; its id. Raises AlreadyAnswered."""
    answer_id = new_id(at)
    row = {
        "id": answer_id, "occurred_at": at, "recorded_at": at, "source": "web",
        "recorded_by": viewer.account_id, asked.column: asked.id, "asked_by": asked.asked_by,
        "answer": "confirmed" if is_confirmed else "declined",
    }  # fmt: skip
    table = asked.answers.__table__  # type: ignore[attr-defined]
    if not is_inserted_once(session, table, row, asked.column):
        raise AlreadyAnswered
    record_event(
        session, account_id=viewer.account_id, second_account_id=asked.asked_by,
        verb=asked.confirmed if is_confirmed else asked.declined,
        subject_kind=asked.subject_kind, subject_id=asked.subject_id, at=at,
    )  # fmt: skip
    return answer_id
