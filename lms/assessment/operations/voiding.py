"""Deciding that an attempt does not count: one person asks, a second one confirms."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import literal, select

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.assessment.models import AttemptVoid, AttemptVoidAnswer
from lms.assessment.operations.closing import close
from lms.assessment.operations.marking import end_wait
from lms.assessment.queries.attempts import AttemptHead, Grade, grades_of, heads_of
from lms.assessment.queries.voids import head_by_id, known_at, voids_of
from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession, Uuid16
from lms.core.errors import DomainError, Forbidden, NotFound
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
from lms.progress.queries import last_taken_back
from lms.progress.rules import AlreadyAnswered, Verdict

JUST_AFTER = timedelta(microseconds=1)


class AlreadyVoided(DomainError):
    """The attempt does not count as it is."""

    code = "already_voided"


def ask_void(
    session: AnySession,
    *,
    viewer: Viewer,
    attempt_id: UUID,
    restores_attempt: bool,
    reason: str,
    at: datetime,
) -> UUID:
    """Ask that an attempt no longer count; the request's id. Nothing changes until confirmed.

    restores_attempt: whether it is then not counted as used. Asking again while one waits gives
    that one. The caller has checked the scope. Raises NotFound, Forbidden (one's own attempt),
    AlreadyVoided.
    """
    head = _head_of_another(session, viewer, attempt_id)
    lock_progress(session, head.enrolment_id)
    known = voids_of(session, [head.id])
    if any(one.answer == "confirmed" for one in known):
        raise AlreadyVoided
    waiting = next((one for one in known if one.answer is None), None)
    if waiting is not None:
        return waiting.id
    asked = AttemptVoid(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        attempt_id=head.id, restores_attempt=restores_attempt,
    )  # fmt: skip
    return _kept_request(session, asked, head, reason)


def _kept_request(session: AnySession, asked: AttemptVoid, head: AttemptHead, reason: str) -> UUID:
    asked.reason_sealed = ring().seal(
        reason, table="attempt_void", column="reason_sealed", row=asked.id
    )
    session.add(asked)
    session.flush()
    record_event(
        session, account_id=asked.recorded_by, verb="ask_void", subject_kind="enrolment",
        subject_id=head.enrolment_id, reason=reason, at=asked.recorded_at,
    )  # fmt: skip
    return asked.id


def _head_of_another(session: AnySession, viewer: Viewer, attempt_id: UUID) -> AttemptHead:
    """An attempt of somebody else. Raises NotFound, Forbidden (one's own)."""
    head = head_by_id(session, attempt_id)
    if session.get_one(Enrolment, head.enrolment_id).person_id == viewer.person_id:
        raise Forbidden
    return head


def answer_void(
    session: AnySession, *, viewer: Viewer, void_id: UUID, is_confirmed: bool, at: datetime
) -> None:
    """Confirm that an attempt does not count, or decline it.

    Confirmed, an open attempt is closed, one that waits for a mark waits no longer, and what it
    passed is taken back, unless another attempt that still counts passed too. The caller has
    checked the scope. Raises NotFound, Forbidden (one's own attempt), AlreadyAnswered,
    SecondPersonNeeded (who asked may still decline), AlreadyVoided.
    """
    asked = session.get(AttemptVoid, void_id)
    if asked is None or asked.recorded_by is None:
        raise NotFound
    head = _head_of_another(session, viewer, asked.attempt_id)
    refuse_same_person(viewer, asked.recorded_by, is_confirmed=is_confirmed)
    lock_progress(session, head.enrolment_id)
    _refuse_voided(session, asked)
    if is_confirmed:
        close(session, head, at=at, account_id=viewer.account_id, kind="close")
        end_wait(session, head, at=at, account_id=viewer.account_id)
    what = _as_asked(asked, asked.recorded_by, head)
    answer_id = keep_answer(session, viewer=viewer, asked=what, is_confirmed=is_confirmed, at=at)
    if is_confirmed and head.kind != "remedial":
        _follow(session, viewer, head, answer_id, at=at)


def _refuse_voided(session: AnySession, asked: AttemptVoid) -> None:
    for known in voids_of(session, [asked.attempt_id]):
        if known.id == asked.id and known.answer is not None:
            raise AlreadyAnswered
        if known.answer == "confirmed":
            raise AlreadyVoided


def _as_asked(asked: AttemptVoid, asked_by: UUID, head: AttemptHead) -> ToAnswer:
    return ToAnswer(
        asked.id, asked_by, AttemptVoidAnswer, "void_id",
        confirmed="void_attempt", declined="decline_void",
        subject_kind="enrolment", subject_id=head.enrolment_id,
    )  # fmt: skip


def _follow(
    session: AnySession,
    viewer: Viewer,
    head: AttemptHead,
    answer_id: UUID,
    *,
    at: datetime,
) -> None:
    """Take back what the attempt was known as, and say anew what the attempts beside it are.

    A failed one beside a pass changes nothing: that pass keeps its instant.
    """
    course = published_course(session, head.course_version_id)
    key = course.activity(head.unit_key, head.activity_key).requirement_key
    state = lock_progress(session, head.enrolment_id)  # closing it may have met it just now
    known = state.requirement(key)
    is_passed = grades_of(session, [head.id])[head.id].is_passed
    if is_passed != (known.earned_at is not None) or not (is_passed or known.tries):
        return
    others = _standing(session, head, key)
    occurred_at = after_all_known(state, key, at)
    facts: list[tuple[Verdict, UUID, float | None]] = [("reversed", answer_id, None)]
    facts += [(verdict_of(one), uuid5(answer_id, str(id_)), _share(one)) for id_, one in others]
    for number, (outcome, fact_id, score) in enumerate(facts):
        record_outcome(
            session, enrolment_id=head.enrolment_id, requirement_key=key, outcome=outcome,
            score=score, occurred_at=occurred_at + number * JUST_AFTER, fact_id=fact_id,
            recorded_by=viewer.account_id, recorded_at=at,
        )  # fmt: skip


def _standing(session: AnySession, head: AttemptHead, key: str) -> list[tuple[UUID, Grade]]:
    """The attempts that still count since the requirement was last taken back, in order.

    One that waited for a mark counts with it, though it was handed in before.
    """
    since = session.scalar(
        select(last_taken_back(literal(head.enrolment_id, Uuid16), literal(key)))
    )
    heads = heads_of(session, head.enrolment_id, head.activity)
    grades = grades_of(session, [each.id for each in heads if each.kind == head.kind])
    known = known_at(session, list(grades))
    return [
        (attempt_id, grades[attempt_id])
        for attempt_id, when in known.items()
        if not grades[attempt_id].is_voided and (since is None or when > since)
    ]


def verdict_of(grade: Grade) -> Verdict:
    """What a result means for its requirement."""
    return "met" if grade.has_passed else "not_met"


def _share(grade: Grade) -> float:
    return float(grade.score / grade.max_score) if grade.max_score else 0.0
