"""A holder asks to correct what is printed; a coordinator answers. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.certification.models import (
    Certificate,
    CertificateCorrection,
    CertificateCorrectionAnswer,
)
from lms.certification.operations.acts import ask_correction
from lms.certification.operations.lifecycle import locked, state_of
from lms.certification.queries import corrections_of, latest_in, opened_note, slot_of_row
from lms.certification.rules import COUNTS, NotInThatState
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.rules import AlreadyAnswered

ANSWERS = cast(Table, CertificateCorrectionAnswer.__table__)


def request_correction(
    session: AnySession,
    *,
    viewer: Viewer,
    certificate_id: UUID,
    reason: str,
    evidence: str,
    at: datetime,
) -> UUID:
    """Say that one's own certificate prints something wrong; the request's id.

    Again, while one waits, gives that one. Raises NotFound, NotInThatState.
    """
    row = session.get(Certificate, certificate_id)
    if row is None or row.person_id != viewer.person_id:
        raise NotFound
    latest_in(session, slot_of_row(row))
    if state_of(session, certificate_id, at) not in COUNTS:
        raise NotInThatState
    for known in corrections_of(session, [certificate_id]):
        if known.is_waiting:
            return known.id
    return _kept_request(session, viewer, certificate_id, (reason, evidence), at)


def _kept_request(
    session: AnySession,
    viewer: Viewer,
    certificate_id: UUID,
    told: tuple[str, str],
    at: datetime,
) -> UUID:
    reason, evidence = told
    asked = CertificateCorrection(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        certificate_id=certificate_id, reason=reason,
    )  # fmt: skip
    asked.note_sealed = ring().seal(
        evidence, table="certificate_correction", column="note_sealed", row=asked.id
    )
    session.add(asked)
    record_event(
        session, account_id=viewer.account_id, verb="request_correction",
        subject_kind="certificate", subject_id=certificate_id, at=at,
    )  # fmt: skip
    session.flush()
    return asked.id


def approve_correction(
    session: AnySession, *, viewer: Viewer, correction_id: UUID, at: datetime
) -> UUID:
    """Ask a second person for what a holder requested; the act's id. The caller checked the scope.

    Raises NotFound, Forbidden (one's own), AlreadyAnswered, NotInThatState, NothingToCorrect (the
    record is corrected first).
    """
    asked = _asked(session, viewer, correction_id)
    act_id = ask_correction(
        session, viewer=viewer, certificate_id=asked.certificate_id, reason=asked.reason,
        note=opened_note(asked), at=at,
    )  # fmt: skip
    _keep(session, viewer, correction_id, at, act_id=act_id)
    return act_id


def decline_correction(
    session: AnySession, *, viewer: Viewer, correction_id: UUID, reason: str, at: datetime
) -> None:
    """Leave the certificate as it is, and tell its holder why. The caller checked the scope.

    Raises NotFound, Forbidden (one's own), AlreadyAnswered.
    """
    asked = _asked(session, viewer, correction_id)
    _keep(session, viewer, correction_id, at, reason=reason)
    record_event(
        session, account_id=viewer.account_id, verb="decline_correction", reason=reason,
        subject_kind="certificate", subject_id=asked.certificate_id, at=at,
    )  # fmt: skip
    session.flush()


def _asked(session: AnySession, viewer: Viewer, correction_id: UUID) -> CertificateCorrection:
    asked = session.get(CertificateCorrection, correction_id)
    if asked is None:
        raise NotFound
    locked(session, viewer, asked.certificate_id)
    known = corrections_of(session, [asked.certificate_id])
    if not any(one.id == correction_id and one.is_waiting for one in known):
        raise AlreadyAnswered
    return asked


def _keep(
    session: AnySession,
    viewer: Viewer,
    correction_id: UUID,
    at: datetime,
    *,
    act_id: UUID | None = None,
    reason: str | None = None,
) -> None:
    answer_id = new_id(at)
    row: dict[str, Any] = {
        "id": answer_id, "occurred_at": at, "recorded_at": at, "source": "web",
        "recorded_by": viewer.account_id, "correction_id": correction_id, "act_id": act_id,
        "note_sealed": None,
    }  # fmt: skip
    if reason:
        row["note_sealed"] = ring().seal(
            reason, table=ANSWERS.name, column="note_sealed", row=answer_id
        )
    session.flush()
    if not is_inserted_once(session, ANSWERS, row, "correction_id"):
        raise AlreadyAnswered
