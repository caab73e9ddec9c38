"""A pathway of two courses: C01 and a small second one, published for the test alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.authoring.operations import publish_package
from lms.catalog.operations import publish_pathway
from lms.catalog.package.shapes.base import Words3
from lms.catalog.package.shapes.shared import PathwayCertificateShape, PathwayShape
from lms.catalog.queries import published_course, published_pathway
from lms.cohorts.models import Cohort, PathwayCohort, PathwayEnrolment
from lms.cohorts.operations import enrol_in_pathway, make_pathway_cohort
from lms.cohorts.queries.pathways import courses_of
from lms.core.ids import new_id
from lms.progress.operations import record_outcome
from tests import factories
from tests.catalog import sample

PATHWAY = "foundation"
COURSES = (factories.COURSE, sample.COURSE)
TITLE = Words3(ar="المسار الأساسي", ckb="ڕێڕەوی بنەڕەتی", en="Foundation pathway")
POST = Words3(ar="رئاسة القسم", ckb="سەرۆکی بەش", en="Head of training")


def pathway_shape(*, key=PATHWAY, version="1.0.0", courses=COURSES, title=TITLE):
    return PathwayShape(
        key=key,
        version=version,
        title=title,
        courses=courses,
        certificate=PathwayCertificateShape(code=key, title=title, valid_months=24, posts=(POST,)),
    )


def publish_both(session, folder):
    """Publish the second course and the pathway."""
    publish_package(session, sample.write_courses(folder), at=factories.LONG_AGO)
    publish_pathway(session, pathway_shape(), at=factories.LONG_AGO)
    session.commit()


def make_cohort(session, *, title="Pathway cohort", academy_id=None, pathway_key=PATHWAY):
    cohort_id = make_pathway_cohort(
        session,
        title=title,
        pathway_key=pathway_key,
        academy_id=academy_id,
        starts_on=date(2026, 1, 4),
        ends_on=None,
        at=factories.LONG_AGO,
    )
    session.commit()
    return cohort_id


def course_cohort(session, cohort_id, course_key=factories.COURSE):
    """The cohort of one course of a pathway's cohort."""
    return session.scalar(
        select(Cohort.id).where(
            Cohort.pathway_cohort_id == cohort_id, Cohort.course_key == course_key
        )
    )


def courses_in(session, cohort_id):
    """The keys of the courses of a pathway's cohort, in the pathway's order."""
    cohort = session.get(PathwayCohort, cohort_id)
    return published_pathway(session, cohort.pathway_version_id).course_keys


def place_of(session, person):
    """A person's only place on a pathway."""
    return session.scalars(
        select(PathwayEnrolment).where(PathwayEnrolment.person_id == person.person_id)
    ).one()


def enrol(session, person, cohort_id, *, at=factories.LONG_AGO):
    place_id = enrol_in_pathway(
        session, person_id=person.person_id, pathway_cohort_id=cohort_id, at=at
    )
    session.commit()
    return place_id


def complete(session, place_id, course_key, *, at):
    """Everything that a course of the pathway asks for is met at an instant."""
    counted = {each.course_key: each for each in courses_of(session, [place_id])[place_id]}
    studied = counted[course_key]
    for key in published_course(session, studied.course_version_id).requirement_keys():
        record_outcome(
            session, enrolment_id=studied.enrolment_id, requirement_key=key, outcome="met",
            score=None, occurred_at=at, fact_id=new_id(at), recorded_by=None,
        )  # fmt: skip
    session.commit()
    return studied.enrolment_id
