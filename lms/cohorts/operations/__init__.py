"""Changes to cohorts and enrolments. Flush, never commit."""

from __future__ import annotations

from lms.cohorts.operations.enrolling import (
    LONGEST_ANNOUNCEMENT,
    AlreadyEnrolled,
    CourseNotPublished,
    announce,
    enrol,
    make_cohort,
    move,
    version_to_study,
    withdraw,
)
from lms.cohorts.operations.pathways import (
    enrol_in_pathway,
    make_pathway_cohort,
    renew_pathway,
    withdraw_from_pathway,
)

__all__ = [
    "LONGEST_ANNOUNCEMENT",
    "AlreadyEnrolled",
    "CourseNotPublished",
    "announce",
    "enrol",
    "enrol_in_pathway",
    "make_cohort",
    "make_pathway_cohort",
    "move",
    "renew_pathway",
    "version_to_study",
    "withdraw",
    "withdraw_from_pathway",
]
