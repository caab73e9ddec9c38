"""Recording outcomes, and what follows from them. Flush, never commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import AnySession, Uuid16, is_inserted_once
from lms.core.errors import Forbidden, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.models import (
    CompletionReversal,
    CompletionReversalAnswer,
    EnrolmentProgress,
    Outcome,
)
from lms.progress.queries import outcomes_of, reversals_of
from lms.progress.recounts import Difference
from lms.progress.rules import (
    AlreadyAnswered,
    EnrolmentState,
    NotMet,
    ReversalOutdated,
    SecondPersonNeeded,
    Verdict,
    enrolment_state,
    packed,
    unpacked,
)

EMPTY = packed(EnrolmentState())
NOTHING_KEPT = {"cells": EMPTY, "completed_at": None, "last_at": None}
KEPT = select(
    EnrolmentProgress.cells, EnrolmentProgress.completed_at, EnrolmentProgress.last_at
).where(EnrolmentProgress.enrolment_id == bindparam("enrolment_id", type_=Uuid16))


def lock_progress(session: AnySession, enrolment_id: UUID) -> EnrolmentState:
    """The enrolment's summary, held until the commit so that parallel writers take turns.

    Without FOR UPDATE two outcomes at once on PostgreSQL each miss the other, and a completion
    is lost; SQLite has one writer anyway and ignores it.
    """
    table = EnrolmentProgress.__table__
    row = {"enrolment_id": enrolment_id, "cells": EMPTY}
    is_inserted_once(session, table, row, "enrolment_id")
    kept = session.execute(
        select(EnrolmentProgress.cells)
        .where(EnrolmentProgress.enrolment_id == enrolment_id)
        .with_for_update()
    ).scalar_one()
    return unpacked(kept)


def record_outcome(
    session: AnySession,
    *,
    enrolment_id: UUID,
    requirement_key: str,
    outcome: Verdict,
    score: float | None,
    occurred_at: datetime,
    fact_id: UUID,
    recorded_by: UUID | None,
    recorded_at: datetime | None = None,
    source: str = "web",
) -> EnrolmentState:
    """Append what became known about a requirement, and keep what follows. Raises NotFound.

    fact_id: the grade or observation behind it; with the same requirement again nothing changes.
    score: a fraction, 0 to 1. recorded_by: an account.
    """
    version_id = course_version_of(session, enrolment_id)
    known = lock_progress(session, enrolment_id)
    row = {
        "id": new_id(occurred_at), "fact_id": fact_id, "source": source,
        "occurred_at": occurred_at, "recorded_at": recorded_at or clock.now(),
        "recorded_by": recorded_by, "enrolment_id": enrolment_id,
        "requirement_key": requirement_key, "outcome": outcome, "score": score,
    }  # fmt: skip
    if is_inserted_once(session, Outcome.__table__, row, "fact_id", "requirement_key"):
        return keep_summary(session, enrolment_id, version_id)
    return known


def course_version_of(session: AnySession, enrolment_id: UUID) -> UUID:
    """The course version that an enrolment is pinned to. Raises NotFound."""
    version_id = session.scalar(
        select(Enrolment.course_version_id).where(Enrolment.id == enrolment_id)
    )
    if version_id is None:
        raise NotFound
    return version_id


def keep_summary(
    session: AnySession, enrolment_id: UUID, course_version_id: UUID
) -> EnrolmentState:
    """Judge every outcome of the enrolment anew and keep the packed row."""
    course = published_course(session, course_version_id)
    state = enrolment_state(course, outcomes_of(session, enrolment_id))
    session.execute(
        update(EnrolmentProgress)
        .where(EnrolmentProgress.enrolment_id == enrolment_id)
        .values(**columns_of(state))
    )
    return state


def columns_of(state: EnrolmentState) -> dict[str, Any]:
    """What the summary row keeps of a state."""
    return {
        "cells": packed(state),
        "completed_at": state.course_completed_at,
        "last_at": state.last_at,
    }


def rebuild(session: AnySession, *, only_check: bool) -> list[Difference]:
    """Derive every summary anew from the outcomes, and keep it where it differed."""
    different = []
    for enrolment_id, version_id in session.execute(
        select(Enrolment.id, Enrolment.course_version_id).order_by(Enrolment.id)
    ).all():
        course = published_course(session, version_id)
        anew = columns_of(enrolment_state(course, outcomes_of(session, enrolment_id)))
        kept = session.execute(KEPT, {"enrolment_id": enrolment_id}).mappings().first()
        if anew == (kept or NOTHING_KEPT):
            continue
        different.append(Difference("summary", enrolment_id))
        if not only_check:
            lock_progress(session, enrolment_id)
            keep_summary(session, enrolment_id, version_id)
    return different


def ask_reversal(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    requirement_key: str,
    ground: str,
    reason: str,
    at: datetime,
) -> UUID:
    """Ask to take back that a requirement is met; its id. Nothing changes until it is confirmed.

    Asking again while one waits gives that one. The caller has checked the scope. ground: one of
    rules.GROUNDS. Raises NotMet, Forbidden (one's own enrolment). Source: decisions.md, 22.
    """
    state = _met_for_other(session, viewer, enrolment_id, requirement_key)
    waiting = _waiting_request(session, enrolment_id, requirement_key, state)
    if waiting is not None:
        return waiting
    asked = CompletionReversal(
        id=new_id(at), occurred_at=_after_all_known(state, requirement_key, at), recorded_at=at,
        recorded_by=viewer.account_id, enrolment_id=enrolment_id, ground=ground,
        requirement_key=requirement_key,
    )  # fmt: skip
    return _kept_request(session, asked, reason)


def _met_for_other(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, requirement_key: str
) -> EnrolmentState:
    """The locked state of another person's enrolment in which the requirement is met."""
    _refuse_own(session, viewer, enrolment_id)
    state = lock_progress(session, enrolment_id)
    if not state.is_met(requirement_key):
        raise NotMet
    return state


def _waiting_request(
    session: AnySession, enrolment_id: UUID, requirement_key: str, state: EnrolmentState
) -> UUID | None:
    """A request that waits and may still be confirmed."""
    for known in reversals_of(session, enrolment_id):
        is_waiting = known.requirement_key == requirement_key and known.answer is None
        if is_waiting and not _is_outdated(state, requirement_key, known.asked_at):
            return known.id
    return None


def _kept_request(session: AnySession, asked: CompletionReversal, reason: str) -> UUID:
    asked.reason_sealed = ring().seal(
        reason, table="completion_reversal", column="reason_sealed", row=asked.id
    )
    session.add(asked)
    record_event(
        session, account_id=asked.recorded_by, verb="ask_reversal", subject_kind="enrolment",
        subject_id=asked.enrolment_id, reason=reason, at=asked.recorded_at,
    )  # fmt: skip
    session.flush()
    return asked.id


def _is_outdated(state: EnrolmentState, requirement_key: str, asked_at: datetime) -> bool:
    """Whether what was asked about is met no longer, or was met anew after it was asked."""
    met_at = state.requirement(requirement_key).met_at
    return met_at is None or met_at > asked_at


def _refuse_own(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> None:
    if session.get_one(Enrolment, enrolment_id).person_id == viewer.person_id:
        raise Forbidden


def _after_all_known(state: EnrolmentState, requirement_key: str, at: datetime) -> datetime:
    """An instant after every outcome known of it: a phone's clock may have run ahead of ours."""
    last_at = state.requirement(requirement_key).last_at
    return max(at, last_at + timedelta(microseconds=1)) if last_at else at


def answer_reversal(
    session: AnySession, *, viewer: Viewer, reversal_id: UUID, is_confirmed: bool, at: datetime
) -> None:
    """Confirm a reversal, or decline it; confirmed, the requirement is met no longer.

    The caller has checked the scope. Raises NotFound, Forbidden (one's own), AlreadyAnswered,
    SecondPersonNeeded and ReversalOutdated (both may still decline it).
    """
    asked = session.get(CompletionReversal, reversal_id)
    if asked is None or asked.recorded_by is None:
        raise NotFound
    _refuse_own(session, viewer, asked.enrolment_id)
    if is_confirmed and asked.recorded_by == viewer.account_id:
        raise SecondPersonNeeded
    state = lock_progress(session, asked.enrolment_id)
    if is_confirmed:
        _refuse_outdated(session, asked, state)
    answer_id = _kept_answer(session, viewer, asked, is_confirmed=is_confirmed, at=at)
    if is_confirmed:
        record_outcome(
            session, enrolment_id=asked.enrolment_id, requirement_key=asked.requirement_key,
            outcome="reversed", score=None, fact_id=answer_id,
            occurred_at=_after_all_known(state, asked.requirement_key, at),
            recorded_by=viewer.account_id, recorded_at=at,
        )  # fmt: skip


def _refuse_outdated(session: AnySession, asked: CompletionReversal, state: EnrolmentState) -> None:
    answered = select(CompletionReversalAnswer.id).where(
        CompletionReversalAnswer.reversal_id == asked.id
    )
    if session.scalar(answered) is not None:
        raise AlreadyAnswered
    if _is_outdated(state, asked.requirement_key, asked.occurred_at):
        raise ReversalOutdated


def _kept_answer(
    session: AnySession,
    viewer: Viewer,
    asked: CompletionReversal,
    *,
    is_confirmed: bool,
    at: datetime,
) -> UUID:
    answer_id = new_id(at)
    row = {
        "id": answer_id, "occurred_at": at, "recorded_at": at, "source": "web",
        "recorded_by": viewer.account_id, "reversal_id": asked.id, "asked_by": asked.recorded_by,
        "answer": "confirmed" if is_confirmed else "declined",
    }  # fmt: skip
    if not is_inserted_once(session, CompletionReversalAnswer.__table__, row, "reversal_id"):
        raise AlreadyAnswered
    record_event(
        session, account_id=viewer.account_id, second_account_id=asked.recorded_by,
        verb="reverse_completion" if is_confirmed else "decline_reversal",
        subject_kind="enrolment", subject_id=asked.enrolment_id, at=at,
    )  # fmt: skip
    return answer_id
