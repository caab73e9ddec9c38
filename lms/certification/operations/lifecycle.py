"""What happens to a certificate after its issue: one door for every event. Flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.certification.models import Certificate, CertificateEvent
from lms.certification.operations import register
from lms.certification.queries import latest_in, slot_of_row, standing_of
from lms.certification.queries.register import KINDS
from lms.certification.rules import COUNTS, CertificateState, EventKind, NotInThatState
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.core.ids import new_id
from lms.core.locale import local_day
from lms.core.sealed import ring

VERBS: dict[EventKind, str] = {
    "suspended": "suspend_certificate",
    "restored": "restore_certificate",
    "superseded": "correct_certificate",
    "revoked": "revoke_certificate",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """An event to be kept. note: why, in words that only staff read.

    account_id: who did or asked for it; second_account_id: who confirmed it.
    """

    event: EventKind
    reason: str
    account_id: UUID
    at: datetime
    note: str = ""
    review_on: date | None = None
    second_account_id: UUID | None = None
    replacement_id: UUID | None = None


def record_event_of(session: AnySession, certificate_id: UUID, happened: Happening) -> UUID:
    """Append an event of a certificate, after all that is known of it; the event's id.

    Every event there is comes through here. The caller holds the certificate's slot and has
    looked at its state.
    """
    event_id = new_id(happened.at)
    row = CertificateEvent(
        id=event_id, certificate_id=certificate_id, event=happened.event, reason=happened.reason,
        occurred_at=after_all_known(session, certificate_id, happened.at),
        recorded_at=happened.at, recorded_by=happened.account_id, review_on=happened.review_on,
        second_account_id=happened.second_account_id, replacement_id=happened.replacement_id,
    )  # fmt: skip
    if happened.note:
        row.note_sealed = ring().seal(
            happened.note, table="certificate_event", column="note_sealed", row=event_id
        )
    session.add(row)
    record_event(
        session, account_id=happened.account_id, second_account_id=happened.second_account_id,
        verb=VERBS[happened.event], subject_kind="certificate", subject_id=certificate_id,
        reason=happened.note, at=happened.at,
    )  # fmt: skip
    session.flush()
    if happened.event in KINDS:
        register.enter_event(
            session, certificate_id=certificate_id, kind=KINDS[happened.event],
            occurred_at=row.occurred_at, at=happened.at,
        )  # fmt: skip
    return event_id


def after_all_known(session: AnySession, certificate_id: UUID, at: datetime) -> datetime:
    """An instant after every event of a certificate: another clock may have run ahead of ours."""
    last_at = session.scalar(
        select(func.max(CertificateEvent.occurred_at)).where(
            CertificateEvent.certificate_id == certificate_id
        )
    )
    return max(at, last_at + timedelta(microseconds=1)) if last_at else at


def locked(session: AnySession, viewer: Viewer, certificate_id: UUID) -> Certificate:
    """Another person's certificate, while nobody else can decide about it or its slot.

    Raises NotFound, Forbidden (nobody decides about their own).
    """
    row = session.get(Certificate, certificate_id)
    if row is None:
        raise NotFound
    if row.person_id == viewer.person_id:
        raise Forbidden
    latest_in(session, slot_of_row(row))
    return row


def state_of(session: AnySession, certificate_id: UUID, at: datetime) -> CertificateState:
    """The state of a certificate today."""
    return standing_of(session, certificate_id, on=local_day(at)).state


def suspend(
    session: AnySession,
    *,
    viewer: Viewer,
    certificate_id: UUID,
    note: str,
    review_on: date,
    at: datetime,
) -> UUID:
    """Let a certificate not count until it is looked at; one person may. The event's id.

    The caller has checked the scope. Raises NotFound, Forbidden, NotInThatState.
    """
    locked(session, viewer, certificate_id)
    if state_of(session, certificate_id, at) not in COUNTS:
        raise NotInThatState
    happened = Happening(
        "suspended", "under_review", viewer.account_id, at, note=note, review_on=review_on
    )
    return record_event_of(session, certificate_id, happened)


def restore(
    session: AnySession, *, viewer: Viewer, certificate_id: UUID, note: str, at: datetime
) -> UUID:
    """End a suspension. The event's id. Raises NotFound, Forbidden, NotInThatState."""
    locked(session, viewer, certificate_id)
    if state_of(session, certificate_id, at) != "suspended":
        raise NotInThatState
    happened = Happening("restored", "review_ended", viewer.account_id, at, note=note)
    return record_event_of(session, certificate_id, happened)
