"""Grading a question anew by a newer version: one asks with a reason, a second person confirms.

What does not cross the pass mark counts at once; the rest waits for the second person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, Regrade, RegradeAnswer, RegradeEntry
from lms.assessment.queries.attempts import AttemptHead, grades_of, heads_of
from lms.assessment.queries.regrading import Asked, RegradeRow, entries_of, lines_of
from lms.assessment.rules.regrading import Line, NothingToRegrade, RegradeOutdated, digest_of
from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession
from lms.core.errors import Forbidden
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.operations import (
    ToAnswer,
    after_all_known,
    keep_answer,
    lock_progress,
    record_outcome,
    refuse_same_person,
)
from lms.progress.rules import AlreadyAnswered


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, and what was looked at. seen: the digest of the dry run's lines."""

    asked: Asked
    allows_lowering: bool
    reason: str
    seen: str


def ask_regrade(session: AnySession, *, viewer: Viewer, wish: Wish, at: datetime) -> UUID:
    """Grade a question anew in the attempts of the viewer's reach; the regrade's id.

    A pass that would become a fail is left as it is, unless lowering is allowed. Raises
    NothingToRegrade, RegradeOutdated (another result than the one that was seen).
    """
    lines = _lines(session, viewer, wish)
    for enrolment_id in sorted({line.enrolment_id for line in lines}):
        lock_progress(session, enrolment_id)
    lines = _lines(session, viewer, wish)
    if digest_of(lines) != wish.seen:
        raise RegradeOutdated
    counted = [line for line in lines if not line.is_kept]
    if not counted:
        raise NothingToRegrade
    regrade_id = _store_regrade(session, viewer, wish, at)
    session.add_all(_entry(viewer, regrade_id, line, at) for line in counted)
    session.flush()
    return regrade_id


def _lines(session: AnySession, viewer: Viewer, wish: Wish) -> list[Line]:
    return lines_of(session, viewer, wish.asked, allows_lowering=wish.allows_lowering)


def _store_regrade(session: AnySession, viewer: Viewer, wish: Wish, at: datetime) -> UUID:
    made = Regrade(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        course_key=wish.asked.course_key, activity=wish.asked.activity,
        version_id=wish.asked.version_id, allows_lowering=wish.allows_lowering,
    )  # fmt: skip
    made.reason_sealed = ring().seal(
        wish.reason, table="regrade", column="reason_sealed", row=made.id
    )
    session.add(made)
    record_event(
        session, account_id=viewer.account_id, verb="ask_regrade", subject_kind="regrade",
        subject_id=made.id, reason=wish.reason, at=at,
    )  # fmt: skip
    session.flush()
    return made.id


def _entry(viewer: Viewer, regrade_id: UUID, line: Line, at: datetime) -> RegradeEntry:
    judgement = line.judgement
    return RegradeEntry(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        regrade_id=regrade_id, attempt_id=line.attempt_id, slot=line.slot,
        old_score=str(line.old), score=str(judgement.score), max_score=judgement.max_score,
        was_passed=line.was_passed, is_passed=judgement.is_passed,
        is_absolute_missed=judgement.is_absolute_missed,
        grades=[str(part) for part in line.parts], points=list(line.points),
    )  # fmt: skip


def answer_regrade(
    session: AnySession, *, viewer: Viewer, regrade: RegradeRow, is_confirmed: bool, at: datetime
) -> None:
    """Confirm a regrade as the second person, or decline it. The caller has checked the scope.

    Raises SecondPersonNeeded, AlreadyAnswered, RegradeOutdated (an attempt was graded otherwise
    since; it may still be declined), Forbidden (one's own attempt is among them).
    """
    refuse_same_person(viewer, regrade.asked_by, is_confirmed=is_confirmed)
    entries = entries_of(session, regrade.id)
    heads = _heads(session, entries, viewer)
    for enrolment_id in sorted({head.enrolment_id for head in heads.values()}):
        lock_progress(session, enrolment_id)
    if is_confirmed:
        _refuse_outdated(session, regrade, entries)
    what = _as_asked(regrade)
    keep_answer(session, viewer=viewer, asked=what, is_confirmed=is_confirmed, at=at)
    if is_confirmed:
        for entry in entries:
            _record(session, viewer, heads[entry.attempt_id], entry, at=at)


def _heads(
    session: AnySession, entries: Sequence[RegradeEntry], viewer: Viewer
) -> dict[UUID, AttemptHead]:
    """The attempts of a regrade. Raises Forbidden when one is the viewer's own."""
    rows = session.execute(
        select(Attempt.id, Attempt.enrolment_id, Enrolment.person_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Attempt.id.in_([entry.attempt_id for entry in entries]))
    ).all()
    if any(row.person_id == viewer.person_id for row in rows):
        raise Forbidden
    found = [head for row in rows for head in heads_of(session, row.enrolment_id)]
    wanted = {row.id for row in rows}
    return {head.id: head for head in found if head.id in wanted}


def _refuse_outdated(
    session: AnySession, regrade: RegradeRow, entries: Sequence[RegradeEntry]
) -> None:
    answered = select(RegradeAnswer.id).where(RegradeAnswer.regrade_id == regrade.id)
    if session.scalar(answered) is not None:
        raise AlreadyAnswered
    grades = grades_of(session, [entry.attempt_id for entry in entries])
    for entry in entries:
        now = grades[entry.attempt_id]
        if (now.score, now.is_passed) != (Fraction(entry.old_score), entry.was_passed):
            raise RegradeOutdated


def _as_asked(regrade: RegradeRow) -> ToAnswer:
    return ToAnswer(
        regrade.id, regrade.asked_by, RegradeAnswer, "regrade_id",
        confirmed="confirm_regrade", declined="decline_regrade",
        subject_kind="regrade", subject_id=regrade.id,
    )  # fmt: skip


def _record(
    session: AnySession, viewer: Viewer, head: AttemptHead, entry: RegradeEntry, *, at: datetime
) -> None:
    """The outcome of a result across the pass mark; a lost pass changes nothing beside another."""
    course = published_course(session, head.course_version_id)
    key = course.activity(head.unit_key, head.activity_key).requirement_key
    state = lock_progress(session, head.enrolment_id)
    if not entry.is_passed:
        others = [one.id for one in heads_of(session, head.enrolment_id, head.activity)]
        stands = any(grade.has_passed for grade in grades_of(session, others).values())
        if stands or state.requirement(key).earned_at is None:
            return
    record_outcome(
        session,
        enrolment_id=head.enrolment_id,
        requirement_key=key,
        outcome="met" if entry.is_passed else "reversed",
        score=float(Fraction(entry.score) / entry.max_score) if entry.is_passed else None,
        occurred_at=after_all_known(state, key, at),
        fact_id=entry.id,
        recorded_by=viewer.account_id,
        recorded_at=at,
    )
