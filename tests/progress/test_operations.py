from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lms.catalog.queries import latest_version, published_course
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.progress.cli import cli
from lms.progress.models import EnrolmentProgress, Outcome
from lms.progress.operations import rebuild, record_outcome
from lms.progress.queries import course_completed_at, progress_of, progress_of_many
from lms.progress.rules import EnrolmentState, is_locked
from tests import factories
from tests.progress.course import requirement_keys

QUIZ = "u01/quiz/passed"
ONLINE = ("lesson/viewed", "quiz/passed", "scenario/passed")


@pytest.fixture
def cohort_id(session):
    return factories.make_cohort(session)


@pytest.fixture
def enrolment_id(session, cohort_id):
    return factories.enrol(session, factories.make_person(session), cohort_id)


@pytest.fixture
def course(session):
    return published_course(session, latest_version(session, factories.COURSE))


def after(minutes):
    return factories.NOON + timedelta(minutes=minutes)


def record(session, enrolment_id, key=QUIZ, outcome="met", *, score=None, at=0, fact_id=None):
    return record_outcome(
        session,
        enrolment_id=enrolment_id,
        requirement_key=key,
        outcome=outcome,
        score=score,
        occurred_at=after(at),
        fact_id=fact_id or new_id(),
        recorded_by=None,
    )


def kept(session, enrolment_id):
    return session.scalar(select(func.count()).where(Outcome.enrolment_id == enrolment_id))


def test_what_is_recorded_is_what_is_read(session, enrolment_id):
    state = record(session, enrolment_id, score=0.9)
    assert state == progress_of(session, enrolment_id)
    assert (state.requirement(QUIZ).met_at, state.requirement(QUIZ).best_score) == (after(0), 0.9)


def test_an_enrolment_without_facts_has_done_nothing(session, enrolment_id):
    assert progress_of(session, enrolment_id) == EnrolmentState()
    assert progress_of_many(session, [enrolment_id]) == {enrolment_id: EnrolmentState()}


def test_an_enrolment_that_is_not_there_is_not_found(session):
    with pytest.raises(NotFound):
        record(session, new_id())


def test_the_same_fact_twice_is_once(session, enrolment_id):
    fact_id = new_id()
    first = record(session, enrolment_id, outcome="not_met", score=0.5, fact_id=fact_id)
    again = record(session, enrolment_id, outcome="met", score=0.9, at=3, fact_id=fact_id)
    assert (again, kept(session, enrolment_id)) == (first, 1)


def test_one_fact_may_meet_two_requirements(session, enrolment_id):
    fact_id = new_id()
    record(session, enrolment_id, fact_id=fact_id)
    state = record(session, enrolment_id, "u01/lesson/viewed", fact_id=fact_id)
    assert {*state.requirements} == {QUIZ, "u01/lesson/viewed"}


def test_two_enrolments_never_see_each_other(session, enrolment_id, cohort_id):
    other = factories.enrol(session, factories.make_person(session), cohort_id)
    record(session, enrolment_id)
    states = progress_of_many(session, [enrolment_id, other])
    assert (states[enrolment_id].is_met(QUIZ), states[other].is_met(QUIZ)) == (True, False)


@pytest.mark.parametrize(("outcome", "score"), [("perhaps", None), ("met", 1.5), ("met", -0.1)])
def test_the_table_refuses_what_cannot_be(session, enrolment_id, outcome, score):
    with pytest.raises(IntegrityError), session.begin_nested():
        record(session, enrolment_id, outcome=outcome, score=score)


def test_the_whole_course_is_complete_at_its_last_part(session, enrolment_id, course):
    keys = requirement_keys(course)
    for place, key in enumerate(keys):
        assert course_completed_at(session, enrolment_id) is None
        record(session, enrolment_id, key, at=place)
    done = after(len(keys) - 1)
    assert course_completed_at(session, enrolment_id) == done
    assert progress_of(session, enrolment_id).course_completed_at == done

    record(session, enrolment_id, outcome="reversed", at=len(keys))
    assert course_completed_at(session, enrolment_id) is None


def test_a_unit_of_the_course_opens_when_the_one_before_is_done_online(
    session, enrolment_id, course
):
    for part in ONLINE:
        assert is_locked(course, progress_of(session, enrolment_id), "u02")
        record(session, enrolment_id, f"u01/{part}")
    assert not is_locked(course, progress_of(session, enrolment_id), "u02")


FACTS = st.lists(
    st.tuples(
        st.sampled_from([QUIZ, "u01/lesson/viewed"]),
        st.sampled_from(["met", "not_met", "reversed"]),
        st.integers(0, 9),
    ),
    max_size=5,
    unique_by=lambda fact: fact[2],
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(facts=FACTS, order=st.randoms())
def test_the_order_of_arrival_does_not_matter(session, cohort_id, facts, order):
    states = []
    for _ in range(2):
        enrolment_id = factories.enrol(session, factories.make_person(session), cohort_id)
        for key, outcome, at in facts:
            record(session, enrolment_id, key, outcome, at=at)
        states.append(progress_of(session, enrolment_id))
        order.shuffle(facts)
    assert states[0] == states[1]
    assert recounted(session, only_check=True) == []


def recounted(session, *, only_check):
    """The enrolments whose summary differed."""
    return [each.id for each in rebuild(session, only_check=only_check)]


def spoil(session, enrolment_id):
    session.execute(
        update(EnrolmentProgress)
        .where(EnrolmentProgress.enrolment_id == enrolment_id)
        .values(cells='{"r":{},"u":{},"c":null,"l":null}', completed_at=None, last_at=None)
    )
    session.commit()


def test_a_recount_finds_nothing_when_all_is_well(session, enrolment_id):
    record(session, enrolment_id, score=5 / 6)
    record(session, enrolment_id, outcome="not_met", score=1 / 3, at=1)
    assert recounted(session, only_check=True) == []


def test_a_recount_finds_and_mends_a_row_that_differs(session, enrolment_id):
    state = record(session, enrolment_id)
    spoil(session, enrolment_id)

    assert recounted(session, only_check=True) == [enrolment_id]
    assert progress_of(session, enrolment_id) == EnrolmentState()
    assert recounted(session, only_check=False) == [enrolment_id]
    assert progress_of(session, enrolment_id) == state
    assert recounted(session, only_check=True) == []


@pytest.mark.parametrize("column", ["completed_at", "last_at"])
def test_a_recount_looks_at_each_kept_column(session, enrolment_id, column):
    record(session, enrolment_id)
    session.execute(
        update(EnrolmentProgress)
        .where(EnrolmentProgress.enrolment_id == enrolment_id)
        .values({column: after(500)})
    )
    assert recounted(session, only_check=True) == [enrolment_id]


def test_the_command_exits_1_when_a_check_finds_something(app, session, enrolment_id):
    record(session, enrolment_id)
    run = app.test_cli_runner().invoke
    assert run(cli, ["rebuild", "--check"]).exit_code == 0

    spoil(session, enrolment_id)
    found = run(cli, ["rebuild", "--check"])
    assert (found.exit_code, found.output) == (
        1, f"summary: {enrolment_id}\n1 differed from the recount.\n",
    )  # fmt: skip
    assert run(cli, ["rebuild"]).exit_code == 0
    assert run(cli, ["rebuild", "--check"]).output == "0 differed from the recount.\n"
