"""Files given as answers: whose they are, and who may fetch one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select

from lms.accounts.queries.names import count_as_shown
from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, EvidenceFile
from lms.assessment.queries.marking import MARKERS
from lms.assessment.rules.evidence import FileLine
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.core.sealed import ring


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's content, opened."""

    kind: str
    content: bytes


LINES = select(EvidenceFile.id, EvidenceFile.kind, EvidenceFile.size_bytes)
FILES = (
    select(EvidenceFile.id, EvidenceFile.kind, EvidenceFile.content_sealed, Enrolment.person_id)
    .join(Attempt, Attempt.id == EvidenceFile.attempt_id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
)


def files_in(
    session: AnySession, attempt_id: UUID, position: int, keys: Sequence[str]
) -> tuple[FileLine, ...]:
    """The files that an answer names, in its order; of this attempt and place only."""
    mine = LINES.where(EvidenceFile.attempt_id == attempt_id, EvidenceFile.slot == position)
    by_key = {row.id.hex: FileLine(*row) for row in session.execute(mine)}
    return tuple(by_key[key] for key in keys if key in by_key)


def own_file(session: AnySession, viewer: Viewer, file_id: UUID) -> OpenedFile:
    """A file of the viewer's own answers. Raises NotFound, CannotOpen."""
    return _opened(session, _found(session, file_id, Enrolment.person_id == viewer.person_id))


def file_to_mark(session: AnySession, viewer: Viewer, file_id: UUID) -> OpenedFile:
    """A file in the reach of who marks it; who looks at whose is logged.

    Raises NotFound, Forbidden (one's own), CannotOpen.
    """
    reached = visible_enrolments(viewer, roles=MARKERS)
    row = _found(session, file_id, Enrolment.id.in_(reached))
    if row.person_id == viewer.person_id:
        raise Forbidden
    return _opened(session, row)


def _found(
    session: AnySession, file_id: UUID, whose: ColumnElement[bool]
) -> Row[UUID, str, bytes, UUID]:
    row = session.execute(FILES.where(EvidenceFile.id == file_id, whose)).first()
    if row is None:
        raise NotFound
    return row


def _opened(session: AnySession, row: Row[UUID, str, bytes, UUID]) -> OpenedFile:
    count_as_shown(session, [row.person_id])
    content = ring().open_bytes(
        row.content_sealed, table="evidence_file", column="content_sealed", row=row.id
    )
    return OpenedFile(row.kind, content)
