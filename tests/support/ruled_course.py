"""A published course with a document to confirm and conditions, and a cohort that takes it."""

from __future__ import annotations

from datetime import date

from lms.authoring.operations import publish_package
from lms.cohorts import operations as cohorts
from tests import factories
from tests.catalog.sample import COURSE, write_ruled_courses

ONLINE = ("lesson/viewed", "quiz/passed", "scenario/passed", "orders/received")


def ruled_cohort(session, folder, *, unit="", test="", title="Ruled", academy_id=None):
    """A cohort on that course, published from a new folder."""
    package = write_ruled_courses(folder, unit=unit, test=test)
    publish_package(session, package, at=factories.LONG_AGO)
    return another_cohort(session, title=title, academy_id=academy_id)


def another_cohort(session, *, title, academy_id=None):
    """One more cohort on the published course."""
    cohort_id = cohorts.make_cohort(
        session,
        title=title,
        course_key=COURSE,
        academy_id=academy_id or factories.make_academy(session),
        starts_on=date(2026, 1, 4),
        ends_on=None,
        at=factories.LONG_AGO,
    )
    session.commit()
    return cohort_id
