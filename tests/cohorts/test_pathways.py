"""A cohort that takes a pathway, and the places in its courses."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.accounts.queries import visible_people
from lms.catalog.operations import VersionTaken, publish_pathway
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.operations import (
    AlreadyEnrolled,
    CourseNotPublished,
    enrol,
    enrol_in_pathway,
    make_pathway_cohort,
    withdraw,
    withdraw_from_pathway,
)
from lms.cohorts.queries.pathways import courses_of, own_pathway, own_pathways
from lms.core.errors import NotFound
from tests import factories
from tests.catalog import sample
from tests.support import pathways


@pytest.fixture
def cohort_id(session, tmp_path):
    pathways.publish_both(session, tmp_path)
    return pathways.make_cohort(session, academy_id=factories.make_academy(session))


@pytest.fixture
def trainee(session):
    return factories.make_person(session)


def test_a_pathway_cohort_has_a_cohort_for_each_course(session, cohort_id):
    rows = session.scalars(select(Cohort).where(Cohort.pathway_cohort_id == cohort_id)).all()
    assert {row.course_key for row in rows} == set(pathways.COURSES)


def test_a_trainer_of_the_whole_cohort_reaches_who_studies_any_of_its_courses(
    session, cohort_id, trainee
):
    pathways.enrol(session, trainee, cohort_id)
    trainer = factories.viewer_for(session, factories.make_staff(session, "trainer", cohort_id))
    assert trainee.person_id in session.scalars(visible_people(trainer)).all()


def test_enrolling_gives_a_place_in_every_course_in_one_cycle(session, cohort_id, trainee):
    place_id = pathways.enrol(session, trainee, cohort_id)
    counted = courses_of(session, [place_id])[place_id]
    assert {each.course_key for each in counted} == set(pathways.COURSES)
    viewer = factories.viewer_for(session, trainee)
    assert [each.id for each in own_pathways(session, viewer)] == [place_id]
    assert own_pathway(session, viewer, place_id).cycle == 1


def test_another_persons_place_is_not_found(session, cohort_id, trainee):
    place_id = pathways.enrol(session, trainee, cohort_id)
    other = factories.viewer_for(session, factories.make_person(session))
    with pytest.raises(NotFound):
        own_pathway(session, other, place_id)


def test_a_course_that_is_studied_already_is_taken_along(session, cohort_id, trainee):
    earlier = factories.enrol(session, trainee, factories.make_cohort(session))
    place_id = pathways.enrol(session, trainee, cohort_id)
    counted = {each.course_key: each for each in courses_of(session, [place_id])[place_id]}
    assert counted[factories.COURSE].enrolment_id == earlier
    moved_to = session.get_one(Cohort, counted[factories.COURSE].cohort_id)
    assert moved_to.pathway_cohort_id == cohort_id


def test_nobody_takes_a_pathway_twice_at_once(session, cohort_id, trainee):
    pathways.enrol(session, trainee, cohort_id)
    with pytest.raises(AlreadyEnrolled):
        pathways.enrol(session, trainee, cohort_id)


def test_withdrawing_ends_every_course_and_the_next_place_is_a_new_cycle(
    session, cohort_id, trainee
):
    first = pathways.enrol(session, trainee, cohort_id)
    for _ in "ab":
        withdraw_from_pathway(
            session, pathway_enrolment_id=first, reason="Ill.", at=factories.NOON,
            by=trainee.account_id,
        )  # fmt: skip
    states = session.scalars(select(Enrolment.enrolment_state)).all()
    assert set(states) == {"withdrawn"}
    second = pathways.enrol(session, trainee, cohort_id, at=factories.NOON)
    viewer = factories.viewer_for(session, trainee)
    assert own_pathway(session, viewer, second).cycle == 2
    assert len(courses_of(session, [second])[second]) == 2


def test_a_course_begun_anew_counts_for_the_pathway(session, cohort_id, trainee):
    place_id = pathways.enrol(session, trainee, cohort_id)
    first = courses_of(session, [place_id])[place_id][0]
    withdraw(
        session, enrolment_id=first.enrolment_id, reason="Ill.", at=factories.NOON,
        by=trainee.account_id,
    )  # fmt: skip
    again = enrol(
        session, person_id=trainee.person_id, cohort_id=first.cohort_id, at=factories.NOON
    )
    counted = [each.enrolment_id for each in courses_of(session, [place_id])[place_id]]
    assert {first.enrolment_id, again} <= set(counted)


def test_enrolling_in_one_course_of_the_cohort_alone_gives_no_place_on_the_pathway(
    session, cohort_id, trainee
):
    course_cohort = session.scalars(
        select(Cohort.id).where(Cohort.pathway_cohort_id == cohort_id)
    ).first()
    factories.enrol(session, trainee, course_cohort)
    assert own_pathways(session, factories.viewer_for(session, trainee)) == []


def test_a_pathway_with_a_course_in_preparation_waits(session):
    shape = pathways.pathway_shape(courses=(factories.COURSE, "c99-planned"))
    publish_pathway(session, shape, at=factories.LONG_AGO)
    with pytest.raises(CourseNotPublished):
        pathways.make_cohort(session)
    assert session.scalars(select(Cohort)).all() == []


def test_an_unknown_pathway_and_an_unknown_cohort_are_not_found(session, trainee):
    with pytest.raises(NotFound):
        make_pathway_cohort(
            session, title="x", pathway_key="none", academy_id=None,
            starts_on=date(2026, 1, 4), ends_on=None, at=factories.NOON,
        )  # fmt: skip
    with pytest.raises(NotFound):
        enrol_in_pathway(
            session, person_id=trainee.person_id, pathway_cohort_id=trainee.person_id,
            at=factories.NOON,
        )  # fmt: skip
    with pytest.raises(NotFound):
        withdraw_from_pathway(
            session, pathway_enrolment_id=trainee.person_id, reason="x", at=factories.NOON,
            by=trainee.account_id,
        )  # fmt: skip


def test_the_same_pathway_is_published_once_and_changed_only_under_a_new_version(session):
    assert publish_pathway(session, pathways.pathway_shape(), at=factories.LONG_AGO)
    assert not publish_pathway(session, pathways.pathway_shape(), at=factories.NOON)
    shorter = {"courses": (sample.COURSE,)}
    with pytest.raises(VersionTaken):
        publish_pathway(session, pathways.pathway_shape(**shorter), at=factories.NOON)
    newer = pathways.pathway_shape(version="1.1.0", **shorter)
    assert publish_pathway(session, newer, at=factories.NOON)
