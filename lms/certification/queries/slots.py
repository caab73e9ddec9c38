"""What stands in the one place that a person's certificate of a type and period takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, case, select
from sqlalchemy.orm import aliased

from lms.catalog.rules import RecertDateFrom
from lms.certification.models import Certificate
from lms.certification.queries.events import events_of
from lms.certification.rules import Earlier, Standing, Terms, is_new_ground, standing
from lms.cohorts.models import Enrolment, PathwayEnrolment
from lms.core.db import AnySession

_later = aliased(Enrolment)
_own_place, _later_place = aliased(PathwayEnrolment), aliased(PathwayEnrolment)
COURSE_RENEWAL = (  # a later cycle of the enrolment that a statement reads
    select(_later.id)
    .where(
        _later.person_id == Enrolment.person_id,
        _later.course_key == Enrolment.course_key,
        _later.cycle > Enrolment.cycle,
        _later.enrolment_state == "active",
    )
    .order_by(_later.cycle)
    .limit(1)
    .correlate(Enrolment)
    .scalar_subquery()
)
PATHWAY_RENEWAL = (  # a later cycle of the pathway whose certificate a statement reads
    select(_later_place.id)
    .join(
        _own_place,
        and_(
            _own_place.person_id == _later_place.person_id,
            _own_place.pathway_key == _later_place.pathway_key,
            _own_place.cycle < _later_place.cycle,
        ),
    )
    .where(_own_place.id == Certificate.pathway_enrolment_id, _later_place.ended_at.is_(None))
    .order_by(_later_place.cycle)
    .limit(1)
    .correlate(Certificate)
    .scalar_subquery()
)
RENEWAL = case((Certificate.pathway_enrolment_id.is_(None), COURSE_RENEWAL), else_=PATHWAY_RENEWAL)
SLOT = ("person_id", "certificate_type", "period_key")


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest certificate of a slot."""

    id: UUID
    code: str
    issue_number: int
    completed_at: datetime


def latest_in(session: AnySession, slot: dict[str, Any]) -> Latest | None:
    """The newest certificate of a slot, read while no other transaction can add one to it.

    The slot's first row is its lock (on PostgreSQL): it stays, whatever comes after it.
    """
    first = select(Certificate.id).filter_by(**slot, issue_number=1).with_for_update()
    return shown_in(session, slot) if session.scalar(first) is not None else None


def shown_in(session: AnySession, slot: dict[str, Any]) -> Latest | None:
    """The newest certificate of a slot, for a page: nothing is held."""
    row = session.execute(
        select(Certificate.id, Certificate.code, Certificate.issue_number, Certificate.completed_at)
        .filter_by(**slot)
        .order_by(Certificate.issue_number.desc())
        .limit(1)
    ).first()
    return Latest(*row) if row else None


def slot_of_row(row: Certificate) -> dict[str, Any]:
    """The place that a certificate takes."""
    return {name: getattr(row, name) for name in SLOT}


def standing_of(session: AnySession, certificate_id: UUID, *, on: date = date.min) -> Standing:
    """What was decided about a certificate; with a day, its age too. Two statements."""
    valid_until, days, grace, source = session.execute(
        select(
            Certificate.valid_until, Certificate.renew_window_days, Certificate.grace_days,
            Certificate.recert_date_from,
        ).where(Certificate.id == certificate_id)
    ).one()  # fmt: skip
    events = events_of(session, [certificate_id]).get(certificate_id, ())
    until = None if on == date.min else valid_until
    return standing(until, events, on, Terms(days, grace, cast(RecertDateFrom, source)))


def period_of(cycle: int) -> str:
    """The period of a certificate: the cycle of its enrolment, or of its place on a pathway."""
    return f"cycle-{cycle}"


def renewed_by(session: AnySession, slot: dict[str, Any], cycle: int) -> Earlier | None:
    """What the next certificate renews: the newest of an earlier cycle that still counts."""
    periods = {period_of(earlier): earlier for earlier in range(1, cycle)}
    rows = session.scalars(
        select(Certificate).where(
            Certificate.person_id == slot["person_id"],
            Certificate.certificate_type == slot["certificate_type"],
            Certificate.valid_until.is_not(None),
            Certificate.period_key.in_(periods),
        )
    ).all()
    newest_first = sorted(rows, key=lambda row: (-periods[row.period_key], -row.issue_number))
    for row in newest_first:
        if standing_of(session, row.id).state not in ("revoked", "superseded"):
            return Earlier(cast(date, row.valid_until), row.terms)
    return None


def renewal_of(session: AnySession, row: Certificate) -> UUID | None:
    """The enrolment by which a certificate is being renewed, or was."""
    return session.scalar(
        select(RENEWAL)
        .select_from(Certificate)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Certificate.id == row.id)
    )


def may_follow(session: AnySession, known: Latest, completed_at: datetime | None) -> bool:
    """Whether the slot's latest is revoked, and something else was completed since."""
    revoked = standing_of(session, known.id).event
    if revoked is None or revoked.event != "revoked" or completed_at is None:
        return False
    return is_new_ground(
        revoked.reason, revoked_at=revoked.occurred_at, completed_at=completed_at,
        earlier_completed_at=known.completed_at,
    )  # fmt: skip
