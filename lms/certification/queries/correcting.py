"""One's own certificate, to ask for a correction of what it prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.accounts.rules import Viewer
from lms.certification.models import Certificate
from lms.certification.queries.acts import Correction, corrections_of, printed_lines
from lms.certification.queries.events import events_of
from lms.certification.queries.own import CertificateCard, card
from lms.certification.rules import COUNTS, PrintedName
from lms.core.db import AnySession
from lms.core.errors import NotFound


def is_own(session: AnySession, viewer: Viewer, certificate_id: UUID) -> bool:
    """Whether a certificate is the viewer's own."""
    mine = select(Certificate.id).filter_by(id=certificate_id, person_id=viewer.person_id)
    return session.scalar(mine) is not None


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """One's own certificate: its printed lines, and what one asked to correct before."""

    card: CertificateCard
    printed: PrintedName
    corrections: tuple[Correction, ...]

    @property
    def may_ask(self) -> bool:
        """Whether a correction may be asked for now."""
        is_waiting = any(one.is_waiting for one in self.corrections)
        return self.card.standing.state in COUNTS and not is_waiting


def own_certificate(
    session: AnySession, viewer: Viewer, certificate_id: UUID, *, on: date
) -> OwnCertificate:
    """One of the viewer's own certificates. Raises NotFound."""
    mine = select(Certificate).filter_by(id=certificate_id, person_id=viewer.person_id)
    row = session.scalar(mine)
    if row is None:
        raise NotFound
    events = events_of(session, [row.id]).get(row.id, ())
    asked = corrections_of(session, [row.id])
    return OwnCertificate(card(row, events, on), printed_lines(row), tuple(asked))
