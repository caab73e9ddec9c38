"""Telling holders that a certificate ends soon. Flush, never commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select

from lms.accounts.rules import Viewer
from lms.certification.models import (
    Certificate,
    CertificateReminder,
    CertificateReminderSeen,
)
from lms.certification.queries.reminders import IS_REMINDED_OF
from lms.certification.rules.reminders import DAYS_BEFORE, may_remind, reminder_due
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.locale import local_day

REMINDERS = cast(Table, CertificateReminder.__table__)
SEEN = cast(Table, CertificateReminderSeen.__table__)
BATCH = 200


def remind_of_ends(session: AnySession, *, at: datetime) -> int:
    """Write the reminders that are due, a batch of them; how many. Repeat it until it says 0.

    At an hour that is not for reminders nothing is due.
    """
    if not may_remind(at):
        return 0
    return sum(
        is_reminded(session, certificate_id, days, at=at)
        for certificate_id, days in due_reminders(session, at=at)
    )


def due_reminders(session: AnySession, *, at: datetime) -> list[tuple[UUID, int]]:
    """The certificates whose holder is to be told, and which of the reminders it is."""
    today = local_day(at)
    rows = session.execute(
        select(Certificate.id, Certificate.valid_until)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(
            Certificate.valid_until >= today,
            Certificate.valid_until <= today + timedelta(days=max(DAYS_BEFORE)),
            IS_REMINDED_OF,
        )
        .order_by(Certificate.id)
    )
    told = {
        (row.certificate_id, row.days_before)
        for row in session.execute(
            select(CertificateReminder.certificate_id, CertificateReminder.days_before)
        )
    }
    due = ((row.id, reminder_due(row.valid_until, today)) for row in rows)
    wanted = [(one, days) for one, days in due if days is not None and (one, days) not in told]
    return wanted[:BATCH]


def is_reminded(session: AnySession, certificate_id: UUID, days: int, *, at: datetime) -> bool:
    """Write one reminder, once; whether this call did."""
    row = {
        "id": new_id(at), "occurred_at": at, "recorded_at": at, "recorded_by": None,
        "source": "web", "certificate_id": certificate_id, "days_before": days,
    }  # fmt: skip
    return is_inserted_once(session, REMINDERS, row, "certificate_id", "days_before")


def note_seen(session: AnySession, *, viewer: Viewer, reminder_id: UUID, at: datetime) -> None:
    """Its holder has read it; twice is once. Raises NotFound for anybody else's."""
    own = session.scalar(
        select(CertificateReminder.id)
        .join(Certificate, Certificate.id == CertificateReminder.certificate_id)
        .where(CertificateReminder.id == reminder_id, Certificate.person_id == viewer.person_id)
    )
    if own is None:
        raise NotFound
    row = {
        "id": new_id(at), "occurred_at": at, "recorded_at": at, "recorded_by": viewer.account_id,
        "source": "web", "reminder_id": reminder_id,
    }  # fmt: skip
    is_inserted_once(session, SEEN, row, "reminder_id")
