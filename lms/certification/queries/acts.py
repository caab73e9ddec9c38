"""What is asked for about certificates, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from lms.certification.models import (
    CertificateAct,
    CertificateActAnswer,
    CertificateCorrection,
    CertificateCorrectionAnswer,
)
from lms.certification.rules import PrintedName
from lms.core.db import AnySession
from lms.core.sealed import ring


@dataclass(frozen=True, slots=True)
class Act:
    """A revocation, correction or new issue asked for: confirmed, declined, or not answered."""

    id: UUID
    certificate_id: UUID
    act: str
    reason: str
    note: str
    asked_by: UUID
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a holder says is wrong. act_id, refusal: what became of it; neither yet: it waits."""

    id: UUID
    certificate_id: UUID
    reason: str
    evidence: str
    asked_at: datetime
    act_id: UUID | None
    refusal: str | None

    @property
    def is_waiting(self) -> bool:
        """Whether no coordinator has answered it."""
        return self.act_id is None and self.refusal is None


def acts_of(session: AnySession, certificate_ids: Iterable[UUID]) -> list[Act]:
    """What was asked for about these certificates, the newest first. One statement."""
    rows = session.execute(
        select(CertificateAct, CertificateActAnswer)
        .outerjoin(CertificateActAnswer, CertificateActAnswer.act_id == CertificateAct.id)
        .where(CertificateAct.certificate_id.in_(list(certificate_ids)))
        .order_by(CertificateAct.occurred_at.desc(), CertificateAct.id.desc())
    )
    return [as_act(asked, answered) for asked, answered in rows]


def as_act(asked: CertificateAct, answered: CertificateActAnswer | None) -> Act:
    """An act as plain values."""
    return Act(
        id=asked.id,
        certificate_id=asked.certificate_id,
        act=asked.act,
        reason=asked.reason,
        note=opened_note(asked),
        asked_by=cast(UUID, asked.recorded_by),
        asked_at=asked.occurred_at,
        answer=answered.answer if answered else None,
        answered_at=answered.occurred_at if answered else None,
    )


def corrections_of(session: AnySession, certificate_ids: Iterable[UUID]) -> list[Correction]:
    """What holders asked to correct on these certificates, the newest first. One statement."""
    answer = CertificateCorrectionAnswer
    rows = session.execute(
        select(CertificateCorrection, answer)
        .outerjoin(answer, answer.correction_id == CertificateCorrection.id)
        .where(CertificateCorrection.certificate_id.in_(list(certificate_ids)))
        .order_by(CertificateCorrection.occurred_at.desc(), CertificateCorrection.id.desc())
    )
    return [
        Correction(
            id=asked.id,
            certificate_id=asked.certificate_id,
            reason=asked.reason,
            evidence=opened_note(asked),
            asked_at=asked.occurred_at,
            act_id=answered.act_id if answered else None,
            refusal=opened_note(answered) if answered and answered.note_sealed else None,
        )
        for asked, answered in rows
    ]


def opened_note(row: Any) -> str:
    """The sealed words of a row."""
    return ring().open(row.note_sealed, table=row.__tablename__, column="note_sealed", row=row.id)


def lines_of_act(row: CertificateAct) -> PrintedName:
    """The lines that the new certificate will print. The act is no revocation."""
    sealed = cast(bytes, row.name_sealed)
    text = ring().open(sealed, table="certificate_act", column="name_sealed", row=row.id)
    return PrintedName.from_json(text)


def lines_to_print(session: AnySession, act_id: UUID) -> PrintedName | None:
    """The lines of the certificate that an act would issue; none of a revocation.

    The caller has checked the scope.
    """
    act = session.get(CertificateAct, act_id)
    return lines_of_act(act) if act and act.name_sealed is not None else None


def printed_lines(row: Any) -> PrintedName:
    """The lines that a certificate prints."""
    return PrintedName.from_json(
        ring().open(
            row.name_printed_sealed, table="certificate", column="name_printed_sealed", row=row.id
        )
    )
