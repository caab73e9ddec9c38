"""Signing practicals off, and correcting a sign-off. Flush, never commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course
from lms.catalog.rules import Practical, PublishedActivity
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DomainError, Forbidden, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.practice.models import Observation
from lms.practice.queries import ObservationRow, observations_of
from lms.practice.rules import AlreadyCorrected, ChecklistResult, checked, is_whole, signed_off_by
from lms.progress.models import Outcome
from lms.progress.operations import course_version_of, lock_progress, record_outcome
from lms.progress.recounts import Difference

SENT_TWICE_WITHIN = timedelta(minutes=1)


class ChecklistIncomplete(DomainError):
    """Every line is marked as seen or not seen before a practical is signed."""

    code = "checklist_incomplete"


@dataclass(frozen=True, slots=True)
class SignedOff:
    """The observation kept, what its checklist amounts to, and whether the practical is met."""

    observation_id: UUID
    result: ChecklistResult
    is_met: bool


@dataclass(frozen=True, slots=True)
class _Signed:
    """A checklist as it is signed; a correction says what it supersedes and why."""

    enrolment_id: UUID
    activity: PublishedActivity
    lines: Mapping[str, bool]
    remark: str
    at: datetime
    supersedes_id: UUID | None = None
    reason: str = ""


def sign_off(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    activity: PublishedActivity,
    lines: Mapping[str, bool],
    at: datetime,
    remark: str = "",
) -> SignedOff:
    """Keep what the viewer observed, and the outcome of it; the caller has checked the scope.

    After a reversal only what is observed later signs off again. The same checklist again within
    a minute is the button pressed twice: nothing more is kept. Raises NotFound (no practical),
    ChecklistIncomplete, Forbidden (one's own practical, or an enrolment that has ended). Source:
    decisions.md, 19.
    """
    if session.get_one(Enrolment, enrolment_id).enrolment_state != "active":
        raise Forbidden
    lock_progress(session, enrolment_id)
    return _observed(session, viewer, _Signed(enrolment_id, activity, lines, remark, at))


def correct(
    session: AnySession,
    *,
    viewer: Viewer,
    observation_id: UUID,
    activity: PublishedActivity,
    lines: Mapping[str, bool],
    reason: str,
    at: datetime,
) -> SignedOff:
    """Supersede an observation with a reason; both stay. The caller has checked the scope.

    Raises NotFound, ChecklistIncomplete, Forbidden (one's own practical), AlreadyCorrected.
    """
    known = _standing(session, observation_id, activity)
    signed = _Signed(known.enrolment_id, activity, lines, known.remark, at, known.id, reason)
    done = _observed(session, viewer, signed)
    record_event(
        session, account_id=viewer.account_id, verb="correct", subject_kind="observation",
        subject_id=known.id, reason=reason, at=at,
    )  # fmt: skip
    return done


def _standing(
    session: AnySession, observation_id: UUID, activity: PublishedActivity
) -> ObservationRow:
    """An observation of the practical that nothing supersedes; others wait until the commit."""
    earlier = session.get(Observation, observation_id)
    if earlier is None or earlier.activity != activity.address:
        raise NotFound
    lock_progress(session, earlier.enrolment_id)
    known = {row.id: row for row in observations_of(session, earlier.enrolment_id)}[observation_id]
    if known.is_superseded:
        raise AlreadyCorrected
    return known


def _observed(session: AnySession, viewer: Viewer, signed: _Signed) -> SignedOff:
    practical, enrolment_id = signed.activity.practical, signed.enrolment_id
    if practical is None:
        raise NotFound
    if not is_whole(practical, signed.lines):
        raise ChecklistIncomplete
    if session.get_one(Enrolment, enrolment_id).person_id == viewer.person_id:
        raise Forbidden
    result = checked(practical, signed.lines)
    known = [
        row
        for row in observations_of(session, enrolment_id)
        if row.activity == signed.activity.address
    ]
    sent_before = next((row for row in known if _is_sent_twice(row, viewer, signed)), None)
    if sent_before is not None:
        return SignedOff(sent_before.id, result, _is_met(known, practical))
    observation_id = _kept(session, viewer, signed, is_passed=result.is_passed)
    return SignedOff(observation_id, result, _record(session, viewer, signed, observation_id))


def _is_sent_twice(row: ObservationRow, viewer: Viewer, signed: _Signed) -> bool:
    is_same = (row.assessor_id, row.lines, row.remark) == (
        viewer.person_id, dict(signed.lines), signed.remark,
    )  # fmt: skip
    is_new = signed.supersedes_id is None and row.is_standing
    return is_same and is_new and signed.at - row.occurred_at < SENT_TWICE_WITHIN


def _kept(session: AnySession, viewer: Viewer, signed: _Signed, *, is_passed: bool) -> UUID:
    observation_id = new_id(signed.at)
    row = {
        "id": observation_id,
        "occurred_at": signed.at,
        "recorded_at": signed.at,
        "recorded_by": viewer.account_id,
        "source": "web",
        "enrolment_id": signed.enrolment_id,
        "activity": signed.activity.address,
        "assessor_id": viewer.person_id,
        "lines": dict(signed.lines),
        "is_passed": is_passed,
        "remark_sealed": _sealed(signed.remark, "remark_sealed", observation_id),
        "supersedes_id": signed.supersedes_id,
        "reason_sealed": _sealed(signed.reason, "reason_sealed", observation_id),
    }
    if not is_inserted_once(session, Observation.__table__, row, "supersedes_id"):
        raise AlreadyCorrected
    return observation_id


def _sealed(text: str, column: str, row: UUID) -> bytes | None:
    return ring().seal(text, table="observation", column=column, row=row) if text else None


def _is_met(rows: Iterable[ObservationRow], practical: Practical) -> bool:
    """Whether what stands of one practical's observations signs it off."""
    standing = [row.observed for row in rows if row.is_standing]
    return signed_off_by(standing, practical.assessors) is not None


def _record(session: AnySession, viewer: Viewer, signed: _Signed, observation_id: UUID) -> bool:
    """The outcome: met, not met yet, or reversed where a correction takes a sign-off back."""
    activity, practical = signed.activity, signed.activity.practical
    rows = observations_of(session, signed.enrolment_id)
    mine = [row for row in rows if row.activity == activity.address]
    is_met = practical is not None and _is_met(mine, practical)
    known = lock_progress(session, signed.enrolment_id).requirement(activity.requirement_key)
    was_met = known.earned_at is not None  # a decision is not what an observation takes back
    record_outcome(
        session,
        enrolment_id=signed.enrolment_id,
        requirement_key=activity.requirement_key,
        outcome="met" if is_met else "reversed" if was_met else "not_met",
        score=None,
        occurred_at=signed.at,
        fact_id=observation_id,
        recorded_by=viewer.account_id,
        recorded_at=signed.at,
    )
    return is_met


def recount(session: AnySession, *, only_check: bool) -> Iterator[Difference]:
    """Every observation that left no outcome gets it: met or not, as its practical stands now."""
    known = select(Outcome.fact_id).where(Outcome.fact_id == Observation.id).exists()
    for row in session.scalars(select(Observation).where(~known).order_by(Observation.id)).all():
        yield Difference("outcome missing", row.id)
        if not only_check:
            _record_again(session, row)


def _record_again(session: AnySession, row: Observation) -> None:
    version_id = course_version_of(session, row.enrolment_id)
    activity = published_course(session, version_id).activity(*row.activity.split("/"))
    rows = observations_of(session, row.enrolment_id)
    mine = [each for each in rows if each.activity == row.activity]
    is_met = activity.practical is not None and _is_met(mine, activity.practical)
    record_outcome(
        session, enrolment_id=row.enrolment_id, requirement_key=activity.requirement_key,
        outcome="met" if is_met else "not_met", score=None, occurred_at=row.occurred_at,
        fact_id=row.id, recorded_by=row.recorded_by,
    )  # fmt: skip
