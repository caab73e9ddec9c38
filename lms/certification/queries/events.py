"""What happened to certificates after their issue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.certification.models import Certificate, CertificateEvent
from lms.certification.rules import (
    CertificateEventFact,
    EventKind,
)
from lms.core.db import AnySession


def events_of(
    session: AnySession, certificate_ids: Iterable[UUID]
) -> dict[UUID, list[CertificateEventFact]]:
    """What happened to these certificates, in order. One statement; none for no ids."""
    ids = list(certificate_ids)
    if not ids:
        return {}
    replacement = aliased(Certificate)
    rows = session.execute(
        select(CertificateEvent, replacement.code)
        .outerjoin(replacement, replacement.id == CertificateEvent.replacement_id)
        .where(CertificateEvent.certificate_id.in_(ids))
        .order_by(CertificateEvent.occurred_at, CertificateEvent.id)
    )
    found: dict[UUID, list[CertificateEventFact]] = {}
    for event, replacement_code in rows:
        fact = event_fact(event, replacement_code)
        found.setdefault(event.certificate_id, []).append(fact)
    return found


def event_fact(event: CertificateEvent, replacement_code: str | None) -> CertificateEventFact:
    """An event as plain values."""
    return CertificateEventFact(
        id=event.id,
        event=cast(EventKind, event.event),
        reason=event.reason,
        occurred_at=event.occurred_at,
        replacement_code=replacement_code,
        review_on=event.review_on,
    )
