"""When a pathway is complete: with the last of its courses, and again only by a reversal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.operations import publish_pathway
from lms.cohorts.models import PathwayEnrolment
from lms.cohorts.operations import enrol_in_pathway
from lms.core.ids import new_id
from lms.progress.operations import record_outcome
from lms.progress.queries.pathways import pathways_completed_at
from lms.progress.rules.pathways import pathway_completed_at
from tests import factories
from tests.catalog import sample
from tests.support import pathways

DAYS = st.integers(0, 30).map(lambda days: factories.NOON + timedelta(days=days))
KEYS = ("a", "b", "c")


@pytest.fixture
def place_id(session, tmp_path):
    pathways.publish_both(session, tmp_path)
    cohort_id = pathways.make_cohort(session)
    return pathways.enrol(session, factories.make_person(session), cohort_id)


def completed_at(session, place_id):
    return pathways_completed_at(session, [place_id]).get(place_id)


def test_it_is_complete_with_the_last_of_its_courses(session, place_id):
    last = factories.NOON + timedelta(days=2)
    pathways.complete(session, place_id, sample.COURSE, at=last)
    assert completed_at(session, place_id) is None
    pathways.complete(session, place_id, factories.COURSE, at=factories.NOON)
    assert completed_at(session, place_id) == last


def test_a_course_taken_back_takes_the_pathway_back(session, place_id):
    for course in pathways.COURSES:
        enrolment_id = pathways.complete(session, place_id, course, at=factories.NOON)
    record_outcome(
        session, enrolment_id=enrolment_id, requirement_key="u01/quiz/passed", outcome="reversed",
        score=None, occurred_at=factories.NOON + timedelta(days=1), fact_id=new_id(),
        recorded_by=None,
    )  # fmt: skip
    assert completed_at(session, place_id) is None


def test_whose_courses_are_all_complete_already_has_completed_a_pathway_at_enrolment(
    session, place_id
):
    for course in pathways.COURSES:
        pathways.complete(session, place_id, course, at=factories.NOON)
    person_id = session.get_one(PathwayEnrolment, place_id).person_id
    publish_pathway(session, pathways.pathway_shape(key="second-path"), at=factories.LONG_AGO)
    cohort_id = pathways.make_cohort(session, title="Second", pathway_key="second-path")
    second = enrol_in_pathway(
        session, person_id=person_id, pathway_cohort_id=cohort_id,
        at=factories.NOON + timedelta(days=3),
    )  # fmt: skip
    assert completed_at(session, second) == factories.NOON


def test_many_are_derived_in_one_statement(session, place_id, statements):
    with statements() as sent:
        pathways_completed_at(session, [place_id] * 3)
    assert len(sent) == 1


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.none() | DAYS)))
def test_the_order_in_which_completions_are_known_changes_nothing(completions):
    found = pathway_completed_at(KEYS, completions)
    assert found == pathway_completed_at(KEYS, reversed(completions))
    known = {key for key, at in completions if at is not None}
    assert (found is not None) == (known == set(KEYS))


@given(st.lists(st.tuples(st.sampled_from(KEYS), DAYS)), st.sampled_from(KEYS), DAYS)
def test_one_more_completion_never_takes_a_pathway_back_nor_moves_it_later(known, key, at):
    before = pathway_completed_at(KEYS, known)
    after = pathway_completed_at(KEYS, [*known, (key, at)])
    if before is not None:
        assert after is not None
        assert after <= before


def test_a_pathway_without_courses_is_never_complete():
    assert pathway_completed_at((), []) is None
