"""Published courses whose first quiz asks what C01 does not, and a cohort that takes them."""

from __future__ import annotations

from datetime import date

from lms.authoring.operations import publish_package
from lms.cohorts import operations as cohorts
from tests import factories
from tests.catalog.every_type import write_every_type_courses
from tests.catalog.sample import COURSE, write_typed_courses


def typed_cohort(session, folder):
    """A cohort on a course that asks two typed questions, published from a new folder."""
    return cohort_on(session, write_typed_courses(folder))


def every_type_cohort(session, folder):
    """The same on one that asks one question of each type."""
    return cohort_on(session, write_every_type_courses(folder))


def cohort_on(session, package):
    """A cohort on the course of a package, which is published."""
    publish_package(session, package, at=factories.LONG_AGO)
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
