"""What the holder of a certificate is to be told of its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select

from lms.accounts.rules import Viewer
from lms.certification.models import (
    Certificate,
    CertificateEvent,
    CertificateReminder,
    CertificateReminderSeen,
)
from lms.certification.queries.slots import RENEWAL
from lms.certification.rules import CourseFacts
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession

IS_REMINDED_OF = and_(  # neither revoked nor replaced, and not begun anew; beside an Enrolment
    Certificate.id.not_in(
        select(CertificateEvent.certificate_id).where(
            CertificateEvent.event.in_(("revoked", "superseded"))
        )
    ),
    RENEWAL.is_(None),
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A certificate ends soon, and its holder has not said that they know."""

    id: UUID
    certificate_id: UUID
    course: CourseFacts
    valid_until: date


def reminders_of(session: AnySession, viewer: Viewer, *, on: date) -> list[Reminder]:
    """The newest unread reminder of each of the viewer's certificates. One statement."""
    rows = session.execute(
        select(CertificateReminder.id, Certificate.id, Certificate.course_facts,
               Certificate.valid_until)
        .join(Certificate, Certificate.id == CertificateReminder.certificate_id)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(
            Certificate.person_id == viewer.person_id,
            Certificate.valid_until >= on,
            CertificateReminder.id.not_in(select(CertificateReminderSeen.reminder_id)),
            IS_REMINDED_OF,
        )
        .order_by(CertificateReminder.days_before.desc())
    )  # fmt: skip
    newest = {
        certificate_id: Reminder(reminder_id, certificate_id, CourseFacts.from_json(facts), until)
        for reminder_id, certificate_id, facts, until in rows
        if until is not None  # the statement asks for those that end
    }
    return sorted(newest.values(), key=lambda one: one.valid_until)
