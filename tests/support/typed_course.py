"""A published course whose first quiz asks two typed questions, and who takes it."""

from __future__ import annotations

from datetime import date

from lms.authoring.operations import publish_package
from lms.cohorts import operations as cohorts
from tests import factories
from tests.catalog.sample import COURSE, write_typed_courses


def typed_cohort(session, folder):
    """A cohort on that course, published from a new folder."""
    publish_package(session, write_typed_courses(folder), at=factories.LONG_AGO)
    cohort_id = cohorts.make_cohort(
        session,
        title="Typed",
        course_key=COURSE,
        academy_id=factories.make_academy(session),
        starts_on=date(2026, 1, 4),
        ends_on=None,
        at=factories.LONG_AGO,
    )
    session.commit()
    return cohort_id
