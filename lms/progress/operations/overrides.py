"""Parts set as done by a decision, and exemptions for prior learning. Flush, never commit.

A decision stands beside the outcomes and never changes one: revoked, it leaves what was done.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedCourse
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.models import (
    CompletionOverride,
    CompletionOverrideAnswer,
    CompletionOverrideRevocation,
)
from lms.progress.operations.outcomes import course_version_of, keep_summary, lock_progress
from lms.progress.operations.reversals import refuse_own
from lms.progress.operations.second_person import ToAnswer, keep_answer, refuse_same_person
from lms.progress.queries import Override, overrides_of
from lms.progress.rules import (
    AlreadyAnswered,
    AlreadyRevoked,
    EvidenceMissing,
    NotOverridable,
    OverrideKind,
    targets_of,
)


def override_completion(
    session: AnySession,
    *,
    viewer: Viewer,
    enrolment_id: UUID,
    target: str,
    kind: OverrideKind,
    reason: str,
    evidence: str | None = None,
    at: datetime,
) -> UUID:
    """Set a requirement or a whole unit as done, or ask for an exemption; its id.

    `complete` counts at once; `exempt` when a second person confirms it, and needs evidence. The
    same one again, while it waits or counts, gives that one. The caller has checked the scope.
    Raises Forbidden (one's own enrolment), NotOverridable, EvidenceMissing.
    """
    refuse_own(session, viewer, enrolment_id)
    version_id = course_version_of(session, enrolment_id)
    _refuse_target(published_course(session, version_id), target, kind)
    if kind == "exempt" and not evidence:
        raise EvidenceMissing
    lock_progress(session, enrolment_id)
    standing = _standing_one(session, enrolment_id, target, kind)
    if standing is not None:
        return standing
    override = CompletionOverride(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        enrolment_id=enrolment_id, target=target, kind=kind,
    )  # fmt: skip
    _keep(session, override, reason=reason, evidence=evidence)
    if kind == "complete":
        keep_summary(session, enrolment_id, version_id)
    return override.id


def _refuse_target(course: PublishedCourse, target: str, kind: OverrideKind) -> None:
    """Raises NotOverridable. The course test is never passed by one person's decision."""
    keys = targets_of(course, target)
    if not keys or (kind == "complete" and course.test.requirement_key in keys):
        raise NotOverridable


def _standing_one(
    session: AnySession, enrolment_id: UUID, target: str, kind: OverrideKind
) -> UUID | None:
    """The same decision where it waits or counts."""
    for known in overrides_of(session, enrolment_id):
        is_same = (known.target, known.kind) == (target, kind)
        if is_same and known.standing in ("waiting", "in_force"):
            return known.id
    return None


def _keep(
    session: AnySession, override: CompletionOverride, *, reason: str, evidence: str | None
) -> None:
    table = "completion_override"
    override.reason_sealed = ring().seal(
        reason, table=table, column="reason_sealed", row=override.id
    )
    if evidence:
        override.evidence_sealed = ring().seal(
            evidence, table=table, column="evidence_sealed", row=override.id
        )
    session.add(override)
    record_event(
        session, account_id=override.recorded_by, subject_kind="enrolment",
        verb="override_completion" if override.kind == "complete" else "ask_exemption",
        subject_id=override.enrolment_id, reason=reason, at=override.recorded_at,
    )  # fmt: skip
    session.flush()


def answer_exemption(
    session: AnySession, *, viewer: Viewer, override_id: UUID, is_confirmed: bool, at: datetime
) -> None:
    """Confirm an exemption as the second person, or decline it; confirmed, it counts from now on.

    The caller has checked the scope. Raises NotFound (also for what is no exemption), Forbidden
    (one's own enrolment), SecondPersonNeeded, AlreadyAnswered.
    """
    asked, standing = _override_to_decide(session, viewer, override_id)
    if asked.kind != "exempt" or asked.recorded_by is None:
        raise NotFound
    refuse_same_person(viewer, asked.recorded_by, is_confirmed=is_confirmed)
    if standing.standing != "waiting":
        raise AlreadyAnswered
    what = ToAnswer(
        asked.id, asked.recorded_by, CompletionOverrideAnswer, "override_id",
        confirmed="exempt", declined="decline_exemption",
        subject_kind="enrolment", subject_id=asked.enrolment_id,
    )  # fmt: skip
    keep_answer(session, viewer=viewer, asked=what, is_confirmed=is_confirmed, at=at)
    _keep_summary(session, asked)


def revoke_override(
    session: AnySession, *, viewer: Viewer, override_id: UUID, reason: str, at: datetime
) -> None:
    """Make a decision count no longer, as if it had never been; what was done itself stays.

    The caller has checked the scope. Raises NotFound, Forbidden (one's own enrolment),
    AlreadyRevoked (also for one that was declined).
    """
    asked, standing = _override_to_decide(session, viewer, override_id)
    fact_id = new_id(at)
    row = {
        "id": fact_id, "occurred_at": at, "recorded_at": at, "source": "web",
        "recorded_by": viewer.account_id, "override_id": asked.id,
        "reason_sealed": ring().seal(
            reason, table="completion_override_revocation", column="reason_sealed", row=fact_id
        ),
    }  # fmt: skip
    is_open = standing.standing in ("waiting", "in_force")
    table = CompletionOverrideRevocation.__table__
    if not is_open or not is_inserted_once(session, table, row, "override_id"):
        raise AlreadyRevoked
    record_event(
        session, account_id=viewer.account_id, verb="revoke_override", subject_kind="enrolment",
        subject_id=asked.enrolment_id, reason=reason, at=at,
    )  # fmt: skip
    _keep_summary(session, asked)


def _override_to_decide(
    session: AnySession, viewer: Viewer, override_id: UUID
) -> tuple[CompletionOverride, Override]:
    """A decision and how it stands, its enrolment held until the commit."""
    asked = session.scalar(select(CompletionOverride).where(CompletionOverride.id == override_id))
    if asked is None:
        raise NotFound
    refuse_own(session, viewer, asked.enrolment_id)
    lock_progress(session, asked.enrolment_id)
    known = {one.id: one for one in overrides_of(session, asked.enrolment_id)}
    return asked, known[asked.id]


def _keep_summary(session: AnySession, asked: CompletionOverride) -> None:
    session.flush()
    version_id = course_version_of(session, asked.enrolment_id)
    keep_summary(session, asked.enrolment_id, version_id)
