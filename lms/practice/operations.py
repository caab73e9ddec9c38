"""Signing practicals off, and correcting a sign-off. Flush, never commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.catalog.rules import Practical, PublishedActivity
from lms.cohorts.models import Enrolment
from lms.core.db import AnySession
from lms.core.errors import DifferentBody, DomainError, Forbidden, NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.practice.models import Observation
from lms.practice.queries import observations_of
from lms.practice.rules import ChecklistResult, checked, is_whole, signed_off_by
from lms.progress.operations import lock_progress, record_outcome


class ChecklistIncomplete(DomainError):
    """Every line is marked as seen or not seen before a practical is signed."""

    code = "checklist_incomplete"


@dataclass(frozen=True, slots=True)
class SignedOff:
    """The observation kept, what its checklist amounts to, and whether the practical is met."""

    observation_id: UUID
    result: ChecklistResult
    is_met: bool


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

    Raises NotFound (no practical), ChecklistIncomplete, Forbidden (one's own practical, or an
    enrolment that has ended). Source: decisions.md, 19.
    """
    if session.get_one(Enrolment, enrolment_id).enrolment_state != "active":
        raise Forbidden
    lock_progress(session, enrolment_id)
    return _observed(session, viewer, enrolment_id, activity, lines, at, remark, None, "")


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

    Raises NotFound, ChecklistIncomplete, Forbidden (one's own practical), DifferentBody (corrected
    already: what stands now is the correction).
    """
    earlier = session.get(Observation, observation_id)
    if earlier is None or earlier.activity != activity.address:
        raise NotFound
    lock_progress(session, earlier.enrolment_id)
    known = {row.id: row for row in observations_of(session, earlier.enrolment_id)}[observation_id]
    if known.is_superseded:
        raise DifferentBody
    done = _observed(
        session, viewer, known.enrolment_id, activity, lines, at, known.remark, known.id, reason
    )
    record_event(
        session, account_id=viewer.account_id, verb="correct", subject_kind="observation",
        subject_id=observation_id, reason=reason, at=at,
    )  # fmt: skip
    return done


def _observed(
    session: AnySession,
    viewer: Viewer,
    enrolment_id: UUID,
    activity: PublishedActivity,
    lines: Mapping[str, bool],
    at: datetime,
    remark: str,
    supersedes_id: UUID | None,
    reason: str,
) -> SignedOff:
    practical = activity.practical
    if practical is None:
        raise NotFound
    if not is_whole(practical, lines):
        raise ChecklistIncomplete
    enrolment = session.get_one(Enrolment, enrolment_id)
    if enrolment.person_id == viewer.person_id:
        raise Forbidden
    result = checked(practical, lines)
    observation_id = new_id(at)
    session.add(
        Observation(
            id=observation_id,
            occurred_at=at,
            recorded_at=at,
            recorded_by=viewer.account_id,
            enrolment_id=enrolment_id,
            activity=activity.address,
            assessor_id=viewer.person_id,
            lines=dict(lines),
            is_passed=result.is_passed,
            remark_sealed=_sealed(remark, "remark_sealed", observation_id),
            supersedes_id=supersedes_id,
            reason_sealed=_sealed(reason, "reason_sealed", observation_id),
        )
    )
    session.flush()
    is_met = _record(session, viewer, enrolment_id, activity, practical, observation_id, at)
    return SignedOff(observation_id, result, is_met)


def _sealed(text: str, column: str, row: UUID) -> bytes | None:
    return ring().seal(text, table="observation", column=column, row=row) if text else None


def _record(
    session: AnySession,
    viewer: Viewer,
    enrolment_id: UUID,
    activity: PublishedActivity,
    practical: Practical,
    observation_id: UUID,
    at: datetime,
) -> bool:
    """The outcome: met, not met yet, or reversed where a correction takes a sign-off back."""
    standing = [
        row.observed
        for row in observations_of(session, enrolment_id)
        if row.activity == activity.address and not row.is_superseded
    ]
    is_met = signed_off_by(standing, practical.assessors) is not None
    was_met = lock_progress(session, enrolment_id).is_met(activity.requirement_key)
    record_outcome(
        session,
        enrolment_id=enrolment_id,
        requirement_key=activity.requirement_key,
        outcome="met" if is_met else "reversed" if was_met else "not_met",
        score=None,
        occurred_at=at,
        fact_id=observation_id,
        recorded_by=viewer.account_id,
        recorded_at=at,
    )
    return is_met
