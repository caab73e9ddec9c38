"""Files as an answer: each is kept sealed, and the answer names those that are part of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.assessment.models import EvidenceFile
from lms.assessment.operations.answering import refuse_closed, save_answer
from lms.assessment.queries.attempts import (
    AttemptHead,
    answer_in,
    lock_attempt,
    own_attempt,
    question_of,
    steps_of,
)
from lms.assessment.rules.attempts import attempt_state
from lms.assessment.rules.evidence import KILOBYTE
from lms.assessment.rules.questions import EvidenceQuestion
from lms.core.db import AnySession
from lms.core.errors import DomainError, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.core.uploads import MadeAnew


class TooManyFiles(DomainError):
    """The answer holds as many files as it may: one goes before another comes."""

    code = "too_many_files"


class FileTooLarge(DomainError):
    """The file is larger than the question takes."""

    code = "file_too_large"
    status = 413


class KindNotTaken(DomainError):
    """The question takes another kind of file."""

    code = "kind_not_taken"


def add_evidence(
    session: AnySession,
    *,
    viewer: Viewer,
    attempt_id: UUID,
    position: int,
    file: MadeAnew,
    at: datetime,
) -> UUID:
    """Add a file to an answer in the viewer's own attempt; its id.

    Raises NotFound, AttemptClosed, TooManyFiles, FileTooLarge, KindNotTaken.
    """
    head, question, given = _standing(session, viewer, attempt_id, position, at=at)
    _refuse_file(question, given, file)
    kept = EvidenceFile(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        attempt_id=head.id, slot=position, kind=file.kind, size_bytes=len(file.content),
    )  # fmt: skip
    kept.content_sealed = ring().seal_bytes(
        file.content, table="evidence_file", column="content_sealed", row=kept.id
    )
    session.add(kept)
    session.flush()
    _answer(session, viewer, head.id, position, [*given, kept.id.hex], at=at)
    return kept.id


def remove_evidence(
    session: AnySession,
    *,
    viewer: Viewer,
    attempt_id: UUID,
    position: int,
    file_id: UUID,
    at: datetime,
) -> None:
    """Take a file out of an answer: a new answer without it. One that is not in it is left so.

    Raises NotFound, AttemptClosed.
    """
    head, _, given = _standing(session, viewer, attempt_id, position, at=at)
    left = [key for key in given if key != file_id.hex]
    _answer(session, viewer, head.id, position, left, at=at)


def _standing(
    session: AnySession, viewer: Viewer, attempt_id: UUID, position: int, *, at: datetime
) -> tuple[AttemptHead, EvidenceQuestion, list[str]]:
    """The attempt, held until the commit, its question, and the files that the answer names."""
    head = own_attempt(session, viewer, attempt_id)
    lock_attempt(session, head.id)
    if not 1 <= position <= len(head.slots):
        raise NotFound
    question = question_of(session, head.slots[position - 1].version_id)
    if not isinstance(question, EvidenceQuestion):
        raise NotFound
    steps = steps_of(session, head.id)
    refuse_closed(head, steps, at)
    state = attempt_state(steps, deadline_at=head.deadline_at, at=at)
    return head, question, list(answer_in(state, position))


def _refuse_file(question: EvidenceQuestion, given: Sequence[str], file: MadeAnew) -> None:
    if len(given) >= question.max_files:
        raise TooManyFiles
    if file.kind not in question.accept:
        raise KindNotTaken
    if file.sent_bytes > question.max_kilobytes * KILOBYTE:
        raise FileTooLarge


def _answer(
    session: AnySession,
    viewer: Viewer,
    attempt_id: UUID,
    position: int,
    keys: list[str],
    *,
    at: datetime,
) -> None:
    save_answer(
        session, viewer=viewer, attempt_id=attempt_id, position=position, response=keys, at=at
    )
