"""The extra time that somebody was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import ExtraTime
from lms.assessment.rules.timing import Extra
from lms.catalog.rules import PublishedActivity, PublishedCourse
from lms.core.db import AnySession
from lms.core.sealed import ring


@dataclass(frozen=True, slots=True)
class Given:
    """More time at an activity, or at all of them (None)."""

    activity: str | None
    extra: Extra
    reason: str
    given_at: datetime


def extra_time_of(session: AnySession, enrolment_id: UUID) -> tuple[Given, ...]:
    """What was given in an enrolment, the newest first. One statement."""
    rows = session.scalars(
        select(ExtraTime)
        .where(ExtraTime.enrolment_id == enrolment_id)
        .order_by(ExtraTime.occurred_at.desc(), ExtraTime.id.desc())
    )
    return tuple(
        Given(
            row.activity,
            Extra(row.percent, row.minutes),
            ring().open(row.reason_sealed, table="extra_time", column="reason_sealed", row=row.id),
            row.occurred_at,
        )
        for row in rows
    )


def timed_activities(course: PublishedCourse) -> list[PublishedActivity]:
    """Where a time limit holds."""
    return [each for each in course.activities() if each.quiz and each.quiz.time_limit_minutes]
