"""Questions about cohorts and enrolments, always for a viewer."""

from __future__ import annotations

from lms.cohorts.queries.announcements import Announced, announcements_for
from lms.cohorts.queries.own import OwnEnrolment, own_enrolment, own_enrolments
from lms.cohorts.queries.reached import (
    cohort_of,
    cohorts_of,
    enrolment_of,
    enrolments_in,
    reached_cohorts,
    visible_enrolments,
)

__all__ = [
    "Announced",
    "OwnEnrolment",
    "announcements_for",
    "cohort_of",
    "cohorts_of",
    "enrolment_of",
    "enrolments_in",
    "own_enrolment",
    "own_enrolments",
    "reached_cohorts",
    "visible_enrolments",
]
