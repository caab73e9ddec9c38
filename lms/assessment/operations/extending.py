"""Giving a person more time: from the next attempt on, and in those that are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.assessment.models import Attempt, AttemptExtension, AttemptGrade, ExtraTime
from lms.assessment.queries.attempts import HEAD, AttemptHead, head_of
from lms.assessment.queries.deadlines import DEADLINE
from lms.assessment.queries.marking import IS_HANDED_IN
from lms.assessment.rules.timing import Extra, deadline_of
from lms.catalog.queries import published_course
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession
from lms.core.errors import Forbidden
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.operations import lock_progress


@dataclass(frozen=True, slots=True)
class GivenTime:
    """What was given, and how many open attempts it made longer."""

    id: UUID
    extended: int


def give_extra_time(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    activity: str | None,
    extra: Extra,
    reason: str,
    at: datetime,
) -> GivenTime:
    """Give more time at a timed activity, or at all of them (None), with a reason.

    The caller has checked the scope. What is over stays over. Raises Forbidden (one's own).
    """
    if session.get_one(Enrolment, enrolment_id).person_id == viewer.person_id:
        raise Forbidden
    lock_progress(session, enrolment_id)
    given = ExtraTime(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        enrolment_id=enrolment_id, activity=activity, percent=extra.percent, minutes=extra.minutes,
    )  # fmt: skip
    _keep(session, given, reason)
    heads = _open_and_timed(session, given, at)
    return GivenTime(given.id, sum(_is_extended(session, given, head, extra) for head in heads))


def _keep(session: AnySession, given: ExtraTime, reason: str) -> None:
    given.reason_sealed = ring().seal(
        reason, table="extra_time", column="reason_sealed", row=given.id
    )
    session.add(given)
    session.flush()
    record_event(
        session, account_id=given.recorded_by, verb="give_extra_time", subject_kind="enrolment",
        subject_id=given.enrolment_id, reason=reason, at=given.recorded_at,
    )  # fmt: skip


def _open_and_timed(session: AnySession, given: ExtraTime, at: datetime) -> list[AttemptHead]:
    """The attempts that still take answers and that the extra time is for."""
    is_graded = select(AttemptGrade.attempt_id).where(AttemptGrade.attempt_id == Attempt.id)
    rows = session.execute(
        HEAD.where(
            Attempt.enrolment_id == given.enrolment_id,
            at < DEADLINE,
            ~is_graded.exists(),
            ~IS_HANDED_IN,
        )
    )
    return [head_of(row) for row in rows if given.activity in (None, row.activity)]


def _is_extended(session: AnySession, given: ExtraTime, head: AttemptHead, extra: Extra) -> bool:
    """Whether the extra time made the attempt longer than it was."""
    course = published_course(session, head.course_version_id)
    quiz = course.activity(head.unit_key, head.activity_key).quiz
    later = deadline_of(quiz, head.started_at, [extra]) if quiz else None
    if later is None or head.deadline_at is None or later <= head.deadline_at:
        return False
    session.add(
        AttemptExtension(
            id=new_id(given.occurred_at), occurred_at=given.occurred_at,
            recorded_at=given.recorded_at, recorded_by=given.recorded_by, attempt_id=head.id,
            extra_time_id=given.id, deadline_at=later,
        )
    )  # fmt: skip
    session.flush()
    return True
