"""Taking a completion back takes two people. Flush, never commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession
from lms.core.errors import Forbidden, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.models import CompletionReversal, CompletionReversalAnswer
from lms.progress.operations.outcomes import lock_progress, record_outcome
from lms.progress.operations.second_person import ToAnswer, keep_answer, refuse_same_person
from lms.progress.queries import reversals_of
from lms.progress.rules import (
    AlreadyAnswered,
    EnrolmentState,
    NotMet,
    ReversalOutdated,
)


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
        id=new_id(at), occurred_at=after_all_known(state, requirement_key, at), recorded_at=at,
        recorded_by=viewer.account_id, enrolment_id=enrolment_id, ground=ground,
        requirement_key=requirement_key,
    )  # fmt: skip
    return _kept_request(session, asked, reason)


def _met_for_other(
    session: AnySession, viewer: Viewer, enrolment_id: UUID, requirement_key: str
) -> EnrolmentState:
    """The locked state of another person's enrolment in which what was done meets it.

    What only a decision set is not taken back: that decision is revoked.
    """
    refuse_own(session, viewer, enrolment_id)
    state = lock_progress(session, enrolment_id)
    if state.requirement(requirement_key).earned_at is None:
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
    earned_at = state.requirement(requirement_key).earned_at
    return earned_at is None or earned_at > asked_at


def refuse_own(session: AnySession, viewer: Viewer, enrolment_id: UUID) -> None:
    """Nobody decides about their own enrolment. Raises Forbidden."""
    if session.get_one(Enrolment, enrolment_id).person_id == viewer.person_id:
        raise Forbidden


def after_all_known(state: EnrolmentState, requirement_key: str, at: datetime) -> datetime:
    """An instant after every outcome known of it: another clock may have run ahead of ours."""
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
    refuse_own(session, viewer, asked.enrolment_id)
    refuse_same_person(viewer, asked.recorded_by, is_confirmed=is_confirmed)
    state = lock_progress(session, asked.enrolment_id)
    if is_confirmed:
        _refuse_outdated(session, asked, state)
    what = _as_asked(asked, asked.recorded_by)
    answer_id = keep_answer(session, viewer=viewer, asked=what, is_confirmed=is_confirmed, at=at)
    if is_confirmed:
        record_outcome(
            session, enrolment_id=asked.enrolment_id, requirement_key=asked.requirement_key,
            outcome="reversed", score=None, fact_id=answer_id,
            occurred_at=after_all_known(state, asked.requirement_key, at),
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


def _as_asked(asked: CompletionReversal, asked_by: UUID) -> ToAnswer:
    return ToAnswer(
        asked.id, asked_by, CompletionReversalAnswer, "reversal_id",
        confirmed="reverse_completion", declined="decline_reversal",
        subject_kind="enrolment", subject_id=asked.enrolment_id,
    )  # fmt: skip
