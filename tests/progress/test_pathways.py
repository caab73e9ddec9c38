"""When a pathway is complete: with the last of its courses, and again only by a reversal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from lms.core.ids import new_id
from lms.progress.models import PathwayProgress
from lms.progress.operations import rebuild_pathways, record_outcome
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


def test_a_recount_names_and_mends_what_differs(session, place_id):
    for course in pathways.COURSES:
        pathways.complete(session, place_id, course, at=factories.NOON)
    assert rebuild_pathways(session, only_check=True) == []
    session.execute(update(PathwayProgress).values(completed_at=None))
    (found,) = rebuild_pathways(session, only_check=True)
    assert (found.what, found.id, found.is_mended) == ("pathway summary", place_id, True)
    assert completed_at(session, place_id) is None
    rebuild_pathways(session, only_check=False)
    assert completed_at(session, place_id) == factories.NOON


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
