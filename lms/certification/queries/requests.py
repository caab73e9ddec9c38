"""Certificates that wait for a coordinator's approval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select

from lms.certification.models import CertificateRequest, CertificateRequestAnswer
from lms.certification.rules import PrintedName
from lms.core.db import AnySession
from lms.core.sealed import ring
from lms.core.text import Language


@dataclass(frozen=True, slots=True)
class AskedCertificate:
    """A request and its answer: confirmed, declined with a reason, or none yet."""

    id: UUID
    enrolment_id: UUID
    number: int
    leading_language: Language
    asked_at: datetime
    answer: str | None
    reason: str | None


def requests_of(session: AnySession, enrolment_ids: Iterable[UUID]) -> list[AskedCertificate]:
    """The requests in these enrolments, the newest of each last. One statement."""
    rows = session.execute(
        select(CertificateRequest, CertificateRequestAnswer)
        .outerjoin(
            CertificateRequestAnswer, CertificateRequestAnswer.request_id == CertificateRequest.id
        )
        .where(CertificateRequest.enrolment_id.in_(list(enrolment_ids)))
        .order_by(CertificateRequest.number)
    )
    return [as_asked(asked, answered) for asked, answered in rows]


def latest_request(session: AnySession, enrolment_id: UUID) -> AskedCertificate | None:
    """The newest request in an enrolment."""
    return next(reversed(requests_of(session, [enrolment_id])), None)


def as_asked(
    asked: CertificateRequest, answered: CertificateRequestAnswer | None
) -> AskedCertificate:
    """A request as plain values."""
    note = answered.note_sealed if answered else None
    return AskedCertificate(
        id=asked.id,
        enrolment_id=asked.enrolment_id,
        number=asked.number,
        leading_language=cast(Language, asked.leading_language),
        asked_at=asked.occurred_at,
        answer=answered.answer if answered else None,
        reason=ring().open(
            note, table="certificate_request_answer", column="note_sealed", row=answered.id
        )
        if answered and note
        else None,
    )


def confirmed_lines(session: AnySession, request_id: UUID) -> PrintedName:
    """The lines that the holder confirmed."""
    sealed = session.scalars(
        select(CertificateRequest.name_sealed).where(CertificateRequest.id == request_id)
    ).one()
    table = CertificateRequest.__tablename__
    text = ring().open(sealed, table=table, column="name_sealed", row=request_id)
    return PrintedName.from_json(text)
