"""Certificates that a coordinator approves: asked for by their holder. Flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.certification.models import CertificateRequest, CertificateRequestAnswer
from lms.certification.queries import latest_request, name_to_print
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import Forbidden, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.core.text import Language
from lms.progress.rules import AlreadyAnswered

REQUESTS = cast(Table, CertificateRequest.__table__)
ANSWERS = cast(Table, CertificateRequestAnswer.__table__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request for a certificate that no coordinator has answered yet."""

    request_id: UUID
    is_new: bool


def request_certificate(
    session: AnySession, *, viewer: Viewer, enrolment_id: UUID, leading: Language, at: datetime
) -> Waiting:
    """Keep the lines that the holder confirmed; again, while they wait, gives the same request.

    After one that was declined, the next. Raises NameMissing.
    """
    known = latest_request(session, enrolment_id)
    if known and known.answer is None:
        return Waiting(known.id, is_new=False)
    request_id = new_id(at)
    name = name_to_print(session, viewer.person_id).to_json()
    row = {
        "id": request_id, "occurred_at": at, "recorded_at": at, "source": "web",
        "recorded_by": viewer.account_id, "enrolment_id": enrolment_id,
        "number": known.number + 1 if known else 1, "leading_language": leading,
        "name_sealed": ring().seal(
            name, table=REQUESTS.name, column="name_sealed", row=request_id
        ),
    }  # fmt: skip
    if not is_inserted_once(session, REQUESTS, row, "enrolment_id", "number"):
        return Waiting(waiting_in(session, enrolment_id), is_new=False)
    record_event(
        session, account_id=viewer.account_id, verb="request_certificate",
        subject_kind="enrolment", subject_id=enrolment_id, at=at,
    )  # fmt: skip
    session.flush()
    return Waiting(request_id, is_new=True)


def waiting_in(session: AnySession, enrolment_id: UUID) -> UUID:
    """The request that another click made at the same time. Raises NotFound if it was undone."""
    known = latest_request(session, enrolment_id)
    if known is None:
        raise NotFound
    return known.id


def keep_request_answer(
    session: AnySession,
    *,
    account_id: UUID | None,
    request_id: UUID,
    reason: str | None,
    at: datetime,
) -> None:
    """Append what a coordinator said: approved without a reason, declined with one.

    Raises AlreadyAnswered.
    """
    answer_id = new_id(at)
    row: dict[str, Any] = {
        "id": answer_id, "occurred_at": at, "recorded_at": at, "source": "web",
        "recorded_by": account_id, "request_id": request_id,
        "answer": "declined" if reason else "confirmed", "note_sealed": None,
    }  # fmt: skip
    if reason:
        row["note_sealed"] = ring().seal(
            reason, table=ANSWERS.name, column="note_sealed", row=answer_id
        )
    if not is_inserted_once(session, ANSWERS, row, "request_id"):
        raise AlreadyAnswered


def decline_request(
    session: AnySession, *, viewer: Viewer, request_id: UUID, reason: str, at: datetime
) -> None:
    """Do not issue what was claimed, and say why. The caller has checked the scope.

    Raises NotFound, Forbidden (one's own), AlreadyAnswered.
    """
    enrolment_id = enrolment_of_request(session, viewer.account_id, request_id)
    keep_request_answer(
        session, account_id=viewer.account_id, request_id=request_id, reason=reason, at=at
    )
    record_event(
        session, account_id=viewer.account_id, verb="decline_certificate", reason=reason,
        subject_kind="enrolment", subject_id=enrolment_id, at=at,
    )  # fmt: skip
    session.flush()


def enrolment_of_request(session: AnySession, account_id: UUID | None, request_id: UUID) -> UUID:
    """Whose certificate is asked for. Raises NotFound, Forbidden (nobody answers their own)."""
    asked = session.execute(
        select(CertificateRequest.enrolment_id, CertificateRequest.recorded_by).where(
            CertificateRequest.id == request_id
        )
    ).first()
    if asked is None:
        raise NotFound
    if asked.recorded_by == account_id:
        raise Forbidden
    return cast(UUID, asked.enrolment_id)
